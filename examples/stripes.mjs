// Images for the small programs in this folder: a bright row or column on noise, 8×8, grayscale.

/** Returns equally many horizontal (`lying`) and vertical (`standing`) stripes, as arrays for `train({ data })`. */
export function stripes(count, seed = 1) {
  const x = new Uint8Array(count * 64);
  const y = new Uint8Array(count);
  let state = seed;
  const random = (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let image = 0; image < count; image++) {
    const place = random(8);
    y[image] = image % 2;
    for (let pixel = 0; pixel < 64; pixel++) {
      const line = y[image] === 0 ? Math.floor(pixel / 8) : pixel % 8;
      x[image * 64 + pixel] = (line === place ? 160 : 0) + random(90);
    }
  }
  return { x, y };
}
