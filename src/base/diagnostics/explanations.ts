import type { DiagnosticCode } from './codes';

interface Explanation {
  /** Why breaking the law is a mistake. */
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
}

/** What `convspec explain` and docs/diagnostics.md say of each code beside its law. Kept apart so that a check does not load it. */
export const explanations = {
  'yaml/too-large': {
    why: 'A spec that a person wrote has some kilobytes. A file of megabytes is almost always another file, such as data or a log.',
    mend: 'Check the path. Blocks that repeat can be written once and taken over with an anchor and an alias.',
  },
  'yaml/not-text': {
    why: 'The bytes are no UTF-8, or contain control characters, so that nothing in the file can be trusted.',
    mend: 'Save the file as UTF-8 in the editor, or check that the path is that of a spec.',
  },
  'yaml/syntax': {
    why: 'What cannot be parsed has no meaning. Everything that can still be understood beside the mistake is checked as well.',
    mend: 'Look at the marked place and the line before it: a missing bracket, quote or colon, or a wrong indentation is the usual cause.',
  },
  'yaml/duplicate-key': {
    why: 'Only one of the two values could count, and readers would take the other for valid.',
    mend: 'Remove one of the two.',
  },
  'yaml/unresolved-alias': {
    why: 'An alias (*name) stands for the value that an anchor (&name) marked before it. There is none of this name.',
    mend: 'Correct the name, or put the anchor at the first use of the value.',
  },
  'yaml/cyclic-alias': {
    why: 'A value that contains itself never ends.',
    mend: 'Write out what was meant in place of the alias.',
  },
  'yaml/too-deep': {
    why: 'A spec needs a handful of levels. Thousands of them, or aliases of aliases of aliases, only serve to exhaust a program.',
    mend: 'Look for a bracket that is never closed, or write out the aliases.',
  },
  'spec/wrong-type': {
    why: 'A text where a number is wanted (often a number in quotes), or one value where a list is wanted, has no meaning under this key.',
    mend: 'Write a value of the type that the message names.',
  },
  'spec/missing-key': {
    why: 'The network or its training is not defined without this key, and no default would be a sensible guess.',
    mend: 'Add the key. The message says what its value looks like.',
  },
  'spec/unknown-key': {
    why: 'A misspelt key would otherwise be passed over in silence, and its default be used in place of what was written.',
    mend: 'Correct the spelling, or remove the key. `convspec render` prints every key of a spec with its default.',
  },
  'spec/unknown-value': {
    why: 'The key accepts a few words only, and this is none of them.',
    mend: 'Write one of the words that the message names, with the same upper and lower case.',
  },
  'spec/out-of-range': {
    why: 'Such a number has no meaning under this key: a kernel of 0, a dropout of 1.5, a list of too many sizes.',
    mend: 'Write a value within the bounds that the message names.',
  },
  'spec/invalid-value': {
    why: 'The value has the right type and yet stands for nothing that can be built or computed.',
    mend: 'Write a value of the form that the message names.',
  },
  'spec/too-many-findings': {
    why: 'Hundreds of findings seldom have hundreds of causes, and nobody reads them all.',
    mend: 'Mend the first ones and check again.',
  },
  'graph/duplicate-name': {
    why: 'Names are how blocks refer to each other, and how weights are found again in a saved model.',
    mend: 'Rename one of the two. Layers are named after their block, so that a block may not be called like a layer of another.',
  },
  'graph/unknown-input': {
    why: 'Data flows from top to bottom: a block can only take the output of blocks above it, or "input".',
    mend: 'Correct the name, or move the block below the one it takes.',
  },
  'graph/input-count': {
    why: 'Only merging blocks (add, concat, …) combine several inputs; every other block has exactly one.',
    mend: 'Name all inputs in `from`, or merge them in a block of their own before this one.',
  },
  'graph/unused-block': {
    why: 'What nobody takes has no influence on the result: it would cost time and memory, or a connection was forgotten.',
    mend: 'Name the block in the `from` of another one, or remove it.',
  },
  'graph/recursive-template': {
    why: 'A template that uses itself would never end.',
    mend: 'Let a template use other templates only, and repeat blocks with `repeat`.',
  },
  'graph/unused-template': {
    why: 'Nothing of it reaches the network: its use was forgotten, or it is a remnant.',
    mend: 'Use it in a block (`use: name`), or remove it.',
  },
  'graph/too-many-layers': {
    why: 'Templates within templates multiply. No network of this size could be trained, and writing it out would exhaust the program.',
    mend: 'Lower a `repeat`, or use fewer templates within templates.',
  },
  'shape/empty-output': {
    why: 'Without padding, a window larger than its input fits nowhere, so that nothing is left to compute with.',
    mend: 'Use padding: same, a smaller kernel or pool, or fewer or smaller strides before it.',
  },
  'shape/wrong-rank': {
    why: 'A convolution needs height, width and channels; a dense layer needs one vector per image.',
    mend: 'Put a flatten or a global pool between feature maps and dense layers, and convolutions before it.',
  },
  'shape/merge-mismatch': {
    why: 'Values are added one by one and concatenated along one axis: all other sizes have to be equal.',
    mend: 'Give both branches the same strides, padding and, to add them, the same number of filters.',
  },
  'shape/reshape-mismatch': {
    why: 'A reshape only arranges the values of an image anew: it cannot make values or lose them.',
    mend: 'Give a shape whose sizes multiply to the number of values that come in.',
  },
  'shape/too-large': {
    why: 'Beyond 2^53 numbers are no longer exact, and no machine holds such a layer.',
    mend: 'Look for a size or a count with too many digits.',
  },
  'shape/class-mismatch': {
    why: 'Each score of the last layer belongs to one class; with another number of scores the labels do not fit.',
    mend: 'Write units: classes (or filters: classes) in the last block, or correct `classes`.',
  },
  'claim/output': {
    why: 'What the author believes and what the network computes differ: the one or the other is wrong.',
    mend: 'Correct the block, or the claim. The message says which shape holds.',
  },
  'claim/params': {
    why: 'What the author believes and what the network has differ: often a bias, a batch norm or a padding is not what was thought.',
    mend: 'Correct the network, or the claim. `convspec summary` lists the parameters of every layer.',
  },
  'claim/macs': {
    why: 'What the author believes and what the network costs differ: the one or the other is wrong.',
    mend: 'Correct the network, or the claim. `convspec summary` lists the multiply-adds of every layer.',
  },
  'claim/layers': {
    why: 'The network is deeper or shallower than its author believes.',
    mend: 'Correct the network, or the claim. `convspec summary` lists every layer.',
  },
  'claim/option': {
    why: 'An option, written or by default, is not what the author believes it to be.',
    mend: 'Correct the option, or the claim. `convspec render` prints every default.',
  },
  'policy/unknown-monitor': {
    why: 'A callback that watches a value which is never logged does nothing: training would not stop, and no best model would be saved.',
    mend: 'Watch one of the logs that the message names. Those that begin with val_ need validation data.',
  },
  'policy/path-template': {
    why: 'Training would fail at the first save, after an epoch is already paid for.',
    mend: 'Use fields that exist, such as {epoch:02d} or a variable of the spec, and double a brace that is meant as such.',
  },
  'policy/path-escapes': {
    why: 'All that a run writes lies in its run folder, so that a spec from elsewhere can overwrite nothing.',
    mend: 'Write a relative path without "..", and choose the run folder with --out.',
  },
  'policy/same-path': {
    why: 'The later callback would overwrite what the earlier one wrote.',
    mend: 'Give each callback a path of its own.',
  },
  'policy/reserved-variable': {
    why: 'In a path, {epoch} or {val_loss} is the value of the moment; a variable of that name would be ambiguous.',
    mend: 'Rename the variable.',
  },
  'policy/loss-activation': {
    why: 'A cross-entropy takes the logarithm of probabilities. Values that are none make it meaningless, or not a number.',
    mend: 'End the network with softmax, or with sigmoid for binary cross-entropy, or choose the loss that fits.',
  },
  'policy/slow-loss': {
    why: 'Softmax and sigmoid are flat where the network is surely wrong, and such a loss does not make up for it: training hardly moves there.',
    mend: 'Use a cross-entropy to classify.',
  },
  'policy/duplicate-metric': {
    why: 'The second one says the same under the same name.',
    mend: 'Remove one of the two.',
  },
  'policy/trivial-metric': {
    why: 'With as many guesses as there are classes, every answer is right.',
    mend: 'Ask for fewer guesses, or remove the metric.',
  },
  'policy/idle-callback': {
    why: 'Training is over before the callback has waited long enough: it never acts.',
    mend: 'Lower its patience or its first epoch, or train for more epochs.',
  },
  'policy/nothing-trainable': {
    why: 'With `trainable: false` everywhere, training would change no weight: it refuses to begin. Such a spec still describes a network that can be evaluated and used.',
    mend: 'Remove `trainable: false` from the blocks that are to learn, from the last one say.',
  },
  'policy/learning-rate-conflict': {
    why: 'Each sets the rate anew, so that the last one undoes what the others did.',
    mend: 'Keep one of them.',
  },
  'regularity/dropped-rows': {
    why: 'Without padding, the last rows or columns of the input are in no window: what they hold is lost.',
    mend: 'Use padding: same, or another size, or accept the loss: it is a note only.',
  },
  'regularity/skipped-rows': {
    why: 'Between two windows lie rows or columns that no window reads: they are computed and thrown away.',
    mend: 'Make the stride at most as long as the window.',
  },
  'regularity/idle-pool': {
    why: 'A window of one value yields that value: such a pool does nothing, or only drops values if it has a stride.',
    mend: 'Give the pool a larger size, or remove it.',
  },
  'regularity/idle-activation': {
    why: 'The values are already such that this activation leaves them as they are.',
    mend: 'Remove one of the two activations.',
  },
  'regularity/idle-freeze': {
    why: 'Freezing keeps weights as they are; a block without weights is the same with and without it. Dropout drops in frozen blocks too.',
    mend: 'Remove `trainable: false`, or write it where the weights are.',
  },
  'regularity/hidden-softmax': {
    why: 'Softmax squeezes all values of a layer to a sum of one: inside a network this starves the layers behind it.',
    mend: 'Use relu or another activation inside, and softmax at the end alone.',
  },
  'regularity/linear-stack': {
    why: 'Two linear maps in a row are one linear map: the second one costs parameters and adds nothing that the first could not do.',
    mend: 'Put an activation between them, or remove one of them.',
  },
  'regularity/cancelled-bias': {
    why: 'Batch norm subtracts the mean, and with it any constant: the bias is computed and has no effect.',
    mend: 'Write bias: false, and save its parameters.',
  },
  'regularity/dropout-before-batch-norm': {
    why: 'Dropout changes the variance of values in training and not in use: the averages that batch norm has learnt do not fit then.',
    mend: 'Put the dropout behind the batch norm.',
  },
  'regularity/output-dropout': {
    why: 'Dropped scores are random mistakes: no network can learn to avoid them.',
    mend: 'Put the dropout before the last layer.',
  },
  'limit/params': {
    why: 'The author set a limit (`limits`), and the network exceeds it.',
    mend: 'Make the network smaller (fewer filters or units, a global pool in place of flatten), or raise the limit.',
  },
  'limit/macs': {
    why: 'The author set a limit (`limits`), and the network exceeds it.',
    mend: 'Reduce the size of feature maps earlier, use fewer filters, or raise the limit.',
  },
  'limit/activation-memory': {
    why: 'The author set a limit (`limits`), and the network exceeds it.',
    mend: 'Reduce the size of feature maps earlier, use fewer filters, or raise the limit.',
  },
  'limit/model-size': {
    why: 'The author set a limit (`limits`), and the network exceeds it.',
    mend: 'Make the network smaller (fewer filters or units, a global pool in place of flatten), or raise the limit.',
  },
  'weights/initial': {
    why: 'Training would begin with other weights than those asked for. Layers are matched by name, and a layer that both have must be of one shape. Found when training begins; `convspec validate` opens no files.',
    mend: 'Correct the path, which starts from the folder of the spec; give the blocks the names that they have in the file; name a block that is to begin anew, such as an output for other classes, under `except`.',
  },
  'backend/missing-kernel': {
    why: 'Training would begin, and fail in its first step. Found when the backend is asked, so by training and by `convspec backends`; `convspec validate` asks none.',
    mend: 'Choose another backend (`backend: auto` takes the first that has every kernel; `convspec backends` with the spec shows which can), or replace the block.',
  },
  'backend/out-of-memory': {
    why: 'Training would begin, and end in its first step for want of memory. The figure is that of `convspec summary`: weights, gradients, the state of the optimizer, and the outputs of all layers for one batch with their gradients. Found when the backend is asked, so by training; `convspec validate` asks none.',
    mend: 'Take a smaller `batchSize` (`auto` takes the largest power of two that fits); `accumulate` makes up for it, so that a step stays the same. Or use a backend with more memory, or a smaller network.',
  },
  'ignore/unknown-code': {
    why: 'A misspelt code would ignore nothing, in silence.',
    mend: 'Correct the code. `convspec explain` lists all of them.',
  },
  'ignore/error-code': {
    why: 'A spec with an error cannot be built: passing over it would only put off the failure.',
    mend: 'Remove the code from `ignore`, and mend the error.',
  },
} as const satisfies Record<DiagnosticCode, Explanation>;
