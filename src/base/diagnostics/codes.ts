import type { Severity } from './diagnostic';

interface CodeEntry {
  readonly severity: Severity;
  /** The law that was broken, in one sentence. */
  readonly about: string;
}

/** Every diagnostic there is. A code is never renamed; each has a fixture in the tests and a section in docs/diagnostics.md. */
export const diagnosticCodes = {
  'yaml/too-large': { severity: 'error', about: 'A spec file is at most 2 MiB.' },
  'yaml/not-text': { severity: 'error', about: 'A spec file is UTF-8 text.' },
  'yaml/syntax': { severity: 'error', about: 'A spec file is one well-formed YAML 1.2 document.' },
  'yaml/duplicate-key': { severity: 'error', about: 'A key stands once in its mapping.' },
  'yaml/unresolved-alias': {
    severity: 'error',
    about: 'An alias refers to an anchor that stands before it.',
  },
  'yaml/cyclic-alias': { severity: 'error', about: 'An alias does not contain itself.' },
  'yaml/too-deep': {
    severity: 'error',
    about: 'Values nest a few levels deep, not thousands, and aliases do not multiply without end.',
  },
  'spec/wrong-type': { severity: 'error', about: 'A value has the type that its key asks for.' },
  'spec/missing-key': { severity: 'error', about: 'A required key is present.' },
  'spec/unknown-key': { severity: 'error', about: 'Only keys of the language are used.' },
  'spec/unknown-value': { severity: 'error', about: 'A word is one of those that its key accepts.' },
  'spec/out-of-range': { severity: 'error', about: 'A number or a list is within the bounds of its key.' },
  'spec/invalid-value': { severity: 'error', about: 'A value means something under its key.' },
  'spec/too-many-findings': { severity: 'warning', about: 'A spec has a few mistakes, not hundreds.' },
  'graph/duplicate-name': {
    severity: 'error',
    about: 'Blocks, and the layers made from them, have names of their own.',
  },
  'graph/unknown-input': { severity: 'error', about: 'A block takes its input from a block before it.' },
  'graph/input-count': { severity: 'error', about: 'A block takes as many inputs as its type merges.' },
  'graph/unused-block': { severity: 'error', about: 'The output of every block but the last is used.' },
  'graph/recursive-template': {
    severity: 'error',
    about: 'A template does not use itself, and templates nest at most 50 deep.',
  },
  'graph/unused-template': { severity: 'warning', about: 'Every template is used.' },
  'graph/too-many-layers': {
    severity: 'error',
    about: 'A network has at most 100,000 layers, templates and repeats counted out.',
  },
  'shape/empty-output': { severity: 'error', about: 'Every layer leaves at least one row and one column.' },
  'shape/wrong-rank': {
    severity: 'error',
    about: 'A layer gets a feature map where it needs one, a vector where it needs one.',
  },
  'shape/merge-mismatch': { severity: 'error', about: 'Inputs that are merged agree in their sizes.' },
  'shape/reshape-mismatch': { severity: 'error', about: 'A reshape keeps every value.' },
  'shape/too-large': { severity: 'error', about: 'Sizes and counts can be represented exactly.' },
  'shape/class-mismatch': { severity: 'error', about: 'The last layer yields one score per class.' },
  'claim/output': { severity: 'error', about: 'A claimed output shape is the one that the block yields.' },
  'claim/params': { severity: 'error', about: 'A claimed number of parameters is the actual one.' },
  'claim/macs': { severity: 'error', about: 'A claimed number of multiply-adds is the actual one.' },
  'claim/layers': { severity: 'error', about: 'A claimed number of layers is the actual one.' },
  'claim/option': { severity: 'error', about: 'A claimed option of a block is the one it has.' },
  'policy/unknown-monitor': { severity: 'error', about: 'A callback watches a log that training produces.' },
  'policy/path-template': {
    severity: 'error',
    about: 'A path template is well formed and uses fields that exist.',
  },
  'policy/path-escapes': { severity: 'error', about: 'Callbacks write inside the run folder.' },
  'policy/same-path': { severity: 'error', about: 'Two callbacks do not write the same file.' },
  'policy/reserved-variable': { severity: 'error', about: 'A variable is not named like a log.' },
  'policy/loss-activation': {
    severity: 'warning',
    about: 'The last activation yields what the loss takes: probabilities, for cross-entropies.',
  },
  'policy/slow-loss': {
    severity: 'note',
    about: 'The loss has a gradient where the network is surely wrong.',
  },
  'policy/duplicate-metric': { severity: 'warning', about: 'A metric is named once.' },
  'policy/trivial-metric': { severity: 'warning', about: 'A metric can have more than one value.' },
  'policy/idle-callback': {
    severity: 'warning',
    about: 'A callback waits for fewer epochs than there are.',
  },
  'policy/nothing-trainable': {
    severity: 'warning',
    about: 'Some block with weights is trainable.',
  },
  'policy/learning-rate-conflict': {
    severity: 'warning',
    about: 'One callback at a time decides about the learning rate.',
  },
  'regularity/dropped-rows': {
    severity: 'note',
    about: 'Size and stride of a window fit its input: every row and column is read.',
  },
  'regularity/skipped-rows': {
    severity: 'warning',
    about: 'A stride is at most as long as its window: nothing is skipped between two windows.',
  },
  'regularity/idle-pool': { severity: 'warning', about: 'A pool has a window of more than one value.' },
  'regularity/idle-activation': {
    severity: 'warning',
    about: 'An activation changes something of what comes before it.',
  },
  'regularity/idle-freeze': { severity: 'warning', about: 'What is frozen has weights.' },
  'regularity/hidden-softmax': {
    severity: 'warning',
    about: 'Softmax stands at the end of the network, once.',
  },
  'regularity/linear-stack': {
    severity: 'warning',
    about: 'Between two layers with weights something is not linear: two linear maps in a row are one.',
  },
  'regularity/cancelled-bias': {
    severity: 'note',
    about: 'No batch norm cancels the bias of the layer before it.',
  },
  'regularity/dropout-before-batch-norm': {
    severity: 'note',
    about: 'Batch norm sees the values that it will see in use: no dropout comes right before it.',
  },
  'regularity/output-dropout': { severity: 'warning', about: 'No class score is dropped.' },
  'limit/params': { severity: 'error', about: 'The network has at most `limits.params` parameters.' },
  'limit/macs': { severity: 'error', about: 'One image takes at most `limits.macs` multiply-adds, forward.' },
  'limit/activation-memory': {
    severity: 'error',
    about:
      'The outputs of all layers take at most `limits.activationMemory` bytes together: one image, forward, float32.',
  },
  'limit/model-size': {
    severity: 'error',
    about: 'The weights take at most `limits.modelSize` bytes: 4 for each parameter.',
  },
  'weights/initial': {
    severity: 'error',
    about: 'The model of `initialWeights` can be read and has weights for this network.',
  },
  'backend/missing-kernel': {
    severity: 'error',
    about: 'The backend has every kernel that the network and its training need, gradients included.',
  },
  'backend/out-of-memory': {
    severity: 'error',
    about: 'A training step fits into the memory of the backend.',
  },
  'ignore/unknown-code': { severity: 'error', about: 'What is ignored is the code of a diagnostic.' },
  'ignore/error-code': { severity: 'error', about: 'Warnings and notes can be ignored, errors cannot.' },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof diagnosticCodes;
