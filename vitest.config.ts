import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// CI counts the tests from a JSON report beside the usual output.
const report = process.env.CONVSPEC_TEST_REPORT;

const { CONVSPEC_CHROMIUM } = process.env;
const places = CONVSPEC_CHROMIUM ? [CONVSPEC_CHROMIUM] : ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const chromium = places.find((place) => existsSync(place));

/** Whole programs and pages, kills, real Keras, a GPU that the processor imitates: minutes, which `npm test` does not have. */
const slow = [
  'test/run/backends/onnxruntime/webgpu.test.ts',
  'test/hosts/node/webgpu/webgpu.test.ts',
  'test/hosts/node/webgpu/exit.test.ts',
  'test/hosts/node/webgpu/lost-device.test.ts',
  'test/hosts/node/run-lock.test.ts',
  'test/cli/doctor.test.ts',
  'test/run/report/report-in-browser.test.ts',
  'test/run/training/resume.test.ts',
  'test/browser-product/**/*.test.ts',
  'test/hosts/node/tensorflow/tensorflow.test.ts',
  'test/base/codecs/tensorboard/tensorboard-reads.test.ts',
  'test/docs/keras.test.ts',
  'test/run/data/identity/metamorphic.test.ts',
  'test/cli/init.test.ts',
  'test/cli/lost-output.test.ts',
  'test/run/data/memory.test.ts',
  'test/docs/console-blocks.test.ts',
  'test/docs/deployment.test.ts',
  'test/examples/**/*.test.ts',
  'test/run/predict/in-python.test.ts',
  'test/run/predict/three-way.test.ts',
  'test/run/predict/zoo*.test.ts',
  'test/faults/**/*.test.ts',
  'test/compile/keras/keras-*.test.ts',
  'test/package/**/*.test.ts',
  'test/compile/onnx/fuzz.test.ts',
  'test/check/training-memory.test.ts',
  'test/describe/diagram/zoo.test.ts',
  'test/language/fuzz.test.ts',
  'test/language/growth.test.ts',
  'test/odd-strings.test.ts',
  'test/run/backends/accumulate.test.ts',
  'test/run/backends/onnxruntime/onnx-engine.test.ts',
  'test/specs/zoo.test.ts',
];

/**
 * Tests that leave no state in the modules they import, so that the files of a worker can share them: loading zod and
 * TensorFlow.js for every file took half of the time. The others choose a backend for all of TensorFlow.js.
 */
const sharing = [
  'test/{base,check,cli,describe,docs,language,layers,repository,specs}/**/*.test.ts',
  'test/compile/{keras,onnx}/**/*.test.ts',
];

/** What they set is read once in a process. */
const ownProcess = ['test/cli/diagram-without-fonts.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
    projects: [
      {
        extends: true,
        test: {
          name: 'node-shared',
          isolate: false,
          include: sharing,
          exclude: [...slow, ...ownProcess],
        },
      },
      {
        extends: true,
        test: {
          name: 'node-isolated',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/tarball/**', ...sharing, ...slow],
        },
      },
      { extends: true, test: { name: 'node-process', include: ownProcess } },
      { extends: true, test: { name: 'slow', include: slow } },
      // Asks npm's registry for what the package depends on.
      { extends: true, test: { name: 'package', include: ['test/tarball/**/*.test.ts'] } },
      chromium === undefined
        ? { extends: true, test: { name: 'browser', include: ['test/browser/without-chromium.ts'] } }
        : inChromium(chromium),
    ],
  },
});

/** `test/browser` in a Chromium that talks to nobody else, and whose GPU is SwiftShader on every machine. */
function inChromium(executablePath: string): TestProjectInlineConfiguration {
  const args = [
    '--no-sandbox',
    '--no-first-run',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--enable-unsafe-webgpu',
    '--enable-features=Vulkan,WebGPU',
    '--use-webgpu-adapter=swiftshader',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ];
  return {
    extends: true,
    optimizeDeps: {
      // A package that is found in the middle of a test would be bundled then, and the page loaded anew.
      noDiscovery: true,
      include: [
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-layers',
        'fast-check',
        'zod',
      ],
    },
    server: {
      // Cross-origin isolated, a page may share memory among threads.
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
    test: {
      name: 'browser',
      include: ['test/browser/**/*.test.ts'],
      setupFiles: ['test/browser/wasm-files.ts'],
      // SwiftShader compiles the shaders of a test on the processor.
      testTimeout: 180_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}
