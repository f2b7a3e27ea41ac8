import { diagnose } from '../base/diagnostics/diagnostic';
import type { CallbackSchema } from './callbacks';
import { anyCallback } from './kind-schemas';
import { type Known, type ModelSpec, unknown } from './model-spec';
import { describe } from './report-issues';
import { isRecord } from './schema-keys';
import type { SectionReader } from './section-reader';

/** The entries of the section `callbacks`, each validated by itself. */
export function validateCallbacks(
  reader: SectionReader,
  kinds: Readonly<Record<string, CallbackSchema>>,
): Known<ModelSpec['callbacks'][number]>[] {
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
    const spec = { ...parsed, type: String(parsed.type) };
    const kind = kinds[spec.type];
    return kind ? { path, kind, spec } : unknown;
  });
}

/** The options of a callback that checks beyond its schema read. */
function checkedKeys(raw: unknown, kinds: Readonly<Record<string, CallbackSchema>>): readonly string[] {
  const type =
    isRecord(raw) && typeof raw.type === 'string' && Object.hasOwn(kinds, raw.type) ? raw.type : '';
  return ['type', 'monitor', 'saveBestOnly', ...Object.keys(kinds[type]?.paths ?? {})];
}
