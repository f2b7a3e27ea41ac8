import { version_core as coreVersion } from '@tensorflow/tfjs-core';
import { version_layers as layersVersion } from '@tensorflow/tfjs-layers';
import { version } from '../../../package.json';
import type { ReportHost } from '../../run/host';
import type { EncodeImage } from '../../run/report/mistake-gallery';

/** What a browser does for the report of a run. */
export const browserReport: ReportHost = {
  async readEnvironment({ specDirectory: _, ...run }) {
    return {
      ...run,
      convspec: version,
      runtime: browserName(navigator.userAgent),
      platform: navigator.platform,
      cpus: { model: 'unknown', count: navigator.hardwareConcurrency },
      packages: { '@tensorflow/tfjs-core': coreVersion, '@tensorflow/tfjs-layers': layersVersion },
      git: null,
    };
  },
  readPlotLibrary: async () => (await import('./plot-library')).plotLibrary,
  encodeImage,
};

/** `Firefox 140.0`: of the names that a browser gives itself, the first here that fits, since most say they are Chrome or Safari too. */
function browserName(userAgent: string): string {
  const names = [
    ['Edge', /Edg\/([\d.]+)/],
    ['Firefox', /Firefox\/([\d.]+)/],
    ['Chrome', /Chrome\/([\d.]+)/],
    ['Safari', /Version\/([\d.]+).*Safari/],
  ] as const;
  for (const [name, pattern] of names) {
    const found = pattern.exec(userAgent)?.[1];
    if (found !== undefined) return `${name} ${found}`;
  }
  return userAgent;
}

async function encodeImage(...[pixels, [height, width, channels], largest]: Parameters<EncodeImage>) {
  const rgba = new Uint8ClampedArray(4 * height * width);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) rgba[4 * pixel + c] = pixels[pixel * channels + (c % channels)] ?? 0;
    rgba[4 * pixel + 3] = 255;
  }
  const bitmap = await createImageBitmap(new ImageData(rgba, width, height));
  const scale = Math.min(1, largest / Math.max(height, width));
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
  return new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
