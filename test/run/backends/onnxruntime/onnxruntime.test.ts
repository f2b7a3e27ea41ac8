import { onnxruntime } from '../../../../src/hosts/node/onnxruntime/onnxruntime';

import { differentiateInOnnx } from '../../../support/onnx-layer';
import { testBackend } from '../conformance';

await testBackend(onnxruntime, { required: true, differentiate: differentiateInOnnx, modelOn: 'cpu' });
