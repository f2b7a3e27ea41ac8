import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { InputSpec } from '../../language/input';

/** Why an SVG image could not be rendered. */
type SvgFault = 'damaged' | 'pixels' | 'time';

/** Processes that render at the same time; further images wait for one of them. */
const mostProcesses = 2;

/**
 * The program of a process. It renders one image after another, each directly in its final size, with the same steps as
 * images in other formats.
 */
const program = `
const sharp = require(process.argv[1]);
process.on('disconnect', () => process.exit());
process.on('error', () => process.exit());
process.on('message', ({ bytes, maxPixels, width, height, fit }) => {
  sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
    .flatten({ background: '#ffffff' })
    .resize(width, height, { fit, background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer()
    .then(
      (pixels) => process.send({ pixels }),
      (error) => process.send({ fault: /exceeds pixel limit/.test(error.message) ? 'pixels' : 'damaged' }),
    );
});
process.send({});
`;

interface Message {
  readonly pixels?: Uint8Array;
  readonly fault?: SvgFault;
}

/**
 * Renders an SVG image to RGB pixels of the size of `input`.
 *
 * @param limits the time does not include the start of the process
 */
export type RenderSvg = (
  bytes: Uint8Array,
  input: InputSpec,
  limits: { readonly maxPixels: number; readonly maxSeconds: number },
) => Promise<Uint8Array | SvgFault>;

/**
 * Creates a function that renders SVG images in other processes, which remain for further images. A small SVG image can
 * require any amount of work, which only ends with its process.
 */
export function createSvgRenderer(): RenderSvg {
  const idle: ChildProcess[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (bytes, { shape: [height, width], resize }, { maxPixels, maxSeconds }) => {
    if (running === mostProcesses) await new Promise<void>((resume) => waiting.push(resume));
    else running++;
    let child: ChildProcess | null = null;
    try {
      child = idle.pop() ?? (await start());
      child.channel?.ref();
      child.send({ bytes, maxPixels, width, height, fit: resize });
      const answer = await nextMessage(child, maxSeconds);
      if (answer === null) child.kill('SIGKILL');
      return answer === null ? 'time' : (answer.pixels ?? answer.fault ?? 'damaged');
    } finally {
      child?.channel?.unref();
      if (child?.connected && !child.killed) idle.push(child);
      // The next waiting image takes this slot, so the count stays the same.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

async function start(): Promise<ChildProcess> {
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  const child = spawn(process.execPath, ['-e', program, createRequire(here).resolve('sharp')], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  await nextMessage(child, 60);
  // An idle process does not keep this one running.
  child.unref();
  return child;
}

/** The next message of a process; an empty one if it ended; `null` if there is none in time. */
function nextMessage(child: ChildProcess, maxSeconds: number): Promise<Message | null> {
  return new Promise((resolve) => {
    const end = (message: Message | null) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
      resolve(message);
    };
    const onMessage = (message: unknown) => end(message as Message);
    const onEnd = () => end({});
    const timer = setTimeout(() => end(null), maxSeconds * 1000);
    child.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
  });
}
