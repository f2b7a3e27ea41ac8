import { BackendError } from '../../../run/backends/backend-error';

const recipe = 'build it against the TensorFlow of a Python: docs/backends.md';

/** What Node's loader says of a package, what that means, and what to do. `$1` is what the pattern caught. */
const failures: readonly {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly remedy: (name: string) => string;
}[] = [
  {
    pattern: /native addon module .* can not be found|Cannot find module '.*tfjs_binding\.node'/s,
    reason: 'its native binding has been neither downloaded nor built',
    remedy: (name) => `npm rebuild ${name} --build-addon-from-source, or ${recipe}`,
  },
  {
    pattern: /(lib(?:cu|nv|nccl)[^:\s]*): cannot open shared object file/,
    reason: "CUDA's library $1 is missing",
    remedy: (name) => `install the CUDA that ${name} was built with, or ${recipe}`,
  },
  {
    pattern: /(libtensorflow[^:\s]*): cannot open shared object file/,
    reason: "TensorFlow's library $1 is missing",
    remedy: (name) => `npm rebuild ${name}, or ${recipe}`,
  },
  {
    pattern: /version `(GLIBC(?:XX)?_[\d.]+)' not found/,
    reason: 'its native binding needs $1, which is newer than what this system has',
    remedy: (name) => `npm rebuild ${name} --build-addon-from-source, or ${recipe}`,
  },
  {
    pattern: /Cannot find module '([^']*)'/,
    reason: 'its package $1 is missing',
    remedy: (name) => `install it anew: npm install ${name}`,
  },
];

/** The error of a tfjs-node that does not load, told by what Node's loader said. */
export function loadFailure(error: unknown, name: string): BackendError {
  const message = error instanceof Error ? error.message : String(error);
  for (const { pattern, reason, remedy } of failures) {
    const match = pattern.exec(message);
    if (match) {
      return new BackendError(`${name}: ${reason.replace('$1', match[1] ?? '')}`, remedy(name), {
        cause: error,
      });
    }
  }
  const [line = ''] = message.split('\n');
  return new BackendError(`${name}: ${line}`, `npm rebuild ${name}, or ${recipe}`, {
    cause: error,
  });
}
