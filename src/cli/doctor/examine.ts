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

/** What `convspec doctor` found; plain data. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** As `convspec backends` has it; `null` where it cannot be asked for. */
  readonly backends: BackendSurvey | null;
}

/** Looks at everything that training needs, and trains for two epochs on what `backend` says. */
export async function examine(options: {
  readonly backend: string | readonly string[];
  readonly plugins?: readonly Plugin[] | undefined;
}): Promise<Examination> {
  const { backend, plugins = [] } = options;
  const machine = [checkNode(), checkThreads(), checkMemory(), await checkDiskHere(), await checkRunFolder()];
  const packages = [await checkPackages(), checkCore(), await checkPictures()];
  const findings = [...machine, ...packages];
  // Backends are packages: without them there is nothing to ask.
  if (packages.some(({ name, status }) => name !== 'pictures' && status === 'problem'))
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

/** What `auto` takes; that it is no GPU is worth a remark. */
export function backendFinding({ auto, backends }: BackendSurvey): Finding {
  const taken = backends.find(({ name }) => name === auto);
  if (!taken) return problem('backends', 'auto finds none that will do', 'see convspec backends');
  const found = `auto takes ${taken.name} (${taken.device ?? taken.accelerator})`;
  if (taken.accelerator === 'gpu') return ok('backends', found);
  return warning(
    'backends',
    `${found}: no GPU is used`,
    'where there is one, convspec backends says what each backend needs to use it',
  );
}

const formats = ['png', 'jpeg', 'webp'] as const;
const side = 16;
/** A picture of one colour may come back this much off: JPEG rounds. */
const tolerance = 4;

/** Encodes and decodes a picture in each usual format with sharp. */
export async function checkPictures(): Promise<Finding> {
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
      return ok('pictures', `sharp ${sharp.versions.sharp ?? ''} encodes and decodes ${formats.join(', ')}`);
    return problem('pictures', `sharp decodes ${wrong.join(', ')} wrongly`, reinstall);
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    return problem('pictures', `sharp does not work: ${said}`, reinstall);
  }
}

const reinstall = 'install it anew for this platform: npm install --include=optional sharp';
