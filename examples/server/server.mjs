// A trained model as a web service: GET / is a page, POST /classify returns the classes of an image.
import { fileURLToPath } from 'node:url';
import multipart from '@fastify/multipart';
import statics from '@fastify/static';
import fastify from 'fastify';
import { createGate } from './gate.mjs';

const pages = fileURLToPath(new URL('public', import.meta.url));

/**
 * Creates a server for a classifier. The caller starts the server, and disposes of the classifier.
 *
 * @param maxBytes maximum size of an image
 * @param atOnce images processed at the same time: each is decoded in a thread of libvips, which has four
 * @param waiting images that may wait; further ones are rejected immediately
 */
export async function createServer(classifier, options = {}) {
  const { maxBytes = 10 * 2 ** 20, atOnce = 4, waiting = 32, logger = false } = options;
  const gate = createGate(atOnce, waiting);
  // The timeout keeps slow clients from occupying a slot forever.
  const server = fastify({ logger, requestTimeout: 30_000, bodyLimit: maxBytes + 2 ** 16 });

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

  server.post('/classify', async (request, reply) => {
    if (!request.isMultipart()) {
      return reply.code(415).send({ error: 'Send the image as a form file (multipart/form-data).' });
    }
    const file = await request.file();
    if (file === undefined) return reply.code(400).send({ error: 'The form contains no image.' });
    const image = await file.toBuffer();
    const predictions = await gate(() => classifier.classify(image));
    return { predictions };
  });

  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found.' }));

  server.setErrorHandler((error, request, reply) => {
    const [code, message] = meaning(error, maxBytes);
    if (code === 503) reply.header('retry-after', '1');
    // Client errors are not logged. Server errors are, but their details are not sent to the client.
    if (code === 500) request.log.error(error);
    return reply.code(code).send({ error: message });
  });
  return server;
}

/** The status code and the message for an error. */
function meaning(error, maxBytes) {
  // "the image is damaged or incomplete (decoder message)": the client does not need the decoder message.
  if (error.name === 'DataError')
    return [422, error.message.replace(/^the image/, 'The file').replace(/ \(.*$/s, '.')];
  if (error.name === 'BusyError') return [503, 'Too many images are waiting. Try again in a moment.'];
  if (error.statusCode === 413)
    return [413, `The image has more than ${(maxBytes / 2 ** 20).toFixed(0)} MiB.`];
  if (error.statusCode >= 400 && error.statusCode < 500) return [error.statusCode, error.message];
  return [500, 'The server failed.'];
}
