// Sends an image that is chosen, dropped or pasted to the server, and shows its classes as bars.

const shown = 6;
const element = (id) => document.getElementById(id);
const [drop, preview, said, classes, answer] = ['drop', 'preview', 'said', 'classes', 'answer'].map(element);
let maxBytes = Number.POSITIVE_INFINITY;
let pending = null;

fetch('model')
  .then((response) => response.json())
  .then((model) => {
    maxBytes = model.maxBytes;
    const [height, width, channels] = model.input;
    const color = channels === 1 ? 'grayscale' : 'color';
    element('model').textContent =
      `${model.name} recognizes ${model.classes.length} classes from ${width} × ${height} pixels in ${color}.`;
  })
  .catch(() => say('Cannot reach the server.', 'wrong'));

function say(text, kind = '') {
  said.textContent = text;
  said.className = kind;
}

/** Shows an image and requests its classes, canceling an earlier request. */
async function ask(file) {
  pending?.abort();
  const request = new AbortController();
  pending = request;
  classes.replaceChildren();
  // Not even shown: a small SVG file can keep the browser busy for seconds.
  if (file.type === 'image/svg+xml') {
    say('SVG images are not accepted.', 'wrong');
    return;
  }
  show(file);
  if (file.size > maxBytes) {
    say(`The image has more than ${Math.round(maxBytes / 2 ** 20)} MiB.`, 'wrong');
    return;
  }
  say('Classifying …');
  answer.setAttribute('aria-busy', 'true');
  try {
    const body = new FormData();
    body.append('image', file);
    const response = await fetch('classify', { method: 'POST', body, signal: request.signal });
    const { predictions, error } = await response.json();
    if (request.signal.aborted) return;
    if (error) say(error, 'wrong');
    else tell(predictions);
  } catch {
    if (!request.signal.aborted) say('Cannot reach the server.', 'wrong');
  } finally {
    if (pending === request) answer.setAttribute('aria-busy', 'false');
  }
}

function show(file) {
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.alt = file.name ?? 'the image';
  preview.src = URL.createObjectURL(file);
}
preview.addEventListener('load', () => filled(true));
// The server may support formats that the browser cannot show, and reports those that it does not.
preview.addEventListener('error', () => filled(false));

function filled(is) {
  preview.hidden = !is;
  element('invitation').hidden = is;
  drop.classList.toggle('filled', is);
}

function tell(predictions) {
  say(predictions[0].class, 'best');
  classes.replaceChildren(
    ...predictions.slice(0, shown).map(({ class: name, probability }) => {
      const line = document.createElement('li');
      const label = document.createElement('span');
      const share = document.createElement('output');
      const bar = document.createElement('progress');
      label.textContent = name;
      share.textContent = `${(100 * probability).toFixed(1)} %`;
      bar.value = probability;
      bar.setAttribute('aria-label', name);
      line.append(label, share, bar);
      return line;
    }),
  );
}

element('file').addEventListener('change', ({ target }) => {
  const [file] = target.files;
  if (file) ask(file);
  // The same file may be chosen again.
  target.value = '';
});

// Anywhere on the page, so that an image dropped outside the frame does not replace the page.
addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
addEventListener('dragleave', () => drop.classList.remove('over'));
addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const [file] = event.dataTransfer.files;
  if (file) ask(file);
});
addEventListener('paste', (event) => {
  const [file] = event.clipboardData.files;
  if (file) ask(file);
});
