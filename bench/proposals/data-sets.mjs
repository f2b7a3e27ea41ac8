import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';

/**
 * The data sets, each as the folders `train` and `test` with one folder per class. The test images take no part in training
 * or in the choice of an epoch.
 */
export const dataSets = {
  fashion: {
    about: 'Fashion-MNIST, 28×28: the first 3,000 training images, all 10,000 test images',
    source: 'Debian package dataset-fashion-mnist',
    prepare: fashion,
  },
  digits: {
    about: 'Digits, 8×8: 1,797 images, every fifth for the test',
    source: 'scikit-learn wheel from PyPI',
    prepare: digits,
  },
  icons: {
    about: 'Icons, 64×64: 1,409 images, and 410 for the test from other families of icon sets',
    source: 'examples/data/icons-12',
    prepare: async () => ({
      train: 'examples/data/icons-12/train',
      test: 'examples/data/icons-12/validation',
    }),
  },
  emoji: {
    about: 'Emoji, 64×64 in color: 1,906 images in 9 categories, every fifth for the test',
    source: 'npm package emoji-datasource-twitter',
    prepare: emoji,
  },
};

/** Fetches and prepares a data set in a subfolder of `folder`, unless it is there. @returns the paths of the images */
export async function prepareDataSet(name, folder) {
  mkdirSync(folder, { recursive: true });
  return dataSets[name].prepare(resolve(folder));
}

async function fashion(folder) {
  return once(join(folder, 'fashion'), async (target, fetched) => {
    run('apt-get', ['download', 'dataset-fashion-mnist'], fetched);
    run('dpkg-deb', ['-x', only(fetched, '.deb'), '.'], fetched);
    const classes = [
      'T-shirt',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Boot',
    ];
    const parts = { train: { file: 'train', images: 3000 }, test: { file: 't10k', images: 10_000 } };
    for (const [part, { file, images }] of Object.entries(parts)) {
      const [data, labels] = ['images-idx3', 'labels-idx1'].map((kind) =>
        gunzipSync(readFileSync(find(fetched, `${file}-${kind}-ubyte.gz`))),
      );
      for (let i = 0; i < images; i++) {
        const pixels = data.subarray(16 + 784 * i, 16 + 784 * (i + 1));
        await writeGray(join(target, part, classes[labels[8 + i]]), i, pixels, 28);
      }
    }
  });
}

async function digits(folder) {
  return once(join(folder, 'digits'), async (target, fetched) => {
    run(
      python,
      ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', 'scikit-learn'],
      fetched,
    );
    run('unzip', ['-q', only(fetched, '.whl'), 'sklearn/datasets/data/*'], fetched);
    const rows = gunzipSync(readFileSync(find(fetched, 'digits.csv.gz')))
      .toString()
      .trim()
      .split('\n');
    for (const [i, row] of rows.entries()) {
      const values = row.split(',').map(Number);
      // 16 gray levels, from 0 to 16.
      const pixels = Uint8Array.from(values.slice(0, 64), (value) => Math.round((value * 255) / 16));
      await writeGray(join(target, partOf(i), `digit-${values[64]}`), i, pixels, 8);
    }
  });
}

async function emoji(folder) {
  return once(join(folder, 'emoji'), async (target, fetched) => {
    run('npm', ['pack', '--silent', 'emoji-datasource-twitter@16.0.0'], fetched);
    run('tar', ['xzf', only(fetched, '.tgz'), 'package/emoji.json', 'package/img/twitter/64'], fetched);
    const listed = JSON.parse(readFileSync(join(fetched, 'package/emoji.json'), 'utf8'));
    const counts = {};
    for (const { category, image, has_img_twitter: available } of listed.sort(
      (a, b) => a.sort_order - b.sort_order,
    )) {
      if (!available || category === 'Component') continue;
      const index = counts[category] ?? 0;
      counts[category] = index + 1;
      const path = join(target, partOf(index), category.replace(/\W+/g, '-'));
      mkdirSync(path, { recursive: true });
      const source = join(fetched, 'package/img/twitter/64', image);
      await sharp(source).flatten({ background: 'white' }).toFile(join(path, image));
    }
  });
}

/** Fills `target` once: a preparation that fails leaves nothing there. */
async function once(target, fill) {
  if (!existsSync(target)) {
    const [unfinished, fetched] = [`${target}.unfinished`, `${target}.fetched`];
    for (const path of [unfinished, fetched]) {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path);
    }
    await fill(unfinished, fetched);
    rmSync(fetched, { recursive: true });
    renameSync(unfinished, target);
  }
  return { train: join(target, 'train'), test: join(target, 'test') };
}

function partOf(index) {
  return index % 5 === 4 ? 'test' : 'train';
}

async function writeGray(folder, index, pixels, side) {
  mkdirSync(folder, { recursive: true });
  const raw = { width: side, height: side, channels: 1 };
  await sharp(pixels, { raw })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, `${index}.png`));
}

function run(command, argv, cwd) {
  execFileSync(command, argv, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function only(folder, extension) {
  return readdirSync(folder).find((name) => name.endsWith(extension));
}

function find(folder, name) {
  const path = readdirSync(folder, { recursive: true }).find((file) => file.endsWith(name));
  if (path === undefined) throw new Error(`"${name}" is not in the package`);
  return join(folder, path);
}
