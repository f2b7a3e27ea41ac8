// A kind of layer of one's own: filter response normalization (Singh & Krishnan 2019). It normalises each channel of
// each image by itself, so that it works with batches of a single image, where batch norm does not.
//
// With the API: buildFromSpec(spec, { plugins: [plugin] }). On the command line, where validate, schema, train and
// predict know it too: npx convspec validate specs --plugin examples/plugins/filter-response-norm.mjs
import { add, div, mean, mul, relu, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { defineLayer } from 'convspec';
import { z } from 'zod';

const perChannel = (name, channels, type) => ({
  name,
  shape: [channels],
  trainable: true,
  initializer: { type },
});

export const filterResponseNorm = defineLayer({
  type: 'filterResponseNorm',
  about: 'Divides each channel of an image by its root mean square; scale, shift and threshold are learned.',
  // Strict, so that a misspelt option is an error; described, so that editors show it.
  schema: z.strictObject({
    epsilon: z.number().positive().default(1e-6).describe('Keeps the divisor from zero.'),
  }),
  // Whatever epsilon is, the shapes behind the layer can be checked.
  shapeNeutral: ['epsilon'],

  // What the checker needs is arithmetic on shapes without the batch.
  output(_options, [input]) {
    if (input.length === 3) return input;
    return {
      code: 'shape/wrong-rank',
      message: `needs a feature map [height, width, channels], received [${input.join(', ')}]`,
      hint: 'move it before the block that flattens the feature map',
    };
  },
  weights: (_options, [[, , channels]]) => [
    perChannel('gamma', channels, 'ones'),
    perChannel('beta', channels, 'zeros'),
    perChannel('tau', channels, 'zeros'),
  ],
  // A place sees all others through the mean, as with any normalisation: receptive fields leave that out, so that
  // there is no `window` to give here.

  // tfjs finds the gradient by itself: every operation here has one.
  forward({ epsilon }, [x], { weights: { gamma, beta, tau } }) {
    const power = mean(square(x), [1, 2], true);
    const normal = div(x, sqrt(add(power, epsilon)));
    // The larger of the value and tau. tfjs's own `maximum` has no gradient for one tau per channel.
    return add(relu(sub(add(mul(normal, gamma), beta), tau)), tau);
  },
  // What forward pass and gradients run, so that no backend is chosen that would fail halfway: `tf.profile` lists them.
  kernels: [
    ...['Add', 'Cast', 'Identity', 'Mean', 'Multiply', 'Neg', 'RealDiv', 'Relu'],
    ...['Reshape', 'Sqrt', 'Square', 'Step', 'Sub', 'Sum'],
  ],
  // Keras looks it up by this name: load_model(file, custom_objects={'FilterResponseNorm': …}).
  className: 'FilterResponseNorm',
});

export default { layers: { filterResponseNorm } };
