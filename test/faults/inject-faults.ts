/**
 * Counts the file operations of a program in one folder, including those of the HDF5 library, and makes the operation with a
 * given number fail or be the last. The fault is set in the environment, or with {@link setFault}.
 */
import fs, { type PathLike } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

/** What happens at an operation; operations count from 1. */
export interface Fault {
  /** Only operations in this folder are counted. */
  readonly folder: string;
  readonly at: number;
  /** The process is killed; `half` performs half of a write, and is `after` for other operations. */
  readonly kill?: 'before' | 'half' | 'after';
  /** This operation and all later ones fail with the code; for ENOSPC, only those that take space. */
  readonly code?: 'ENOSPC' | 'EACCES' | 'EIO';
  /** The folder is removed before the operation. */
  readonly vanish?: boolean;
}

let fault: Fault | null = null;
let root = '';
let names: string[] = [];

/** Restarts counting operations from 1. */
export function setFault(next: Fault | null): void {
  fault = next;
  root = next ? resolve(next.folder) : '';
  names = [];
}

/** The operations so far, as `<operation> <path in the folder>`; failed ones are `none`, because they changed nothing. */
export function operations(): readonly string[] {
  return names;
}

setFault(JSON.parse(process.env.CONVSPEC_FAULT ?? 'null'));

const pathsOfHandles = new WeakMap<object, string>();
const pathsOfDescriptors = new Map<number, string>();

type Write = { data: string | Uint8Array; half: (part: Uint8Array) => void };

/** Called before an operation; the returned function is called after it. */
function meet(what: string, path: PathLike | undefined, write?: Write): () => void {
  const absolute = path === undefined ? '' : resolve(String(path));
  const now = fault;
  if (!now || (absolute !== root && !absolute.startsWith(root + sep))) return () => {};
  const index = names.push('none') - 1;
  const here = index + 1 === now.at;
  if (here && now.vanish) originals.rmSync(root, { recursive: true });
  if (now.code !== undefined && index + 1 >= now.at && (now.code !== 'ENOSPC' || takesSpace.has(what))) {
    if (write && now.code === 'ENOSPC' && here) write.half(half(write.data));
    const message = `${now.code}: injected, ${what} '${absolute}'`;
    throw Object.assign(new Error(message), { code: now.code, syscall: what, path: absolute });
  }
  if (here && now.kill === 'before') die();
  if (here && now.kill === 'half' && write) {
    write.half(half(write.data));
    die();
  }
  const done = names;
  return () => {
    done[index] = `${what} ${absolute.slice(root.length + 1)}`;
    if (here && now.kill !== undefined) die();
  };
}

function half(data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return bytes.subarray(0, bytes.length >> 1);
}

const takesSpace: ReadonlySet<string> = new Set(['create', 'write', 'append', 'mkdir']);

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

const originals = { rmSync: fs.rmSync, writeSync: fs.writeSync };

type AnyFunction = (...args: never[]) => unknown;

/** Wraps a method; `around` receives the method and its arguments. */
function wrap<K extends string>(
  owner: Record<K, AnyFunction>,
  name: K,
  around: (call: () => unknown, self: unknown, args: readonly unknown[]) => unknown,
): void {
  const original = owner[name];
  owner[name] = function (this: unknown, ...args: never[]) {
    return around(() => original.apply(this, args), this, args);
  } as AnyFunction;
}

async function met(after: () => void, call: () => unknown): Promise<unknown> {
  const result = await call();
  after();
  return result;
}

const promises = fs.promises as unknown as Record<string, AnyFunction>;
const sync = fs as unknown as Record<string, AnyFunction>;
const creates = (flags: unknown) =>
  typeof flags === 'string' ? /[wa]/.test(flags) : (Number(flags) & fs.constants.O_CREAT) !== 0;
/** Handles whose writes are named `append`. */
const appending = new WeakSet<object>();

wrap(promises, 'open', async (call, _self, [path, flags]) => {
  const appends = (Number(flags) & fs.constants.O_APPEND) !== 0;
  const after = creates(flags) && !appends ? meet('create', path as string) : () => {};
  const handle = (await call()) as FileHandle;
  pathsOfHandles.set(handle, String(path));
  if (appends) appending.add(handle);
  after();
  return handle;
});
for (const name of ['rename', 'unlink', 'rm', 'rmdir', 'mkdir', 'truncate']) {
  wrap(promises, name, async (call, _self, [path]) => met(meet(name, path as string), call));
}

const handle = await open(process.execPath, 'r');
const ofHandles = Object.getPrototypeOf(handle) as Record<string, AnyFunction>;
await handle.close();
wrap(ofHandles, 'writeFile', async (call, self, [data]) => {
  const { fd } = self as FileHandle;
  const half = (part: Uint8Array) => originals.writeSync(fd, part);
  const what = appending.has(self as object) ? 'append' : 'write';
  return met(meet(what, pathsOfHandles.get(self as object), { data: data as string, half }), call);
});
wrap(ofHandles, 'truncate', async (call, self) =>
  met(meet('truncate', pathsOfHandles.get(self as object)), call),
);
wrap(ofHandles, 'sync', async (call, self) => met(meet('fsync', pathsOfHandles.get(self as object)), call));

wrap(sync, 'openSync', (call, _self, [path, flags]) => {
  const after = creates(flags) || Number(flags) & 0o100 ? meet('create', path as string) : () => {};
  const descriptor = call() as number;
  pathsOfDescriptors.set(descriptor, String(path));
  after();
  return descriptor;
});
wrap(sync, 'writeSync', (call, _self, [descriptor, data, offset, length, position]) => {
  // The HDF5 library passes all of its memory, with the range to write.
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  const from = Number(offset ?? 0);
  const part = new Uint8Array(buffer, byteOffset + from, Number(length ?? byteLength - from));
  const half = (bytes: Uint8Array) =>
    originals.writeSync(Number(descriptor), bytes, 0, bytes.length, position as number);
  const after = meet('write', pathsOfDescriptors.get(Number(descriptor)), { data: part, half });
  const result = call();
  after();
  return result;
});
wrap(sync, 'ftruncateSync', (call, _self, [descriptor]) => {
  const after = meet('truncate', pathsOfDescriptors.get(Number(descriptor)));
  const result = call();
  after();
  return result;
});
syncBuiltinESMExports();
