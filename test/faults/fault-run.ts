import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { buildFromSpec } from '../../src/hosts/node/library';
import type { RunOptions } from '../../src/run/training/start-run';
import { bundledProgram } from '../support/bundled-program';
import type { Fault } from './inject-faults';

const program = bundledProgram(new URL('program.ts', import.meta.url));

export interface ProgramResult {
  readonly signal: NodeJS.Signals | null;
  /** The output of the program; `null` if it was killed. */
  readonly printed: {
    readonly operations: readonly string[];
    readonly said: readonly string[];
    readonly stopReason?: string | null;
    readonly interrupted?: boolean;
    readonly error?: string;
    readonly hint?: string;
  } | null;
}

/** Runs `program.ts` in a separate process; `onStart` may kill it. */
export function runProgram(
  run: {
    readonly project: string;
    readonly out: string;
    readonly resume?: boolean | 'auto';
    readonly backend?: string;
  },
  fault: Omit<Fault, 'folder'> = { at: 0 },
  onStderr: (text: string, child: ChildProcess) => void = () => {},
): Promise<ProgramResult> {
  const { project, out, resume = false, backend = 'cpu' } = run;
  return new Promise((settle, fail) => {
    const child = spawn(
      process.execPath,
      [program, join(project, 'spec.yaml'), out, JSON.stringify(resume), '0', backend],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, CONVSPEC_FAULT: JSON.stringify({ ...fault, folder: out }) },
      },
    );
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr(stderr, child);
    });
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (signal === null && code !== 0) fail(new Error(`exit code ${code}: ${stderr}`));
      else if (signal === null && stdout === '') fail(new Error(`ended without a word: ${stderr}`));
      else settle({ signal, printed: signal === null ? JSON.parse(stdout) : null });
    });
  });
}

/** Resumes a run in this process, with the same fixed clock as `program.ts`. */
export async function goOn(
  {
    project,
    out,
    backend = 'cpu',
  }: { readonly project: string; readonly out: string; readonly backend?: string },
  options: RunOptions = {},
) {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_700_000_000_000 });
  try {
    const { model, train } = await buildFromSpec(join(project, 'spec.yaml'), { backend });
    const run = await train({ out, resume: 'auto', stateInterval: 0, ...options });
    const said: string[] = [];
    for await (const event of run) {
      if (event.type === 'message' || event.type === 'warning') said.push(event.text);
    }
    run.engine.dispose();
    model.dispose();
    return { said, ...(await run.result) };
  } finally {
    vi.useRealTimers();
  }
}

/** The bytes of every file in a folder by its path. */
function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  const paths = (readdirSync(folder, { recursive: true }) as string[]).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(folder, path))]));
}

/** The differences between two folders: paths of files that only one has, or that differ. */
export function differences(a: string, b: string, except: RegExp = /^$/): string[] {
  const [inA, inB] = [filesOf(a), filesOf(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])].filter(
    (path) => !except.test(path) && !inA.get(path)?.equals(inB.get(path) ?? Buffer.from('absent')),
  );
}
