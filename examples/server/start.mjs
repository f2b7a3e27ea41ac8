// Serves a trained model: node examples/server/start.mjs RUN_FOLDER [port]. Without a port, 8080, or a free one.
// To create a model in runs/icons-12: npx convspec train specs/icons-12.yaml
import { createPool } from './pool.mjs';
import { createServer } from './server.mjs';

const [place, port] = process.argv.slice(2);
if (place === undefined) {
  console.error('usage: node examples/server/start.mjs RUN_FOLDER [port]');
  process.exit(2);
}

/** Seconds that requests have to finish after SIGTERM; then their connections are closed. */
const graceSeconds = 7;

function fail({ message, hint }) {
  console.error(hint === undefined ? `error: ${message}` : `error: ${message}\nhint: ${hint}`);
  process.exit(1);
}

// Images come from people we don't know: 25 million pixels, no SVG, and 5 seconds in a process of its own.
const classifier = await createPool(place, { limits: { maxPixels: 25_000_000 } }).catch(fail);
const server = await createServer(classifier, { atOnce: classifier.size, logger: { level: 'error' } });

// Finishes current requests and rejects new ones. A second signal exits immediately.
async function stop() {
  const grace = setTimeout(() => {
    classifier.dispose();
    server.server.closeAllConnections();
    // A client can keep a request from ending in other ways, too.
    setTimeout(() => process.exit(), 1000).unref();
  }, graceSeconds * 1000);
  await server.close();
  clearTimeout(grace);
  classifier.dispose();
  console.log('stopped');
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

const listen = (number) => server.listen({ port: Number(number), host: 'localhost' });
// Another program may use the default port.
const orFree = (error) => (port === undefined && error.code === 'EADDRINUSE' ? listen(0) : fail(error));
const address = await listen(port ?? 8080)
  .catch(orFree)
  .catch(fail);
console.log(`${classifier.plan.name}: open ${address}/`);
