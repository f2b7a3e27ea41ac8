// A trained model as a web service: GET / is a page, POST /classify returns the classes of an image.
import { fileURLToPath } from 'node:url';
import multipart from '@fastify/multipart';
import statics from '@fastify/static';
import fastify from 'fastify';
import { createGate } from './gate.mjs';

const pages = fileURLToPath(new URL('public', import.meta.url));

/** The method of each path that is not a file of the page. */
const methods = { '/model': 'GET', '/classify': 'POST' };

/**
 * Creates a server for a classifier. The caller starts the server, and disposes of the classifier.
 *
 * @param classifier a classifier, or a pool of them (pool.mjs), which also limits the time of an image
 * @param maxBytes maximum size of an image
 * @param atOnce images processed at the same time
 * @param waiting images that may wait; further ones are rejected immediately
 * @param maxSeconds after this time, a request that is still being received is answered with 408 and disconnected
 */
export async function createServer(classifier, options = {}) {
  const { maxBytes = 10 * 2 ** 20, atOnce = 4, waiting = 32, maxSeconds = 30, logger = false } = options;
  const gate = createGate(atOnce, waiting);
  const server = fastify({
    logger,
    bodyLimit: maxBytes + 2 ** 16,
    // Slow clients cannot occupy a connection forever. Node looks for them once per interval.
    requestTimeout: maxSeconds * 1000,
    http: { headersTimeout: Math.min(10, maxSeconds) * 1000, connectionsCheckingInterval: 500 },
  });

  server.addHook('onSend', async (_request, reply) => {
    // Uploaded images are never served as pages; these headers ensure it even if routes are added later.
    reply.headers({
      'content-security-policy': "default-src 'self'; img-src 'self' blob:",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
  // One file and no other fields: anything else is rejected while it is received, before it fills the memory.
  await server.register(multipart, { limits: { fileSize: maxBytes, files: 1, fields: 0, parts: 1 } });
  await server.register(statics, { root: pages });

  server.get('/model', async () => ({
    name: classifier.plan.name,
    classes: classifier.classes,
    input: classifier.plan.input.shape,
    backend: classifier.backend.name,
    maxBytes,
  }));

  server.post('/classify', async (request) => {
    const image = await receive(request);
    const predictions = await gate(() => classifier.classify(image));
    return { predictions };
  });

  server.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    const allowed = Object.hasOwn(methods, path) ? methods[path] : undefined;
    if (allowed === undefined) return reply.code(404).send({ error: 'Not found.' });
    return reply
      .code(405)
      .header('allow', allowed)
      .send({ error: `Use ${allowed} here.` });
  });

  server.setErrorHandler((error, request, reply) => {
    const [code, message] = meaning(error, maxBytes);
    if (code === 503) reply.header('retry-after', '1');
    // Client errors are not logged. Server errors are, but their details are not sent to the client.
    if (code === 500) request.log.error(error);
    // What the client still sends is not received.
    if (code !== 500 && !request.raw.complete) reply.header('connection', 'close');
    return reply.code(code).send({ error: message });
  });
  return server;
}

/** Receives the image of a request. Whatever goes wrong here is the fault of the client. */
async function receive(request) {
  if (!request.isMultipart()) throw clientError(415, 'Send the image as a form file (multipart/form-data).');
  let file;
  try {
    file = await request.file();
    if (file !== undefined) return await file.toBuffer();
  } catch (error) {
    if (error.code === 'FST_FIELDS_LIMIT' || error.code === 'FST_PARTS_LIMIT')
      throw clientError(400, 'Send the image as the only field of the form, with a file name.');
    if (error.statusCode === 413) throw error;
    throw clientError(400, 'The form is damaged or incomplete.');
  }
  throw clientError(400, 'The form contains no image.');
}

function clientError(statusCode, message) {
  return Object.assign(new Error(message), { statusCode });
}

/** The status code and the message for an error. */
function meaning(error, maxBytes) {
  // "the image is damaged or incomplete (decoder message)": the client does not need the decoder message.
  if (error.name === 'DataError')
    return [422, `${error.message.replace(/^the image/, 'The file').replace(/ \(.*$/s, '')}.`];
  if (error.name === 'BusyError') return [503, 'Too many images are waiting. Try again in a moment.'];
  if (error.statusCode === 413)
    return [413, `The image has more than ${(maxBytes / 2 ** 20).toFixed(0)} MiB.`];
  if (error.statusCode >= 400 && error.statusCode < 500) return [error.statusCode, error.message];
  return [500, 'The server failed.'];
}
