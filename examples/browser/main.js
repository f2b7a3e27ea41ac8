// Trains a small network on drawings, on the page. Run it with: node examples/browser/start.mjs
import { buildFromSpec, defineSpec, loadClassifier, openStoredRun } from 'convspec';
import Plot from 'uplot';

const kinds = ['circle', 'square', 'triangle'];
const run = 'runs/drawings';

const spec = defineSpec({
  version: 1,
  name: 'drawings',
  input: { shape: [32, 32, 1], rescale: '1/255' },
  classes: kinds,
  defaults: { conv: { kernel: 3, padding: 'same', activation: 'relu', pool: 2 } },
  blocks: [
    { name: 'conv1', type: 'conv', filters: 8 },
    { name: 'conv2', type: 'conv', filters: 16 },
    { name: 'conv3', type: 'conv', filters: 32 },
    { name: 'flatten', type: 'flatten' },
    { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: {
    optimizer: { type: 'adam', learningRate: 0.005 },
    metrics: ['accuracy'],
    epochs: 20,
    batchSize: 12,
    seed: 1,
  },
});

const element = (id) => document.getElementById(id);
const pad = element('pad');
const pen = pad.getContext('2d', { willReadFrequently: true });
const examples = Object.fromEntries(kinds.map((kind) => [kind, []]));
let classifier = null;

// Initial examples: randomly sketched shapes.

function sketch(kind) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 256;
  const context = canvas.getContext('2d');
  prepare(context);
  const [x, y] = [104 + Math.random() * 48, 104 + Math.random() * 48];
  const radius = 45 + Math.random() * 45;
  const corners = { circle: 24, square: 4, triangle: 3 }[kind];
  const turn = (kind === 'square' ? Math.PI / 4 : -Math.PI / 2) + (Math.random() - 0.5) * 0.4;
  context.beginPath();
  for (let i = 0; i < corners; i++) {
    const angle = turn + (i * 2 * Math.PI) / corners;
    const reach = radius * (0.92 + Math.random() * 0.16);
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
  context.stroke();
  return canvas;
}

function prepare(context) {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 256, 256);
  context.lineWidth = 14;
  context.lineCap = context.lineJoin = 'round';
}

for (const kind of kinds) for (let i = 0; i < 16; i++) examples[kind].push(sketch(kind));

// The drawing pad.

let drawing = false;
const place = (event) => [(event.offsetX * 256) / pad.clientWidth, (event.offsetY * 256) / pad.clientHeight];
prepare(pen);
pad.addEventListener('pointerdown', (event) => {
  drawing = true;
  pad.setPointerCapture(event.pointerId);
  pen.beginPath();
  pen.moveTo(...place(event));
});
pad.addEventListener('pointermove', (event) => {
  if (!drawing) return;
  pen.lineTo(...place(event));
  pen.stroke();
});
pad.addEventListener('pointerup', () => {
  drawing = false;
  guess();
});
element('clear').addEventListener('click', () => prepare(pen));

async function guess() {
  if (classifier === null) return;
  const [first] = await classifier.classify(pad);
  element('guess').textContent = `${first.class}, ${(100 * first.probability).toFixed(0)}%`;
}

// The examples.

function show() {
  element('examples').replaceChildren(
    ...kinds.map((kind) => {
      const line = document.createElement('div');
      const name = document.createElement('b');
      name.textContent = `${kind}: ${examples[kind].length}`;
      line.append(name, ...examples[kind].slice(-16).map(thumbnail));
      return line;
    }),
  );
}

function thumbnail(image) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 68;
  canvas.getContext('2d').drawImage(image, 0, 0, 68, 68);
  return canvas;
}

for (const kind of kinds) {
  const button = document.createElement('button');
  button.textContent = `+ ${kind}`;
    button.title = `Add the drawing to the examples of ${kind}`;
  button.addEventListener('click', async () => {
    examples[kind].push(await createImageBitmap(pad));
    prepare(pen);
    show();
  });
  element('add').append(button);
  element('kind').append(new Option(kind));
}
element('files').addEventListener('change', async ({ target }) => {
  // A small SVG file can keep a decoder busy for seconds.
  const files = [...target.files].filter(({ type }) => type !== 'image/svg+xml');
  for (const file of files) examples[element('kind').value].push(await createImageBitmap(file));
  show();
});
show();

// Training, with a live chart.

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
let curve = [[], [], []];
let plot = null;

function draw() {
  plot?.destroy();
  const axis = { stroke: () => color('soft'), grid: { stroke: () => color('line'), width: 1 } };
  const line = (label, name) => ({
    label,
    stroke: () => color(name),
    width: 2,
    value: (_, value) => value?.toFixed(3) ?? '–',
  });
  plot = new Plot(
    {
      width: element('chart').clientWidth,
      height: 260,
      scales: { x: { time: false, range: [1, spec.training.epochs] }, y: { range: (_, __, most) => [0, most * 1.1 || 1] } },
      axes: [{ ...axis, label: 'epoch', incrs: [1, 2, 5, 10] }, axis],
      series: [{ label: 'epoch' }, line('loss', 'train'), line('validation loss', 'validation')],
    },
    curve,
    element('chart'),
  );
}
draw();
addEventListener('resize', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

/** Splits the examples: every fourth one is used for validation. */
function divided() {
  const parts = { train: { x: [], y: [] }, validation: { x: [], y: [] } };
  for (const kind of kinds) {
    for (const [i, image] of examples[kind].entries()) {
      const part = i % 4 === 3 ? parts.validation : parts.train;
      part.x.push(image);
      part.y.push(kind);
    }
  }
  return parts;
}

function warn(text) {
  const line = document.createElement('p');
  line.textContent = `Warning: ${text}`;
  element('warnings').append(line);
}

async function train() {
  curve = [[], [], []];
  element('train').disabled = true;
  try {
    const { backend, train } = await buildFromSpec(spec);
    element('status').textContent = `Training on ${backend.name} (${backend.device}) …`;
    element('warnings').replaceChildren();
    const started = await train({ out: run, overwrite: true, data: divided() });
    for await (const event of started) {
      if (event.type === 'warning') warn(event.text);
      if (event.type !== 'epochEnd') continue;
      const { loss, val_loss: validation, val_accuracy: accuracy } = event.logs;
      for (const [i, value] of [event.epoch + 1, loss, validation].entries()) curve[i].push(value);
      plot.setData(curve);
      element('status').textContent =
        `${backend.name}, epoch ${event.epoch + 1} of ${spec.training.epochs}: ${(100 * accuracy).toFixed(0)}% of the held-out examples are correct`;
    }
    await started.result;
    started.engine.dispose();
    classifier?.dispose();
    classifier = await loadClassifier(run);
    element('guess').textContent = 'Draw a shape';
    element('download').disabled = element('report').disabled = false;
  } catch (error) {
    element('status').textContent = [error.message, error.hint].filter(Boolean).join(': ');
  }
  element('train').disabled = false;
}
element('train').addEventListener('click', train);
element('download').addEventListener('click', async () => (await openStoredRun(run)).download('model.h5'));
element('report').addEventListener('click', async () => (await openStoredRun(run)).downloadAll());
