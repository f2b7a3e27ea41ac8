/** What an editor says of a key. A key means the same wherever it stands; where it does not, it is left out. */
const descriptions: Readonly<Record<string, string>> = {
  version: 'The version of the language: 1.',
  variables: 'Texts for paths: {color} in a path becomes the value of color.',
  classes: 'How many classes there are, or the list of their names.',
  defaults: 'Options for all blocks of a type; a block overrides them.',
  blocks: 'The network from top to bottom: each block takes the one before it, unless `from` says otherwise.',
  expect:
    'What the author claims, such as output: [30, 30, 32] or params: 896. The checker holds it against the facts.',
  training: 'How the network is trained.',
  callbacks: 'What happens beside training, in order: saving, stopping, logging.',
  data: 'Where the images are: one folder for each class.',
  shape: 'Sizes of an input: [height, width, channels].',
  color: 'rgb (3 channels) or grayscale (1 channel).',
  rescale: 'What each pixel of 0 to 255 is multiplied by, such as 1/255.',
  from: 'The block whose output is taken, or a list of them for blocks that merge; `input` is a name.',
  filters: 'The number of output channels of the convolution, or `classes`.',
  kernel: 'The size of the window: [height, width], or one number for both.',
  stride: 'By how much the window moves: [height, width], or one number for both.',
  padding: 'valid: windows stay inside the input. same: zeros around it, so that stride 1 keeps the size.',
  dilation:
    'The distance of the window’s elements: [height, width], or one number for both; 1 is a dense window.',
  bias: 'Whether a learnt constant is added to each channel or unit.',
  kernelInitializer: 'How the weights are drawn before training.',
  biasInitializer: 'How the bias is set before training.',
  activation: 'The function applied to every value, such as relu.',
  batchNorm: 'Normalises each channel over the batch: true, or a mapping of its options.',
  dropout: 'The share of values that training sets to zero, from 0 to less than 1.',
  pool: 'Reduces height and width: the size of a max pool, or a mapping of type, size and stride.',
  order: 'The parts of the block in the order in which they are applied.',
  momentum:
    'Of a batch norm: how slowly its averages move. Of an optimizer: how much of the last step is kept.',
  epsilon: 'A small number that keeps a division from failing.',
  units: 'The number of outputs of a dense layer, or `classes`.',
  rate: 'The share of values that training sets to zero, from 0 to less than 1.',
  backend: 'What training runs on; auto takes the first that is there and has every kernel needed.',
  optimizer: 'How weights are changed: its name, or a mapping of type and options.',
  learningRate: 'The size of a step of the optimizer.',
  loss: 'What training makes small: its name, or a mapping of type and options.',
  labelSmoothing: 'How much of the label is spread over all classes, from 0 to 1.',
  metrics: 'What is measured besides the loss.',
  epochs: 'How often training goes through the data.',
  batchSize: 'Images for each step of training.',
  seed: 'Where all randomness begins: the same seed gives the same run.',
  monitor: 'The log that is watched, such as val_accuracy.',
  mode: 'Whether the monitored log gets better upwards (max) or downwards (min).',
  baseline: 'What the monitored log has to beat at first.',
  restoreBestWeights: 'Whether the weights of the best epoch are put back when training stops.',
  startFromEpoch: 'Epochs before this one, counted from 0, are passed over.',
  saveBestOnly: 'Whether only a model better than all before is saved.',
  saveFrequency: 'At the end of every epoch, or after this many batches.',
  initialValueThreshold: 'With saveBestOnly: what the first model has to beat.',
  keepLast: 'Of the files written, only this many are kept, the newest.',
  factor: 'What the learning rate is multiplied by.',
  cooldown: 'Epochs after a reduction that are not counted.',
  minLearningRate: 'The learning rate never falls below this.',
  logDir: 'The folder of the event files, inside the run folder.',
  histogramFrequency: 'Histograms of all weights every so many epochs; 0 for none.',
  writeGraph: 'Whether the network is written for the graph tab.',
  directory: 'A folder with one folder for each class, relative to the spec.',
  augment: 'Random changes of training images.',
  flip: 'Mirrors left and right in one image of two.',
  rotation: 'The largest turn to either side, in degrees.',
  shift: 'The largest move in each direction, as a share of height and width.',
  zoom: 'The largest change of scale: 0.2 scales by 0.8 to 1.2.',
  brightness: 'The largest change of brightness, as a share of the full range.',
  split: 'The share of the training images that is set aside for validation.',
  params: 'The number of parameters, weights and biases, trainable or not.',
  trainableParams: 'The number of parameters that training changes.',
  macs: 'Multiply-adds for one image.',
};

type Schema = { [key: string]: unknown };

/** Gives every described key of a JSON schema its text, in place; a reference is wrapped, for draft 7 ignores what is beside it. */
export function describeKeys(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties } = schema as Schema;
  if (typeof properties === 'object' && properties !== null) {
    for (const [key, value] of Object.entries(properties as Record<string, Schema>)) {
      const description = Object.hasOwn(descriptions, key) ? descriptions[key] : undefined;
      if (description === undefined || typeof value.description === 'string') continue;
      (properties as Record<string, Schema>)[key] = value.$ref
        ? { description, allOf: [value] }
        : { description, ...value };
    }
  }
  for (const part of Object.values(schema)) describeKeys(part);
}
