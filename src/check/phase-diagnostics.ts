import type { CodeDocumentation, DiagnosticCode } from '../base/diagnostics/codes';
import type { networkRules, trainingRules } from './rules/check-rules';

type RuleCode = (typeof trainingRules | typeof networkRules)[number]['code'];

/**
 * The documentation of codes that don't belong to a rule: those of parsing, validation, expansion, shapes, claims,
 * backends, initial weights and the section `ignore`. This file only compiles if every code is documented here or by a
 * rule.
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
    howToFix: 'Save the file as UTF-8 in your editor, or check that the path points to a spec.',
  },
  'yaml/syntax': {
    severity: 'error',
    law: 'A spec file is one well-formed YAML 1.2 document.',
    why: 'A spec that cannot be parsed has no defined meaning. The parts of the file that can still be parsed are checked as well.',
    howToFix:
      'Look at the marked position and the line before it. The usual causes are a missing bracket, quote or colon, and wrong indentation.',
  },
  'yaml/duplicate-key': {
    severity: 'error',
    law: 'A key appears only once in a mapping.',
    why: 'Only one of the two values could take effect, and a reader could assume it is the other one.',
    howToFix: 'Remove one of the two.',
  },
  'yaml/unresolved-alias': {
    severity: 'error',
    law: 'An alias refers to an anchor that is defined before it.',
    why: 'An alias (`*name`) stands for the value marked by an earlier anchor (`&name`), and that anchor is missing.',
    howToFix: 'Correct the name, or add the anchor at the first use of the value.',
  },
  'yaml/cyclic-alias': {
    severity: 'error',
    law: 'An alias does not contain itself.',
    why: 'A value that contains itself would never end.',
    howToFix: 'Write out the value that you meant instead of the alias.',
  },
  'yaml/too-deep': {
    severity: 'error',
    law: 'Values are nested at most 200 levels deep, and aliases do not multiply excessively.',
    why: 'A spec only needs a few levels. Thousands of levels, or aliases of aliases of aliases, could exhaust memory.',
    howToFix: 'Look for a bracket that is never closed, or write out the aliases.',
  },
  'spec/wrong-type': {
    severity: 'error',
    law: 'A value has the type that its key expects.',
    why: 'The key cannot use a value of another type, for example a string where a number is expected (often a number in quotes), or a single value where a list is expected.',
    howToFix: 'Use a value of the type given in the message.',
  },
  'spec/missing-key': {
    severity: 'error',
    law: 'Every required key is present.',
    why: 'The network or its training is not defined without this key, and it has no sensible default.',
    howToFix: 'Add the key. The message describes its value.',
  },
  'spec/unknown-key': {
    severity: 'error',
    law: 'Only keys of the spec language are used, and names refer to something that exists.',
    why: 'A misspelled key would otherwise be silently ignored, and the default would be used instead of your value.',
    howToFix:
      'Correct the spelling, or remove the key. `convspec render` prints every key of a spec with its default.',
  },
  'spec/unknown-value': {
    severity: 'error',
    law: 'A value is one of those that its key accepts.',
    why: 'The key only accepts certain values, and this is not one of them.',
    howToFix: 'Use one of the values listed in the message, with the same upper and lower case.',
  },
  'spec/out-of-range': {
    severity: 'error',
    law: 'A number, or the length of a list, is within the bounds of its key.',
    why: 'Values out of these bounds make no sense, such as a kernel of 0, a dropout of 1.5 or a list with too many sizes.',
    howToFix: 'Use a value within the bounds given in the message.',
  },
  'spec/invalid-value': {
    severity: 'error',
    law: 'A value has a form that its key can use.',
    why: 'The value has the right type, but the key cannot use it.',
    howToFix: 'Use a value of the form described in the message.',
  },
  'spec/too-many-diagnostics': {
    severity: 'warning',
    law: 'A spec has at most 200 diagnostics of each severity.',
    why: 'Hundreds of diagnostics rarely have hundreds of causes, and nobody reads them all.',
    howToFix: 'Fix the first ones and check again.',
    ignoreWhen:
      'Ignoring this code has no effect: the message disappears once at most 200 diagnostics of each severity are left. If most of them have one code that you accept, ignore that code.',
  },
  'graph/duplicate-name': {
    severity: 'error',
    law: 'Every block, and every layer made from one, has a unique name.',
    why: 'Blocks refer to each other by name, and saved models store weights by name.',
    howToFix:
      'Rename one of the two. Layers are named after their block, so a block cannot have the name of another block’s layer.',
  },
  'graph/unknown-input': {
    severity: 'error',
    law: 'A block takes its input from a block above it.',
    why: 'Data flows from top to bottom: a block can only take its input from blocks above it, or from `input`.',
    howToFix: 'Correct the name, or move the block below the one it takes its input from.',
  },
  'graph/input-count': {
    severity: 'error',
    law: 'A block takes as many inputs as its type allows.',
    why: 'Only merging blocks (add, concat, …) combine several inputs. Every other block takes exactly one.',
    howToFix: 'List all inputs in `from`, or merge them in a separate block before this one.',
  },
  'graph/unused-block': {
    severity: 'error',
    law: 'The output of every block but the last is used.',
    why: 'A block whose output is not used has no effect on the result. Either it wastes time and memory, or you forgot a connection.',
    howToFix: 'List the block in the `from` of another one, or remove it.',
  },
  'graph/recursive-template': {
    severity: 'error',
    law: 'A template does not use itself, and templates are nested at most 50 deep.',
    why: 'A template that uses itself would never end.',
    howToFix: 'Use only other templates inside a template. To repeat blocks, use `repeat`.',
  },
  'graph/unused-template': {
    severity: 'warning',
    law: 'Every template is used.',
    why: 'An unused template is not part of the network: either you forgot to use it, or it is a leftover.',
    howToFix: 'Use it in a block (`use: name`), or remove it.',
    ignoreWhen: 'You switch between templates while experimenting and keep the others in the file.',
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
    why: 'Without padding, a window larger than its input does not fit anywhere, so the output would be empty.',
    howToFix: 'Use `padding: same`, a smaller kernel or pool, or fewer or smaller strides in earlier layers.',
  },
  'shape/wrong-rank': {
    severity: 'error',
    law: 'A layer that needs a feature map receives a feature map, and one that needs a vector receives a vector.',
    why: 'A convolution needs height, width and channels. A dense layer needs one vector per image.',
    howToFix:
      'Put a flatten or a global pool between feature maps and dense layers. Put convolutions before it.',
  },
  'shape/merge-mismatch': {
    severity: 'error',
    law: 'Merged inputs have matching sizes.',
    why: 'Values are added one by one, or concatenated along one axis, so all other sizes must be equal.',
    howToFix: 'Give both branches the same strides and padding and, to add them, the same number of filters.',
  },
  'shape/reshape-mismatch': {
    severity: 'error',
    law: 'A reshape keeps the number of values.',
    why: 'A reshape only rearranges values. It cannot add or remove any.',
    howToFix: 'Use a shape whose sizes multiply to the number of incoming values.',
  },
  'shape/too-large': {
    severity: 'error',
    law: 'Sizes and counts can be represented exactly.',
    why: 'Numbers above 2^53 are no longer exact, and no machine has enough memory for such a layer.',
    howToFix: 'Look for a size or count with too many digits.',
  },
  'shape/class-mismatch': {
    severity: 'error',
    law: 'The last layer outputs one score per class.',
    why: 'Each score of the last layer belongs to one class, so a different number of scores does not match the labels.',
    howToFix:
      'Set `units: classes` (or `filters: classes`) in the last block, or correct the section `classes`.',
  },
  'claim/output': {
    severity: 'error',
    law: 'A claimed output shape is the actual one.',
    why: 'The network does not compute what its author expects, so one of them is wrong.',
    howToFix: 'Correct the block or the claim. The message contains the actual shape.',
  },
  'claim/params': {
    severity: 'error',
    law: 'A claimed number of parameters is the actual one.',
    why: 'The network does not have the size that its author expects. The reason is often a bias, a batch norm or a padding.',
    howToFix: 'Correct the network or the claim. `convspec summary` lists the parameters of every layer.',
  },
  'claim/macs': {
    severity: 'error',
    law: 'A claimed number of multiply-adds is the actual one.',
    why: 'The network does not have the cost that its author expects, so one of them is wrong.',
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
    why: 'The value, whether set in the spec or a default, is not what the author expects.',
    howToFix: 'Correct the spec or the claim. `convspec render` prints every default.',
  },
  'claim/overridden': {
    severity: 'note',
    law: 'A claim is also true with the values of `--set`.',
    why: 'The claim is true of the file, but not with the values that override it. Claims are about the file, so it is only a note.',
    howToFix: 'Nothing, if the override is intended. To override the claim too, use `--set expect.params=…`.',
    ignoreWhen: 'You override values of this spec regularly.',
  },
  'weights/initial': {
    severity: 'error',
    law: 'The model of `initialWeights` can be read and has weights for this network.',
    why: 'Training would start from different weights than you asked for. Layers are matched by name, and matching layers must have weights of the same shapes. This is checked when training starts; `convspec validate` does not open model files.',
    howToFix:
      'Correct the path, which is relative to the folder of the spec. Give blocks the same names as in the file. List blocks that should start from scratch, such as an output for other classes, under `except`.',
  },
  'backend/missing-kernel': {
    severity: 'error',
    law: 'The backend has every kernel that the network and its training need, gradients included.',
    why: 'Training would start and then fail in its first step. Training and `convspec backends` check this when they query a backend; `convspec validate` does not query backends.',
    howToFix:
      'Choose another backend, or replace the block. `backend: auto` uses the first backend that has every kernel; `convspec backends` with the spec shows which ones do.',
  },
  'backend/out-of-memory': {
    severity: 'error',
    law: 'A training step fits into the memory of the backend.',
    why: 'Training would start and then run out of memory in its first step. The estimate is that of `convspec summary`: weights, gradients, the state of the optimizer, and the outputs of all layers for one batch with their gradients. Training checks this when it queries a backend; `convspec validate` does not query backends.',
    howToFix:
      'Use a smaller `batchSize` (`auto` uses the largest power of two that fits) and raise `accumulate` accordingly, so that a step still uses the same number of images. Or use a backend with more memory, or a smaller network.',
  },
  'ignore/unknown-code': {
    severity: 'error',
    law: 'The section `ignore` lists diagnostic codes.',
    why: 'A misspelled code would silently have no effect.',
    howToFix: 'Correct the code. `convspec explain` lists all codes.',
  },
  'ignore/error-code': {
    severity: 'error',
    law: 'Only warnings and notes can be ignored, not errors.',
    why: 'A spec with an error cannot be used, so ignoring the error would only postpone the failure.',
    howToFix: 'Remove the code from `ignore`, and fix the error.',
  },
};
