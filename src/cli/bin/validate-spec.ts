#!/usr/bin/env node
/**
 * Starts the checker next to it (`validate-spec.mjs`) with the code that V8 compiled in an earlier run. CommonJS, because
 * Node takes a sixth of its own start-up time longer to run an ES module. Node's compile cache starts with 22.1, and
 * keeps only the functions that are compiled when a module is loaded, which are few; the cache here has all that ran.
 */
import { fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import zlib from 'node:zlib';

const bundle = join(__dirname, 'validate-spec.mjs');
// Came with 20.15.
const { crc32 } = zlib as { readonly crc32?: (data: Uint8Array) => number };

// Code in a cache cannot import modules, as plugins are.
const modules = process.argv.some((argument) => argument.startsWith('--plugin'));
if (crc32 === undefined || modules || process.env.NODE_DISABLE_COMPILE_CACHE === '1')
  void import(pathToFileURL(bundle).href);
else runCached(crc32);

function runCached(crc32: (data: Uint8Array) => number): void {
  const source = readFileSync(bundle);
  const cache = join(cacheFolder(), `validate-spec-${process.version}-${process.arch}.cache`);
  const cachedData = readCache(cache, source, crc32);
  // The first two lines are for Node: what they declare are the parameters here.
  const body = source.toString('latin1').replace(/^.*\n.*\n/, '\n\n');
  const script = new Script(`(function (requireOfBundle, urlOfBundle) { 'use strict'; ${body}\n})`, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  script.runInThisContext()(require, pathToFileURL(bundle).href);
  // Help and versions run little of the code.
  if (script.cachedDataRejected === false || /^(-h|--help|-V|--version)$/m.test(process.argv.join('\n')))
    return;
  process.once('exit', (code) => {
    if (code <= 1) writeCache(cache, source, script.createCachedData(), crc32);
  });
}

function cacheFolder(): string {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  return join(NODE_COMPILE_CACHE || XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache'), 'convspec');
}

/**
 * The compiled code for `source`; `undefined` where there is none that this user wrote, whole, for exactly this source.
 * A cache is a checksum, the length of the source, the source and the code.
 */
function readCache(path: string, source: Buffer, crc32: (data: Uint8Array) => number): Buffer | undefined {
  try {
    const file = openSync(path, 'r');
    if (fstatSync(file).uid !== (process.getuid?.() ?? 0)) return undefined;
    const content = readFileSync(file);
    const code = content.subarray(8 + source.length);
    if (content.readUInt32LE(4) !== source.length || !content.subarray(8, 8 + source.length).equals(source))
      return undefined;
    return crc32(code) === content.readUInt32LE(0) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the cache, so that no other process reads half of it. Where that fails, the next run takes longer. */
function writeCache(path: string, source: Buffer, code: Buffer, crc32: (data: Uint8Array) => number): void {
  try {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(crc32(code), 0);
    head.writeUInt32LE(source.length, 4);
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    const part = `${path}.${process.pid}`;
    writeFileSync(part, Buffer.concat([head, source, code]), { mode: 0o600 });
    renameSync(part, path);
  } catch {}
}
