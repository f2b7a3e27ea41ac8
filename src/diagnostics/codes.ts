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
  'graph/duplicate-name': {
    severity: 'error',
    about: 'Blocks, and the layers made from them, have names of their own.',
  },
  'graph/unknown-input': { severity: 'error', about: 'A block takes its input from a block before it.' },
  'graph/input-count': { severity: 'error', about: 'A block takes as many inputs as its type merges.' },
  'graph/unused-block': { severity: 'error', about: 'The output of every block but the last is used.' },
  'shape/empty-output': { severity: 'error', about: 'Every layer leaves at least one row and one column.' },
  'shape/wrong-rank': {
    severity: 'error',
    about: 'A layer gets a feature map where it needs one, a vector where it needs one.',
  },
  'shape/merge-mismatch': { severity: 'error', about: 'Inputs that are merged agree in their sizes.' },
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
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof diagnosticCodes;
