// A custom layer: filter response normalization (Singh & Krishnan 2019). It normalizes each channel of each image
// separately, so unlike batch norm it works with batches of a single image.
//
// With the API: buildFromSpec(spec, { plugins: [plugin] }). On the command line, where it works with validate, schema,
// train and predict: npx convspec validate specs --plugin examples/plugins/filter-response-norm.mjs
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
  // Strict, so that a misspelled option is an error; described, so that editors show it.
  schema: z.strictObject({
    epsilon: z.number().positive().default(1e-6).describe('Keeps the divisor from being zero.'),
  }),
  // Shapes do not depend on epsilon, so later layers can be checked even if it is invalid.
  shapeNeutral: ['epsilon'],

  // For the checker: computes the output shape, without the batch dimension.
  output(_options, [input]) {
    if (input.length === 3) return input;
    return {
      code: 'shape/wrong-rank',
      message: `expected a feature map [height, width, channels] as input, received [${input.join(', ')}]`,
      hint: 'place it before the block that flattens',
    };
  },
  weights: (_options, [[, , channels]]) => [
    perChannel('gamma', channels, 'ones'),
    perChannel('beta', channels, 'zeros'),
    perChannel('tau', channels, 'zeros'),
  ],
  // Receptive fields ignore the mean over all positions, as for any normalization, so no `window` is defined.

  // tfjs computes the gradient, because every operation here has one.
  forward({ epsilon }, [x], { weights: { gamma, beta, tau } }) {
    const power = mean(square(x), [1, 2], true);
    const normal = div(x, sqrt(add(power, epsilon)));
    // The maximum of the value and tau. The `maximum` of tfjs has no gradient for one tau per channel.
    return add(relu(sub(add(mul(normal, gamma), beta), tau)), tau);
  },
  // The kernels of the forward pass and the gradients, as listed by `tf.profile`, to select only backends that have them.
  kernels: [
    ...['Add', 'Cast', 'Identity', 'Mean', 'Multiply', 'Neg', 'RealDiv', 'Relu'],
    ...['Reshape', 'Sqrt', 'Square', 'Step', 'Sub', 'Sum'],
  ],
  // Keras looks it up by this name: load_model(file, custom_objects={'FilterResponseNorm': …}).
  className: 'FilterResponseNorm',
});

export default { layers: { filterResponseNorm } };
