import type { BackendSurvey } from '../../run/backends/survey-backends';
import type { Plugin } from '../../run/plugin';
import {
  checkCore,
  checkDiskHere,
  checkMemory,
  checkNode,
  checkPackages,
  checkRunFolder,
  checkThreads,
} from './check-machine';
import { type Finding, ok, problem, warning } from './finding';

/** The results of `convspec doctor`, as plain data. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** The result of `convspec backends`; `null` if packages it needs are missing. */
  readonly backends: BackendSurvey | null;
}

/** Checks everything that training needs, and trains two epochs on `backend`. */
export async function examine(options: {
  readonly backend: string | readonly string[];
  readonly plugins?: readonly Plugin[] | undefined;
}): Promise<Examination> {
  const { backend, plugins = [] } = options;
  const machine = [checkNode(), checkThreads(), checkMemory(), await checkDiskHere(), await checkRunFolder()];
  const packages = [await checkPackages(), checkCore(), await checkImages()];
  const findings = [...machine, ...packages];
  // Backends are packages: if packages are missing, they cannot be probed.
  if (packages.some(({ name, status }) => name !== 'images' && status === 'problem'))
    return { findings, backends: null };
  const { builtInBackends } = await import('../../hosts/node/backends');
  const { backendsWith } = await import('../../run/backends/backend');
  const { surveyBackends } = await import('../../run/backends/survey-backends');
  const { checkTraining } = await import('./check-training');
  const survey = await surveyBackends(backendsWith(builtInBackends, plugins), null);
  return {
    findings: [...findings, backendFinding(survey), await checkTraining(backend, plugins)],
    backends: survey,
  };
}

/** Reports which backend `auto` selects, with a warning if it does not use a GPU. */
export function backendFinding({ auto, backends }: BackendSurvey): Finding {
  const taken = backends.find(({ name }) => name === auto);
  if (!taken)
    return problem('backends', 'auto finds no suitable backend', 'run convspec backends to see why');
  const found = `auto selects ${taken.name} (${taken.device ?? taken.accelerator})`;
  if (taken.accelerator === 'gpu') return ok('backends', found);
  return warning(
    'backends',
    `${found}, which does not use a GPU`,
    'if this machine has a GPU, run convspec backends to see what each backend needs to use it',
  );
}

const formats = ['png', 'jpeg', 'webp'] as const;
const side = 16;
/** How much the color of a decoded image may differ: JPEG is lossy. */
const tolerance = 4;

/** Encodes and decodes an image in each common format with sharp. */
export async function checkImages(): Promise<Finding> {
  try {
    const { default: sharp } = await import('sharp');
    const wrong: string[] = [];
    for (const format of formats) {
      const background = { r: 200, g: 90, b: 30 };
      const file = await sharp({ create: { width: side, height: side, channels: 3, background } })
        .toFormat(format)
        .toBuffer();
      const pixels = await sharp(file).raw().toBuffer();
      const [r = 0, g = 0, b = 0] = pixels;
      const off = Math.max(Math.abs(r - 200), Math.abs(g - 90), Math.abs(b - 30));
      if (pixels.length !== side * side * 3 || off > tolerance) wrong.push(format);
    }
    if (wrong.length === 0)
      return ok('images', `sharp ${sharp.versions.sharp ?? ''} encodes and decodes ${formats.join(', ')}`);
    return problem('images', `sharp decodes ${wrong.join(', ')} incorrectly`, reinstall);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    return problem('images', `sharp does not work: ${reason}`, reinstall);
  }
}

const reinstall = 'reinstall it for this platform: npm install --include=optional sharp';
