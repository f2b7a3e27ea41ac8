import { onnxruntime } from '../../../../src/run/backends/onnxruntime/onnxruntime';
import { differentiateInOnnx } from '../../../support/onnx-layer';
import { testBackend } from '../conformance';

await testBackend(onnxruntime, { required: true, differentiate: differentiateInOnnx, modelOn: 'cpu' });
