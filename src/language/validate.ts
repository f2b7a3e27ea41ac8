import { z } from 'zod';
import type { IgnorableCode } from '../base/diagnostics/codes';
import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { ignoreProblem, isIgnorable } from '../base/diagnostics/ignore';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { isRecord } from '../base/values';
import { validateBackend } from './backend-names';
import type { CallbackSchema } from './callbacks';
import { modelClaimsSchema } from './claims';
import { dataSchema } from './data';
import { initialWeightsSchema } from './initial-weights';
import { inputSchema } from './input';
import { anyCallback, callbackOf } from './kind-schemas';
import { limitsSchema } from './limits';
import { type CallbackEntry, type Known, type ModelSpec, type SpecVocabulary, unknown } from './model-spec';
import { describe } from './report-issues';
import { nameSchema } from './scalars';
import { SectionReader } from './section-reader';
import { classesSchema, variablesSchema } from './small-sections';
import { trainingSchema } from './training';
import { validateBlocks } from './validate-blocks';

/** Validates every section, block and callback separately: an invalid one becomes `unknown`. */
export function validate(
  document: LocatedDocument,
  vocabulary: SpecVocabulary,
): { spec: ModelSpec; diagnostics: Diagnostic[] } {
  const reader = new SectionReader(document);
  reader.reportUnknownSections();
  reader.required('version', z.literal(1), 'version: 1');
  const name = reader.required('name', nameSchema, 'name: my-network');
  validateBackend(reader, vocabulary.backends);
  const callbacks = validateCallbacks(reader, vocabulary.callbacks);
  const spec: ModelSpec = {
    document,
    name: name === unknown ? 'model' : name,
    variables: reader.optional('variables', variablesSchema, {}),
    input: reader.required('input', inputSchema, 'input: { shape: [height, width, channels] }'),
    classes: reader.required('classes', classesSchema, 'classes: 10, or the list of their names'),
    blocks: validateBlocks(reader, vocabulary),
    claims: listOrOne(reader.root.expect, ['expect']).flatMap(([raw, path]) => {
      const claims = reader.read(path, raw, modelClaimsSchema, '"expect"');
      return claims === unknown ? [] : [{ path, claims }];
    }),
    initialWeights: reader.optional('initialWeights', initialWeightsSchema, null),
    training: reader.optional('training', trainingSchema, trainingSchema.parse({})),
    callbacks: callbacks.filter((callback) => callback !== unknown),
    callbacksComplete: !callbacks.includes(unknown),
    data: reader.optional('data', dataSchema, null),
    limits: reader.optional('limits', limitsSchema, {}),
    ignore: validateIgnore(reader),
  };
  return { spec, diagnostics: reader.diagnostics };
}

function listOrOne(raw: unknown, path: Path): [unknown, Path][] {
  if (raw === undefined) return [];
  return Array.isArray(raw) ? raw.map((entry, i) => [entry, [...path, i]]) : [[raw, path]];
}

/** Validates each code in the section `ignore`. */
function validateIgnore(reader: SectionReader): readonly IgnorableCode[] {
  const written = reader.optional('ignore', z.array(z.unknown()), []);
  if (written === unknown) return [];
  return written.flatMap((raw, i) => {
    const path = ['ignore', i];
    const code = reader.read(path, raw, z.string(), 'this code');
    if (code === unknown) return [];
    if (isIgnorable(code)) return [code];
    const problem = ignoreProblem(code);
    if (problem) reader.diagnostics.push(diagnose(reader.document, problem.code, { path, ...problem }));
    return [];
  });
}

/** Validates each entry of the section `callbacks`. */
function validateCallbacks(
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
        hint: 'write each as "- { type: earlyStopping, … }", in the order in which they should run',
      }),
    );
    return [unknown];
  }
  return root.callbacks.map((raw: unknown, i) => {
    const path = ['callbacks', i];
    // Creating the schema of all types takes far longer than creating that of one.
    const named = isRecord(raw) && Object.values(kinds).find(({ type }) => type === raw.type);
    const schema = named ? callbackOf(named) : anyCallback(kinds);
    const parsed = reader.read(path, raw, schema, 'this callback', checkedKeys(raw, kinds));
    if (parsed === unknown || !isRecord(parsed)) return unknown;
    const { type: word, ...options } = parsed;
    const type = String(word);
    const kind = kinds[type];
    if (!kind) return unknown;
    const spec = { type, ...options };
    return {
      ...{ path, kind, spec },
      monitorKey: kind.monitorKey?.(options),
      idle: kind.idle?.(options),
      rate: kind.rate && ((epoch, run) => kind.rate?.(options, epoch, run) ?? run.initial),
    };
  });
}

/** Returns the options of a callback that later checks use. */
function checkedKeys(raw: unknown, kinds: Readonly<Record<string, CallbackSchema>>): readonly string[] {
  const type =
    isRecord(raw) && typeof raw.type === 'string' && Object.hasOwn(kinds, raw.type) ? raw.type : '';
  return ['type', 'monitor', 'saveBestOnly', ...Object.keys(kinds[type]?.paths ?? {})];
}
