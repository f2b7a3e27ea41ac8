import { UserError } from '../../base/diagnostics/user-error';
import type { SettledPlan } from '../../check/model-plan';
import type { Engine } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import { type Evaluation, evaluate } from '../evaluate/evaluate';
import type { ReportHost } from '../host';
import type { TrainingControl } from '../training/callbacks/callback';
import type { EndedRun, RunReport } from '../training/train-options';

import type { Environment } from './environment';
import { createMistakeGallery, type MistakeImage } from './mistake-gallery';
import { type ReportedRun, reportPage } from './report-page';

const environmentFile = 'environment.json';

/** The report of a run, and the evaluation made for it. */
export interface EvaluatingReport extends RunReport {
  /**
   * The evaluation of the final weights on the validation set; `null` before the end, without a validation set, and for
   * an interrupted run.
   */
  readonly evaluation: Evaluation | null;
}

/**
 * Writes `environment.json` when a run starts, and `report.html` when it ends or is interrupted. If the evaluation
 * fails or the page cannot be written, that is a warning: by then the run itself is saved.
 */
export function createRunReport(run: {
  readonly plan: SettledPlan;
  readonly engine: Engine;
  readonly validation: DataSet | null;
  readonly specText: string;
  /** The spec's folder. */
  readonly specDirectory: string;
  readonly host: ReportHost;
  /** Stops the evaluation after the current batch. */
  readonly signal?: AbortSignal;
}): EvaluatingReport {
  const { plan, engine, validation, specText, specDirectory, host, signal } = run;
  let environment: Environment | undefined;
  let evaluation: ReportedRun['evaluation'] = { missing: 'the run has not ended' };

  async function describe(control: TrainingControl): Promise<Environment> {
    const { backend, device } = engine;
    const startedAt =
      beginOf(await control.readText(environmentFile)) ?? new Date(control.now() * 1000).toISOString();
    return host.readEnvironment({ specDirectory, backend, device, seed: plan.training.seed, startedAt });
  }

  async function measure(control: TrainingControl, interrupted: boolean): Promise<readonly MistakeImage[]> {
    if (validation === null) {
      evaluation = { missing: 'the spec has no validation images' };
      return [];
    }
    evaluation = { missing: 'the run was interrupted' };
    if (interrupted || signal?.aborted) return [];
    try {
      const gallery = createMistakeGallery(plan.input, host.encodeImage);
      evaluation = await evaluate({
        engine,
        data: validation,
        batchSize: plan.training.batchSize,
        onMistake: gallery.add,
        ...(signal ? { signal } : {}),
      });
      return await gallery.images();
    } catch (error) {
      if (signal?.aborted) return [];
      evaluation = { missing: 'the images could not be read' };
      warnOf(control, 'the validation images could not be evaluated', error);
      return [];
    }
  }

  async function write(control: TrainingControl, ended: EndedRun, mistakes: readonly MistakeImage[]) {
    environment ??= await describe(control);
    const library = await host.readPlotLibrary();
    const page = reportPage({ plan, specText, environment, evaluation, mistakes, ...ended }, library);
    await control.writeText('report.html', page);
  }

  return {
    get evaluation() {
      return 'missing' in evaluation ? null : evaluation;
    },
    async begin(control) {
      environment = await describe(control);
      await control.writeText(environmentFile, `${JSON.stringify(environment, null, 2)}\n`);
    },
    async conclude(control, ended) {
      const mistakes = await measure(control, ended.interrupted);
      try {
        await write(control, ended, mistakes);
      } catch (error) {
        warnOf(control, 'report.html could not be written', error);
      }
    },
  };
}

/** When the run originally started, if it is resumed. */
function beginOf(text: string | undefined): string | null {
  try {
    const { startedAt } = JSON.parse(text ?? '{}') as Partial<Environment>;
    return typeof startedAt === 'string' ? startedAt : null;
  } catch {
    return null;
  }
}

/** Warns about a file problem. @throws any other error: it is a bug in the program */
function warnOf(control: TrainingControl, what: string, error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  control.warn(`${what}: ${error.message}`);
}
