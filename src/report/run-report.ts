import type { Engine } from '../backend/engine';
import type { DataSet } from '../data/data-set';
import { UserError } from '../diagnostics/user-error';
import { type Evaluation, evaluate } from '../evaluate/evaluate';
import type { ModelPlan } from '../plan/model-plan';
import type { TrainingControl } from '../train/callbacks/callback';
import type { EndedRun, RunReport } from '../train/train';
import { type Environment, readEnvironment, readPackageFile } from './environment';
import { createMistakeGallery, type MistakePicture } from './mistake-gallery';
import { reportPage } from './report-page';

/** The report of a run, and the evaluation that it made on the way. */
export interface EvaluatingReport extends RunReport {
  /** Of the final weights on the validation set; `null` before the end, without a set, and for an interrupted run. */
  readonly evaluation: Evaluation | null;
}

/**
 * Writes `environment.json` when a run begins, and `report.html` when it has ended or was interrupted. An evaluation
 * that cannot be made and a page that cannot be written are warnings: the run itself is saved by then.
 */
export function createRunReport(run: {
  readonly plan: ModelPlan;
  readonly engine: Engine;
  readonly validation: DataSet | null;
  readonly specText: string;
  /** Where the spec lies. */
  readonly specDirectory: string;
  /** Ends the evaluation after the current batch. */
  readonly signal?: AbortSignal;
}): EvaluatingReport {
  const { plan, engine, validation, specText, specDirectory, signal } = run;
  let environment: Environment | undefined;
  let evaluation: Evaluation | null = null;

  async function describe(now: number): Promise<Environment> {
    const { backend, device } = engine;
    const startedAt = new Date(now * 1000);
    return readEnvironment({ specDirectory, backend, device, seed: plan.training.seed, startedAt });
  }

  async function measure(interrupted: boolean): Promise<readonly MistakePicture[]> {
    if (validation === null || interrupted || signal?.aborted) return [];
    const gallery = createMistakeGallery(plan.input);
    evaluation = await evaluate({
      engine,
      data: validation,
      batchSize: plan.training.batchSize,
      onMistake: gallery.add,
      ...(signal ? { signal } : {}),
    });
    return gallery.pictures();
  }

  async function write(control: TrainingControl, ended: EndedRun, mistakes: readonly MistakePicture[]) {
    environment ??= await describe(control.now());
    const library = {
      script: await readPackageFile('uplot', 'dist/uPlot.iife.min.js'),
      style: await readPackageFile('uplot', 'dist/uPlot.min.css'),
    };
    const page = reportPage({ plan, specText, environment, evaluation, mistakes, ...ended }, library);
    await control.writeText('report.html', page);
  }

  return {
    get evaluation() {
      return evaluation;
    },
    async begin(control) {
      environment = await describe(control.now());
      await control.writeText('environment.json', `${JSON.stringify(environment, null, 2)}\n`);
    },
    async conclude(control, ended) {
      let mistakes: readonly MistakePicture[] = [];
      try {
        mistakes = await measure(ended.interrupted);
      } catch (error) {
        if (signal?.aborted !== true) warnOf(control, 'the validation images could not be measured', error);
      }
      try {
        await write(control, ended, mistakes);
      } catch (error) {
        warnOf(control, 'report.html could not be written', error);
      }
    },
  };
}

/** @throws what is a defect of the program and no trouble with files. */
function warnOf(control: TrainingControl, what: string, error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  control.warn(`${what}: ${error.message}`);
}
