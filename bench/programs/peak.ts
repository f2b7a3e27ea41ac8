/** Measures the gigaflops of ONNX Runtime's product of two 2,048 × 2,048 matrices, best of ten: `peak`. */

import { GraphBuilder } from '../../src/compile/onnx/graph-builder';
import { openProvider } from '../../src/hosts/node/onnxruntime/providers';
import { createProgram } from '../../src/run/backends/onnxruntime/program';

const length = 2048;
const { hardware } = await openProvider();
const graph = new GraphBuilder('peak');
const factors = ['a', 'b'].map((name) => graph.input(name, [length, length]));
graph.output('product', graph.node('MatMul', factors), [length, length]);
const program = await createProgram(graph.finish(), hardware);
const matrix = () =>
  new hardware.runtime.Tensor('float32', new Float32Array(length * length).fill(0.5), [length, length]);
const feeds = { a: matrix(), b: matrix() };
let gigaflops = 0;
for (let run = 0; run < 10; run++) {
  const begin = performance.now();
  await program.run(1, feeds);
  gigaflops = Math.max(gigaflops, (2 * length ** 3) / (performance.now() - begin) / 1e6);
}
process.stdout.write(`${JSON.stringify({ gigaflops })}\n`);
process.exit();
