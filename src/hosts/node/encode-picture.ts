import sharp from 'sharp';
import type { EncodePicture } from '../../run/report/mistake-gallery';

/** As WebP, by sharp. */
export const encodePicture: EncodePicture = async (pixels, [height, width, channels], largest) => {
  const bytes = await sharp(pixels, { raw: { width, height, channels: channels === 1 ? 1 : 3 } })
    .resize(largest, largest, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 85 })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
};
