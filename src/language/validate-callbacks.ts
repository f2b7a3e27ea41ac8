import { diagnose } from '../base/diagnostics/diagnostic';
import { isRecord } from '../base/values';
import type { CallbackSchema } from './callbacks';
import { anyCallback } from './kind-schemas';
import { type CallbackEntry, type Known, unknown } from './model-spec';
import { describe } from './report-issues';
import type { SectionReader } from './section-reader';

/** The entries of the section `callbacks`, each validated by itself. */
export function validateCallbacks(
  reader: SectionReader,
  kinds: Readonly<Record<string, CallbackSchema>>,
): Known<CallbackEntry>[] {
  const { document, root, diagnostics } = reader;
  if (document.damaged(['callbacks']) || reader.lost('callbacks')) return [unknown];
  if (root.callbacks === undefined) return [];
  if (!Array.isArray(root.callbacks)) {
    diagnostics.push(
      diagnose(document, 'spec/wrong-type', {
        path: ['callbacks'],
        message: `expected a list of callbacks, received ${describe(root.callbacks)}`,
        hint: 'write each as "- { type: earlyStopping, … }": their order is meaning',
      }),
    );
    return [unknown];
  }
  return root.callbacks.map((raw: unknown, i) => {
    const path = ['callbacks', i];
    const parsed = reader.read(path, raw, anyCallback(kinds), 'this callback', checkedKeys(raw, kinds));
    if (parsed === unknown || !isRecord(parsed)) return unknown;
    const { type: word, ...options } = parsed;
    const type = String(word);
    const kind = kinds[type];
    if (!kind) return unknown;
    const spec = { type, ...options };
    return { path, kind, spec, monitorKey: kind.monitorKey?.(options), idle: kind.idle?.(options) };
  });
}

/** The options of a callback that checks beyond its schema read. */
function checkedKeys(raw: unknown, kinds: Readonly<Record<string, CallbackSchema>>): readonly string[] {
  const type =
    isRecord(raw) && typeof raw.type === 'string' && Object.hasOwn(kinds, raw.type) ? raw.type : '';
  return ['type', 'monitor', 'saveBestOnly', ...Object.keys(kinds[type]?.paths ?? {})];
}
