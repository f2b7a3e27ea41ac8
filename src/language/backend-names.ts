import { diagnose } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling } from '../base/diagnostics/suggest';
import type { Path } from '../base/source/located-document';
import { isRecord } from '../base/values';
import type { SectionReader } from './section-reader';

/** The built-in backends, in the order of `auto`. The checker uses these names without loading any backend. */
export const builtInBackendNames = ['webgpu', 'tensorflow', 'webgl', 'onnxruntime', 'wasm', 'cpu'] as const;

/** A backend as users specify it: `webgpu`, or `webgpu:low-power` for one of its devices. */
export interface BackendName {
  readonly name: string;
  /** The text after the first colon; absent without a colon. */
  readonly device?: string;
}

/** Splits `name:device`. */
export function readBackendName(text: string): BackendName {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text } : { name: text.slice(0, colon), device: text.slice(colon + 1) };
}

/** Selects the first backend, in a fixed order, that can train a plan. */
export const autoBackend = 'auto';

/** Returns the problem with a requested backend, from `training.backend`, a flag or an option. */
export function backendNameProblem(
  text: string,
  known: readonly string[],
  inList: boolean,
): 'unknown' | 'auto-in-list' | 'no-device' | undefined {
  if (text === autoBackend) return inList ? 'auto-in-list' : undefined;
  const { name, device } = readBackendName(text);
  if (!known.includes(name)) return 'unknown';
  return device?.trim() === '' ? 'no-device' : undefined;
}

/** Reports each unknown name in `training.backend`. Whether a backend can train here is determined when one is chosen. */
export function validateBackend(reader: SectionReader, known: readonly string[]): void {
  const { document, root, diagnostics } = reader;
  const path = ['training', 'backend'];
  const written = isRecord(root.training) ? root.training.backend : undefined;
  if (document.damaged(path)) return;
  const inList = Array.isArray(written);
  const names: readonly unknown[] = inList ? written : [written];
  for (const [i, text] of names.entries()) {
    if (typeof text !== 'string' || text === '') continue;
    const problem = backendNameProblem(text, known, inList);
    if (problem) report(text, problem, inList ? [...path, i] : path);
  }

  function report(
    text: string,
    problem: NonNullable<ReturnType<typeof backendNameProblem>>,
    place: Path,
  ): void {
    if (problem === 'unknown') {
      const { name, device } = readBackendName(text);
      const near = misspelling(name, inList ? known : [autoBackend, ...known]);
      const suggestion = near && device !== undefined ? withDevice(near, text, device) : near;
      const otherwise = `the backends are ${known.join(', ')}; to use the backend of a plugin, load the plugin`;
      diagnostics.push(
        diagnose(document, 'spec/unknown-value', {
          path: place,
          ...didYouMean(`unknown backend "${text}"`, suggestion, otherwise),
        }),
      );
      return;
    }
    const details =
      problem === 'auto-in-list'
        ? {
            message: '"auto" cannot be part of a list: a list names backends in order of preference',
            hint: 'write backend: auto, or remove it from the list',
          }
        : {
            message: `"${text}" has no device after the colon`,
            hint: `write ${readBackendName(text).name}, or add a device after the colon`,
          };
    diagnostics.push(diagnose(document, 'spec/invalid-value', { path: place, ...details }));
  }
}

function withDevice(near: NonNullable<ReturnType<typeof misspelling>>, written: string, device: string) {
  return { ...near, written, text: `${near.text}:${device}` };
}
