import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  eventFileName,
  fileVersionEvent,
  frameRecord,
  histogramBuckets,
  histogramEvent,
  kerasGraphEvent,
  scalarEvent,
} from '../../../../src/base/codecs/tensorboard';
import { kerasConfig } from '../../../../src/compile/keras/keras-config';
import { planA } from '../../../compile/keras/plan';
import { runPython, testWithKeras } from '../../../support/keras-python';
import { temporaryFolder } from '../../../support/temporary-folder';

const program = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.graph import keras_util
from tensorboard.util import tensor_util

accumulator = EventAccumulator(sys.argv[1], size_guidance={"tensors": 0}).Reload()
def read(tag):
    plugin = accumulator.SummaryMetadata(tag).plugin_data
    events = accumulator.Tensors(tag)
    values = [tensor_util.make_ndarray(e.tensor_proto) for e in events]
    if tag == "keras":
        graph = keras_util.keras_model_to_graph_def(json.loads(values[0].item()))
        values = [{n.name: list(n.input) for n in graph.node}]
    else:
        values = [v.tolist() for v in values]
    return {"plugin": plugin.plugin_name, "points": [[e.step, e.wall_time, v] for e, v in zip(events, values)]}
print(json.dumps({tag: read(tag) for tag in accumulator.Tags()["tensors"]}))
`;

testWithKeras('TensorBoard reads what we write', async () => {
  const folder = temporaryFolder();
  const wallTime = 1_795_000_000.5;
  const values = Float32Array.of(-1, 0.5, 0.25, 3);
  const events = [
    fileVersionEvent(wallTime),
    kerasGraphEvent({ json: JSON.stringify(kerasConfig(planA)), wallTime }),
    scalarEvent({ tag: 'epoch_loss', step: 0, value: 1.5, wallTime }),
    scalarEvent({ tag: 'epoch_loss', step: 1, value: 0.75, wallTime: wallTime + 1 }),
    histogramEvent({ tag: 'conv/kernel/histogram', step: 200, values, wallTime }),
  ];
  const path = join(folder, eventFileName({ wallTime, host: 'host', pid: 1, index: 0 }));
  writeFileSync(path, Buffer.concat(events.map(frameRecord)));

  const rows = Array.from({ length: 30 }, (_, i) =>
    Array.from(histogramBuckets(values).subarray(i * 3, i * 3 + 3)),
  );
  const nodes = planA.layers.map(({ name, inputs }) => [
    `functional/${name}`,
    inputs.map((i) => `functional/${i}`),
  ]);
  expect(runPython(program, folder)).toEqual({
    keras: { plugin: 'graph_keras_model', points: [[0, wallTime, Object.fromEntries(nodes)]] },
    epoch_loss: {
      plugin: 'scalars',
      points: [
        [0, wallTime, 1.5],
        [1, wallTime + 1, 0.75],
      ],
    },
    'conv/kernel/histogram': { plugin: 'histograms', points: [[200, wallTime, rows]] },
  });
});
