// Builds the page and serves it: node examples/browser/start.mjs [port]
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { buildPage } from './build.mjs';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};
const port = Number(process.argv[2] ?? 8080);
const folder = await mkdtemp(join(tmpdir(), 'convspec-page-'));
await buildPage(folder);

createServer(async ({ url }, response) => {
  const path = normalize(new URL(url, 'http://localhost').pathname);
  const name = path === '/' ? '/index.html' : path;
  try {
    const contents = await readFile(join(folder, name));
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' });
    response.end(contents);
  } catch {
    response.writeHead(404).end();
  }
}).listen(port, 'localhost', () => console.log(`open http://localhost:${port}/`));
