// Builds the page and serves it: node examples/browser/start.mjs [port]. Without a port, 8080, or a free one.
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
const [port] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'convspec-page-'));
await buildPage(folder);

const server = createServer(async ({ url }, response) => {
  const path = normalize(new URL(url, 'http://localhost').pathname);
  const name = path === '/' ? '/index.html' : path;
  try {
    const contents = await readFile(join(folder, name));
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' });
    response.end(contents);
  } catch {
    response.writeHead(404).end();
  }
});
server.on('error', (error) => {
  // Another program may use the default port.
  if (port === undefined && error.code === 'EADDRINUSE') server.listen(0, 'localhost');
  else console.error(`error: ${error.message}`);
});
server.on('listening', () => console.log(`open http://localhost:${server.address().port}/`));
server.listen(Number(port ?? 8080), 'localhost');
