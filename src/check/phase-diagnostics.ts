import type { CodeDocumentation, DiagnosticCode } from '../base/diagnostics/codes';
import type { networkRules, trainingRules } from './rules/check-rules';

type RuleCode = (typeof trainingRules | typeof networkRules)[number]['code'];

/**
 * What is said about the codes that no rule documents: those of parsing, validation, expansion, shapes, claims,
 * backends, initial weights and the section `ignore`. A code that is missing both here and among the rules does not
 * compile.
 */
export const phaseDiagnostics: { readonly [C in Exclude<DiagnosticCode, RuleCode>]: CodeDocumentation<C> } = {
  'yaml/too-large': {
    severity: 'error',
    law: 'A spec file is at most 2 MiB.',
    why: 'A handwritten spec takes a few kilobytes. A file of several megabytes is almost always something else, such as data or a log.',
    howToFix:
      'Check the path. Repeated blocks can be written once, with `repeat`, a template or a YAML anchor.',
  },
  'yaml/not-text': {
    severity: 'error',
    law: 'A spec file is UTF-8 text.',
    why: 'The file is not valid UTF-8 or contains control characters, so nothing in it can be trusted.',
    howToFix: 'Save the file as UTF-8 in your editor, or check that the path is that of a spec.',
  },
  'yaml/syntax': {
    severity: 'error',
    law: 'A spec file is one well-formed YAML 1.2 document.',
    why: 'Text that cannot be parsed has no meaning. The parts of the file that can still be understood are checked as well.',
    howToFix:
      'Look at the marked place and the line before it. The usual causes are a missing bracket, quote or colon, and wrong indentation.',
  },
  'yaml/duplicate-key': {
    severity: 'error',
    law: 'A key appears once in its mapping.',
    why: 'Only one of the two values could take effect, and a reader could take the other for valid.',
    howToFix: 'Remove one of the two.',
  },
  'yaml/unresolved-alias': {
    severity: 'error',
    law: 'An alias refers to an anchor that is defined before it.',
    why: 'An alias (`*name`) stands for the value that an earlier anchor (`&name`) marks. There is no such anchor.',
    howToFix: 'Correct the name, or put the anchor at the first use of the value.',
  },
  'yaml/cyclic-alias': {
    severity: 'error',
    law: 'An alias does not contain itself.',
    why: 'A value that contains itself never ends.',
    howToFix: 'Write out what you meant instead of the alias.',
  },
  'yaml/too-deep': {
    severity: 'error',
    law: 'Values are nested a few levels deep, not thousands, and aliases do not multiply without end.',
    why: 'A spec needs a handful of levels. Thousands of them, or aliases of aliases of aliases, only serve to exhaust a program.',
    howToFix: 'Look for a bracket that is never closed, or write out the aliases.',
  },
  'spec/wrong-type': {
    severity: 'error',
    law: 'A value has the type that its key expects.',
    why: 'A text where a number is expected (often a number in quotes), or a single value where a list is expected, has no meaning under this key.',
    howToFix: 'Write a value of the type that the message names.',
  },
  'spec/missing-key': {
    severity: 'error',
    law: 'Every required key is present.',
    why: 'The network or its training is not defined without this key, and no default would be a sensible guess.',
    howToFix: 'Add the key. The message says what its value looks like.',
  },
  'spec/unknown-key': {
    severity: 'error',
    law: 'Only keys of the spec language are used, and names refer to something that exists.',
    why: 'A misspelled key would otherwise be ignored silently, and its default used instead of the value you wrote.',
    howToFix:
      'Correct the spelling, or remove the key. `convspec render` prints every key of a spec with its default.',
  },
  'spec/unknown-value': {
    severity: 'error',
    law: 'A word is one of those that its key accepts.',
    why: 'The key accepts only certain words, and this is not one of them.',
    howToFix: 'Write one of the words that the message lists, with the same upper and lower case.',
  },
  'spec/out-of-range': {
    severity: 'error',
    law: 'A number, or the length of a list, is within the bounds of its key.',
    why: 'Such a number has no meaning under this key: a kernel of 0, a dropout of 1.5, a list of too many sizes.',
    howToFix: 'Write a value within the bounds that the message gives.',
  },
  'spec/invalid-value': {
    severity: 'error',
    law: 'A value makes sense under its key.',
    why: 'The value has the right type, but nothing can be built or computed from it.',
    howToFix: 'Write a value of the form that the message describes.',
  },
  'spec/too-many-findings': {
    severity: 'warning',
    law: 'A spec has a few mistakes, not hundreds.',
    why: 'Hundreds of findings rarely have hundreds of causes, and nobody reads them all.',
    howToFix: 'Fix the first ones and check again.',
    ignoreWhen:
      'Ignoring this code has no effect: the message disappears once at most 200 findings of each severity are left. If most of them have one code that you accept, ignore that code.',
  },
  'graph/duplicate-name': {
    severity: 'error',
    law: 'Every block, and every layer made from one, has a unique name.',
    why: 'Blocks refer to each other by name, and weights are found by name in a saved model.',
    howToFix:
      'Rename one of the two. Layers are named after their block, so a block cannot have the name of another block’s layer.',
  },
  'graph/unknown-input': {
    severity: 'error',
    law: 'A block takes its input from a block above it.',
    why: 'Data flows from top to bottom: a block can only take the output of blocks above it, or `input`.',
    howToFix: 'Correct the name, or move the block below the one it takes.',
  },
  'graph/input-count': {
    severity: 'error',
    law: 'A block takes as many inputs as its type allows.',
    why: 'Only merging blocks (add, concat, …) combine several inputs; every other block has exactly one.',
    howToFix: 'List all inputs in `from`, or merge them in a separate block before this one.',
  },
  'graph/unused-block': {
    severity: 'error',
    law: 'The output of every block but the last is used.',
    why: 'A block whose output nobody takes has no influence on the result. Either it wastes time and memory, or a connection was forgotten.',
    howToFix: 'Name the block in the `from` of another one, or remove it.',
  },
  'graph/recursive-template': {
    severity: 'error',
    law: 'A template does not use itself, and templates are nested at most 50 deep.',
    why: 'A template that uses itself would never end.',
    howToFix: 'Let a template use only other templates, and repeat blocks with `repeat`.',
  },
  'graph/unused-template': {
    severity: 'warning',
    law: 'Every template is used.',
    why: 'None of it reaches the network: either its use was forgotten, or it is a leftover.',
    howToFix: 'Use it in a block (`use: name`), or remove it.',
    ignoreWhen: 'You switch between templates while you experiment and keep the others in the file.',
  },
  'graph/too-many-layers': {
    severity: 'error',
    law: 'A network has at most 100,000 layers once templates and repeats are expanded.',
    why: 'Templates within templates multiply. No network of this size could be trained, and expanding it would exhaust the program.',
    howToFix: 'Lower a `repeat`, or nest fewer templates.',
  },
  'shape/empty-output': {
    severity: 'error',
    law: 'The output of every layer has at least one row and one column.',
    why: 'Without padding, a window larger than its input fits nowhere, so there is nothing left to compute with.',
    howToFix: 'Use `padding: same`, a smaller kernel or pool, or fewer or smaller strides before it.',
  },
  'shape/wrong-rank': {
    severity: 'error',
    law: 'A layer receives a feature map where it needs one, and a vector where it needs one.',
    why: 'A convolution needs height, width and channels; a dense layer needs one vector per image.',
    howToFix:
      'Put a flatten or a global pool between feature maps and dense layers, and convolutions before it.',
  },
  'shape/merge-mismatch': {
    severity: 'error',
    law: 'The sizes of merged inputs agree.',
    why: 'Values are added one by one, or concatenated along one axis: all other sizes must be equal.',
    howToFix: 'Give both branches the same strides and padding and, to add them, the same number of filters.',
  },
  'shape/reshape-mismatch': {
    severity: 'error',
    law: 'A reshape keeps the number of values.',
    why: 'A reshape only rearranges the values of an image: it cannot create values or lose them.',
    howToFix: 'Write a shape whose sizes multiply to the number of incoming values.',
  },
  'shape/too-large': {
    severity: 'error',
    law: 'Sizes and counts can be represented exactly.',
    why: 'Beyond 2^53, numbers are no longer exact, and no machine could hold such a layer.',
    howToFix: 'Look for a size or a count with too many digits.',
  },
  'shape/class-mismatch': {
    severity: 'error',
    law: 'The last layer yields one score per class.',
    why: 'Each score of the last layer belongs to one class; with any other number of scores, the labels do not fit.',
    howToFix:
      'Write `units: classes` (or `filters: classes`) in the last block, or correct the section `classes`.',
  },
  'claim/output': {
    severity: 'error',
    law: 'A claimed output shape is the one that the block yields.',
    why: 'What the author expects and what the network computes differ, so one of them is wrong.',
    howToFix: 'Correct the block or the claim. The message gives the actual shape.',
  },
  'claim/params': {
    severity: 'error',
    law: 'A claimed number of parameters is the actual one.',
    why: 'What the author expects and what the network has differ. Often a bias, a batch norm or a padding is not what was assumed.',
    howToFix: 'Correct the network or the claim. `convspec summary` lists the parameters of every layer.',
  },
  'claim/macs': {
    severity: 'error',
    law: 'A claimed number of multiply-adds is the actual one.',
    why: 'What the author expects and what the network costs differ, so one of them is wrong.',
    howToFix: 'Correct the network or the claim. `convspec summary` lists the multiply-adds of every layer.',
  },
  'claim/layers': {
    severity: 'error',
    law: 'A claimed number of layers is the actual one.',
    why: 'The network is deeper or shallower than its author expects.',
    howToFix: 'Correct the network or the claim. `convspec summary` lists every layer.',
  },
  'claim/option': {
    severity: 'error',
    law: 'A claimed option of a block, a claimed input shape or a claimed number of classes is the actual one.',
    why: 'The value, whether written or a default, is not what the author expects it to be.',
    howToFix: 'Correct the spec or the claim. `convspec render` prints every default.',
  },
  'weights/initial': {
    severity: 'error',
    law: 'The model of `initialWeights` can be read and has weights for this network.',
    why: 'Training would start from other weights than you asked for. Layers are matched by name, and a layer that both networks have must have the same shapes in both. This is checked when training starts; `convspec validate` does not open model files.',
    howToFix:
      'Correct the path, which is relative to the folder of the spec. Give blocks the names that they have in the file. List blocks that should start from scratch, such as an output for other classes, under `except`.',
  },
  'backend/missing-kernel': {
    severity: 'error',
    law: 'The backend has every kernel that the network and its training need, gradients included.',
    why: 'Training would start, then fail in its first step. This is checked when a backend is queried, by training and by `convspec backends`; `convspec validate` does not query any.',
    howToFix:
      'Choose another backend, or replace the block. `backend: auto` takes the first that has every kernel; `convspec backends` with the spec shows which ones do.',
  },
  'backend/out-of-memory': {
    severity: 'error',
    law: 'A training step fits into the memory of the backend.',
    why: 'Training would start, then run out of memory in its first step. The figure is that of `convspec summary`: weights, gradients, the state of the optimizer, and the outputs of all layers for one batch with their gradients. This is checked when a backend is queried, by training; `convspec validate` does not query any.',
    howToFix:
      'Use a smaller `batchSize` (`auto` takes the largest power of two that fits) and make up for it with `accumulate`, so that a step stays the same. Or use a backend with more memory, or a smaller network.',
  },
  'ignore/unknown-code': {
    severity: 'error',
    law: 'The section `ignore` lists codes of diagnostics.',
    why: 'A misspelled code would silently ignore nothing.',
    howToFix: 'Correct the code. `convspec explain` lists all of them.',
  },
  'ignore/error-code': {
    severity: 'error',
    law: 'Only warnings and notes are ignored, never errors.',
    why: 'Nothing can be built from a spec with an error: ignoring it would only postpone the failure.',
    howToFix: 'Remove the code from `ignore`, and fix the error.',
  },
};
