import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a program without types
import { createPool } from '../../examples/server/pool.mjs';
// @ts-expect-error a program without types
import { createServer } from '../../examples/server/server.mjs';
import { loadClassifier } from '../../src/hosts/node/library';
import type { Classifier } from '../../src/run/predict/classifier';
import { root } from '../package/run-node';
import { tinyRun } from '../support/tiny-run';

const folders = tinyRun();
const dark = () => readFileSync(join(folders.project, 'data/train/dark/0.png'));
/** An SVG image of 2 kB that takes many seconds to render. */
const slow = () => readFileSync(join(root, 'test/fixtures/slow.svg'));

let classifier: Classifier;
beforeAll(async () => {
  classifier = await loadClassifier(folders.run, { backend: 'cpu' });
  return () => classifier.dispose();
});

let server: FastifyInstance | undefined;
let log = '';
afterEach(async () => {
  server?.server.closeAllConnections();
  await server?.close();
  server = undefined;
  log = '';
});

/** Starts a server and returns its port; everything it logs is in `log`. */
async function listen(options: object = {}): Promise<number> {
  const stream = {
    write(text: string) {
      log += text;
    },
  };
  const started: FastifyInstance = await createServer(classifier, {
    logger: { level: 'warn', stream },
    maxBytes: 2 ** 16,
    ...options,
  });
  server = started;
  return Number(new URL(await started.listen({ port: 0, host: '127.0.0.1' })).port);
}

const boundary = 'BOUNDARY';
const part = (head: string, body: Uint8Array | string = '') =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
const end = Buffer.from(`--${boundary}--\r\n`);
const file = (body: Uint8Array) => part('name="image"; filename="a.png"', body);

/** Sends bytes, and closes this side of the connection unless `open`. Returns everything received until the other side closes. */
async function exchange(port: number, bytes: Uint8Array | string, open = false): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => {
    received += data;
  });
  socket.on('error', () => {});
  socket.write(bytes);
  if (!open) socket.end();
  await once(socket, 'close');
  return received;
}

const post = (
  body: Uint8Array,
  { type = `multipart/form-data; boundary=${boundary}`, length = body.length } = {},
) =>
  Buffer.concat([
    Buffer.from(
      `POST /classify HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`,
    ),
    body,
  ]);

describe('a client error is a 4xx and is not logged', () => {
  const form = (...parts: Uint8Array[]) => Buffer.concat([...parts, end]);
  it.each<[string, () => Uint8Array | string, number | 'none']>([
    ['no boundary', () => post(form(file(dark())), { type: 'multipart/form-data' }), 400],
    ['another boundary', () => post(form(file(dark())), { type: 'multipart/form-data; boundary=x' }), 400],
    ['an empty form', () => post(Buffer.alloc(0)), 400],
    ['a form that ends within the file', () => post(file(dark()).subarray(0, 150)), 400],
    ['a form without its end', () => post(file(dark())), 400],
    ['a body shorter than declared', () => post(file(dark()).subarray(0, 150), { length: 5000 }), 'none'],
    [
      'a part without a header',
      () => post(Buffer.from(`--${boundary}\r\n\r\nx\r\n--${boundary}--\r\n`)),
      400,
    ],
    ['a text before the file', () => post(form(part('name="note"', 'x'), file(dark()))), 400],
    ['a text in place of the file', () => post(form(part('name="image"', 'x'))), 400],
    ['an oversized text', () => post(form(part('name="image"', 'x'.repeat(2 ** 17)))), 400],
    ['an oversized file', () => post(form(file(Buffer.alloc(2 ** 17)))), 413],
    ['JSON', () => post(Buffer.from('{"a":'), { type: 'application/json' }), 400],
    ['a type of its own', () => post(Buffer.from('x'), { type: 'x/y' }), 415],
    ['a file that is not an image', () => post(form(file(Buffer.from('x')))), 422],
    [
      'a method of another path',
      () => 'DELETE /classify HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      405,
    ],
    ['a method that is none', () => 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['an unknown path', () => 'GET /constructor HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
    ['a broken escape', () => 'GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a NUL in a path', () => 'GET /%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a folder above', () => 'GET /../server.mjs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 403],
    ['no HTTP', () => '\u0016\u0003\u0001\r\n\r\n', 400],
    [
      'two lengths',
      () => 'POST /classify HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      400,
    ],
  ])('%s', async (_what, bytes, status) => {
    const port = await listen();
    const answer = await exchange(port, bytes(), status !== 'none');
    if (status !== 'none') expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).not.toContain('.mjs:');
    expect(log).toBe('');
    // The server goes on serving.
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(dark())]), 'a.png');
    const good = await fetch(`http://127.0.0.1:${port}/classify`, { method: 'POST', body: form });
    expect(good.status).toBe(200);
  });

  it('ignores a field after the file', async () => {
    const port = await listen();
    const answer = await exchange(
      port,
      post(Buffer.concat([file(dark()), part('name="note"', 'x'), end])),
      true,
    );
    expect(answer).toMatch(/^HTTP\/1.1 (200|400) /);
    expect(log).toBe('');
  });
});

it('cuts off a slow upload after maxSeconds', async () => {
  const port = await listen({ maxSeconds: 1 });
  const started = performance.now();
  const answer = await exchange(port, post(file(dark()).subarray(0, 150), { length: 5000 }), true);
  expect(answer).toMatch(/^(HTTP\/1.1 408 |$)/);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(log).toBe('');
});

describe('the pool', () => {
  it('rejects an image that takes too long, without delaying others, and replaces the process', async () => {
    const pool = await createPool(folders.run, { size: 2, maxSeconds: 2, limits: { svg: true } });
    try {
      const order: string[] = [];
      const hostile = pool.classify(slow()).then(
        () => order.push('classified'),
        ({ name, message }: Error) => order.push(`${name}: ${message}`),
      );
      for (let i = 0; i < 3; i++) {
        const [best] = await pool.classify(dark());
        order.push(best.class);
      }
      await hostile;
      expect(order).toEqual(['dark', 'dark', 'dark', expect.stringMatching(/^DataError: .*(seconds|long)/)]);
      const again = await Promise.all([pool.classify(dark()), pool.classify(dark()), pool.classify(dark())]);
      expect(again.map(([best]: { class: string }[]) => best?.class)).toEqual(['dark', 'dark', 'dark']);
    } finally {
      pool.dispose();
    }
  });

  it('reports why the model cannot be loaded', async () => {
    await expect(createPool('nowhere')).rejects.toMatchObject({ message: '"nowhere": no model found' });
  });
});

it('ends within 10 seconds of SIGTERM, with a slow image and a slow upload in progress', async () => {
  const program = join(root, 'examples/server/start.mjs');
  const child = spawn(process.execPath, [program, folders.run, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const url = new URL(/http\S+/.exec((await lines.next()).value)?.[0] ?? '');
  const upload = exchange(Number(url.port), post(file(dark()).subarray(0, 150), { length: 5000 }), true);
  const idle = exchange(Number(url.port), 'GET /model HTTP/1.1\r\nHost: a\r\n\r\n', true);
  const image = exchange(Number(url.port), post(Buffer.concat([file(slow()), end])), true);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const started = performance.now();
  child.kill('SIGTERM');
  await ended;
  expect(performance.now() - started).toBeLessThan(10_000);
  await Promise.all([upload, idle, image]);
});
