// A process of the pool: loads the model, then classifies one image after another.
import { loadClassifier } from 'convspec';

const [place, limits] = process.argv.slice(2);

// Ctrl-C reaches every process of a terminal; the server ends this one when its requests are finished.
process.on('SIGINT', () => {});
// The server is gone; if it ends while something is sent, that is an error first.
process.on('disconnect', () => process.exit());
process.on('error', () => process.exit());

/** The parts of an error that the server needs. */
const plain = ({ name, message, hint }) => ({ name, message, hint });

try {
  const { plan, classes, backend, classify } = await loadClassifier(place, { limits: JSON.parse(limits) });
  process.on('message', async (image) => {
    try {
      process.send({ predictions: await classify(image) });
    } catch (error) {
      process.send({ error: plain(error) });
    }
  });
  process.send({ model: { plan, classes, backend } });
} catch (error) {
  process.send({ error: plain(error) }, () => process.exit(1));
}
