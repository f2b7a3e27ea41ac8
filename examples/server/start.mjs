// Serves a trained model: node examples/server/start.mjs RUN_FOLDER [port]
// To create a model in runs/icons-12: npx convspec train specs/icons-12.yaml
import { loadClassifier } from 'convspec';
import { createServer } from './server.mjs';

const [place, port = '8080'] = process.argv.slice(2);
if (place === undefined) {
  console.error('usage: node examples/server/start.mjs RUN_FOLDER [port]');
  process.exit(2);
}

function fail({ message, hint }) {
  console.error(hint === undefined ? `error: ${message}` : `error: ${message}\nhint: ${hint}`);
  process.exit(1);
}

const classifier = await loadClassifier(place).catch(fail);
const server = await createServer(classifier, { logger: { level: 'error' } });

// Finishes current requests and rejects new ones. A second signal exits immediately.
async function stop() {
  await server.close();
  classifier.dispose();
  console.log('stopped');
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

const address = await server.listen({ port: Number(port), host: 'localhost' }).catch(fail);
console.log(`${classifier.plan.name}: open ${address}/`);
