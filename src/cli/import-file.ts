import { basename, isAbsolute } from 'node:path';
import { parse } from 'yaml';
import { readText } from '../base/codecs/file-system';
import { FileFormatError, UserError } from '../base/diagnostics/user-error';
import { SourceFile } from '../base/source/source-file';
import { isRecord } from '../base/values';
import { checkSpec } from '../check/check-spec';
import type { ImportProblem } from '../compile/keras/import/graph';
import { importModel } from '../compile/keras/import/import-model';
import {
  type ImportedModel,
  type ImportOptions,
  type ImportResult,
  importNetwork,
} from '../compile/keras/import/import-network';
import { authoredYaml } from '../compile/keras/import/spec-text';
import { specAttribute } from '../compile/model-content';
import { readModel } from '../compile/model-formats';
import { renderSpec } from '../describe/render-spec';
import { nodeFiles } from '../hosts/node/files';
import { runFolderOf } from '../hosts/node/model-file';
import { nodeRuns } from '../hosts/node/runs';
import { dataSchema } from '../language/data';
import type { SpecVocabulary } from '../language/model-spec';
import { vocabularyWith } from '../language/vocabulary';
import { withoutDefaults } from '../language/without-defaults';
import type { KerasConfig } from '../layers/keras/keras-object';
import { isConfig, parseObject } from '../layers/keras/keras-object';
import { mapDataPaths } from '../run/data/data-host';

/** A Keras model that a spec cannot express, with every reason. */
class ImportError extends UserError {
  override readonly name = 'ImportError';

  constructor(
    readonly path: string,
    readonly problems: readonly ImportProblem[],
  ) {
    const lines = problems.map(({ layer, className, reason }) => {
      const kind = className === undefined ? '' : ` (${className})`;
      return `  ${layer === null ? '' : `layer "${layer}"${kind}: `}${reason}`;
    });
    super(
      `"${path}": a spec cannot express this model:`,
      'change these layers in Keras, or write the spec by hand',
      { details: lines },
    );
  }
}

interface ImportFileOptions extends Pick<ImportOptions, 'stepsPerEpoch'> {
  /** The folder that the spec is written to, to which its paths become relative (default: the working directory). */
  readonly folder?: string;
}

/**
 * Converts a Keras model to a spec: a whole model (`.h5`, `.keras`), a tfjs `model.json`, or only a configuration (any
 * other `.json`, as returned by `model.to_json()`). A model saved by convspec returns the spec it was saved with, without
 * defaults, and with paths that are valid in `folder`.
 *
 * @throws ImportError if a spec cannot express the model; FileFormatError if the file cannot be read
 */
export async function importFile(path: string, options: ImportFileOptions = {}): Promise<ImportedModel> {
  if (path.endsWith('.json') && !basename(path).endsWith('model.json')) {
    const { compile_config: compiled, ...config } = await readConfig(path);
    return accepted(
      path,
      importNetwork(config, { ...options, compiled: isConfig(compiled) ? compiled : null }),
    );
  }
  const saved = await readModel(path, nodeFiles);
  if (saved.config === null)
    throw new FileFormatError(
      path,
      'it contains weights but no network',
      'give the whole model (.keras, .h5)',
    );
  const own = saved.attributes[specAttribute];
  return own === undefined
    ? accepted(path, await importModel(saved, options))
    : ownSpec(path, own, options.folder ?? '.');
}

function accepted(path: string, result: ImportResult): ImportedModel {
  if ('problems' in result) throw new ImportError(path, result.problems);
  return result;
}

async function readConfig(path: string): Promise<KerasConfig> {
  const hint = 'give a model configuration as returned by model.to_json() of Keras';
  const text = await readText(path, nodeFiles, hint);
  const config = parseObject(text);
  if (!config) throw new FileFormatError(path, 'cannot read: it is not a JSON object', hint);
  if (!('class_name' in config && 'config' in config))
    throw new FileFormatError(path, 'cannot read: it has no "class_name" and "config"', hint);
  return config;
}

async function ownSpec(path: string, text: string, folder: string): Promise<ImportedModel> {
  const file = new SourceFile(`${path}#${specAttribute}`, text);
  const vocabulary = vocabularyWith();
  const { plan, diagnostics } = checkSpec(file, vocabulary);
  if (!plan)
    throw new FileFormatError(
      path,
      `the spec saved in it is invalid: ${diagnostics[0]?.message ?? 'it is empty'}`,
      'use a model saved by convspec, unchanged',
    );
  const base = await runFolderOf(path);
  const whole = withPaths(parse(text), (place) =>
    isAbsolute(place) ? place : nodeRuns.movedPath(place, base, folder),
  );
  const short = authoredYaml(withoutDefaults(whole, vocabulary));
  const isSame = renderedText(short, vocabulary) === renderedText(authoredYaml(whole), vocabulary);
  const names = plan.layers.map(({ name }): [string, string] => [name, name]);
  return { text: isSame ? short : authoredYaml(whole), plan, layerNames: new Map(names), notes: [] };
}

function renderedText(text: string, vocabulary: SpecVocabulary): string | null {
  const { spec, plan } = checkSpec(new SourceFile('spec', text), vocabulary);
  return spec && plan && renderSpec(spec);
}

/** Applies `change` to the paths of a valid spec: those of images and of initial weights. */
function withPaths(
  { data, initialWeights, ...spec }: Readonly<Record<string, unknown>>,
  change: (path: string) => string,
): Readonly<Record<string, unknown>> {
  const parsed = dataSchema.safeParse(data);
  return {
    ...spec,
    ...(initialWeights === undefined
      ? {}
      : {
          initialWeights: isRecord(initialWeights)
            ? { ...initialWeights, path: change(String(initialWeights.path)) }
            : change(String(initialWeights)),
        }),
    ...(parsed.success ? { data: mapDataPaths(parsed.data, change) } : {}),
  };
}
