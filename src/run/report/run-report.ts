import { UserError } from '../../base/diagnostics/user-error';
import type { SettledPlan } from '../../check/model-plan';
import type { Engine } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import { type Evaluation, evaluate } from '../evaluate/evaluate';
import type { ReportHost } from '../host';
import type { TrainingControl } from '../training/callbacks/callback';
import type { EndedRun, RunReport } from '../training/train-options';
import type { Environment } from './environment';
import { createMistakeGallery } from './mistake-gallery';
import { type Measured, type ReportedRun, reportPage } from './report-page';

const environmentFile = 'environment.json';

/** A run that has a report. */
interface RunToReport {
  readonly plan: SettledPlan;
  readonly engine: Engine;
  readonly validation: DataSet | null;
  readonly test: DataSet | null;
  readonly specText: string;
  /** The spec's folder. */
  readonly specDirectory: string;
  readonly host: ReportHost;
  /** Stops the evaluation after the current batch. */
  readonly signal?: AbortSignal;
}

/** The report of a run, and the evaluations made for it. */
export interface EvaluatingReport extends RunReport {
  /** The final weights on each set; `null` before the end, without that set, and for an interrupted run. */
  readonly evaluations: { readonly validation: Evaluation | null; readonly test: Evaluation | null };
}

/**
 * Writes `environment.json` when a run starts, and `report.html` when it ends or is interrupted; with a test set also
 * `test.json`, the evaluation of the final weights on it. If an evaluation fails or a file cannot be written, that is a
 * warning: by then the run itself is saved.
 */
export function createRunReport(run: RunToReport): EvaluatingReport {
  const { plan, engine, specText, specDirectory, host } = run;
  let environment: Environment | undefined;
  let measured: Pick<ReportedRun, 'validation' | 'test'> = {
    validation: { missing: 'the run has not ended' },
    test: null,
  };

  async function describe(control: TrainingControl): Promise<Environment> {
    const { backend, device } = engine;
    const startedAt =
      beginOf(await control.readText(environmentFile)) ?? new Date(control.now() * 1000).toISOString();
    return host.readEnvironment({ specDirectory, backend, device, seed: plan.training.seed, startedAt });
  }

  async function write(control: TrainingControl, ended: EndedRun) {
    environment ??= await describe(control);
    const library = await host.readPlotLibrary();
    const page = reportPage({ plan, specText, environment, ...measured, ...ended }, library);
    await control.writeText('report.html', page);
  }

  return {
    get evaluations() {
      return { validation: evaluationOf(measured.validation), test: evaluationOf(measured.test) };
    },
    async begin(control) {
      environment = await describe(control);
      await control.writeText(environmentFile, `${JSON.stringify(environment, null, 2)}\n`);
    },
    async conclude(control, ended) {
      measured = {
        validation: (await measure(run, 'validation', control, ended)) ?? {
          missing: 'the spec has no validation images',
        },
        test: await measure(run, 'test', control, ended),
      };
      const tested = evaluationOf(measured.test);
      await trying(control, 'test.json could not be written', async () => {
        if (tested) await control.writeText('test.json', `${JSON.stringify(tested, null, 2)}\n`);
      });
      await trying(control, 'report.html could not be written', () => write(control, ended));
    },
  };
}

/** Evaluates the final weights on a set, with the images that are classified wrong; `null` without that set. */
async function measure(
  { plan, engine, host, signal, ...sets }: RunToReport,
  set: 'validation' | 'test',
  control: TrainingControl,
  { interrupted }: EndedRun,
): Promise<Measured | null> {
  const data = sets[set];
  if (data === null) return null;
  const stopped = { missing: 'the run was interrupted' };
  if (interrupted || signal?.aborted) return stopped;
  try {
    const gallery = createMistakeGallery(plan.input, host.encodeImage);
    const evaluation = await evaluate({
      engine,
      data,
      batchSize: plan.training.batchSize,
      onMistake: gallery.add,
      ...(signal ? { signal } : {}),
    });
    return { evaluation, mistakes: await gallery.images() };
  } catch (error) {
    if (signal?.aborted) return stopped;
    warnOf(control, `the ${set} images could not be evaluated`, error);
    return { missing: 'the images could not be read' };
  }
}

function evaluationOf(measured: Measured | null): Evaluation | null {
  return measured === null || 'missing' in measured ? null : measured.evaluation;
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

async function trying(control: TrainingControl, problem: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    warnOf(control, problem, error);
  }
}

/** Warns about a file problem. @throws any other error: it is a bug in the program */
function warnOf(control: TrainingControl, what: string, error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  control.warn(`${what}: ${error.message}`);
}
