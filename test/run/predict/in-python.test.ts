import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { encodeTrained } from '../../../src/compile/onnx/encode-trained';
import { planOfAllKinds } from '../../compile/keras/plan';
import { randomWeights } from '../../compile/keras/weights';
import { planOfFile } from '../../support/check-file';
import { runPython } from '../../support/keras-python';
import { savedWeights } from '../../support/saved-weights';
import { temporaryFolder } from '../../support/temporary-folder';
import { folderOf } from '../../support/tiny-project';
import { testWithPackage } from './onnx-python';
import { expectSameScores, exportNetwork } from './zoo';

const testWithOnnx = testWithPackage('onnx');

const checker = `
import json, sys, onnx
onnx.checker.check_model(sys.argv[1], full_check=True)
print(json.dumps(True))
`;

/** The ONNX checker with shape inference, which must match the shapes declared in the file. */
async function expectChecked(plan: ModelPlan, preprocessing = false): Promise<void> {
  const path = join(temporaryFolder(), 'model.onnx');
  const saved = savedWeights(randomWeights(plan));
  const { bytes } = await encodeTrained(plan, '', saved, { preprocessing });
  writeFileSync(path, bytes);
  expect(runPython(checker, path)).toBe(true);
}

for (const name of readdirSync('specs')) {
  testWithOnnx(`ONNX's checker finds nothing wrong with ${name}`, async () => {
    await expectChecked(planOfFile(`specs/${name}`));
  });
}

testWithOnnx("ONNX's checker finds nothing wrong with every kind of layer", () =>
  expectChecked(planOfAllKinds),
);

for (const name of ['icons-12.yaml', 'squeezenet.yaml']) {
  testWithOnnx(`ONNX's checker finds nothing wrong with the preprocessing of ${name}`, async () => {
    await expectChecked(planOfFile(`specs/${name}`), true);
  });
}

const evaluator = `
import json, sys, numpy
from onnx.reference import ReferenceEvaluator
images = numpy.fromfile(sys.argv[2], dtype=numpy.float32).reshape(json.loads(sys.argv[3]))
(scores,) = ReferenceEvaluator(sys.argv[1]).run(["scores"], {"images": images})
print(json.dumps(scores.ravel().tolist()))
`;

for (const name of ['icons-12.yaml', 'inception-small.yaml']) {
  testWithOnnx(`ONNX's reference implementation gives the scores of the tfjs model of ${name}`, async () => {
    const network = await exportNetwork(name);
    const { bytes, images, imagesShape } = network;
    const folder = folderOf({ 'model.onnx': bytes, images: new Uint8Array(images.buffer) });
    const paths = [join(folder, 'model.onnx'), join(folder, 'images')];
    const scores = runPython(evaluator, ...paths, JSON.stringify(imagesShape));
    expectSameScores(network, scores as number[]);
  });
}
