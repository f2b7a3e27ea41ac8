import '../backend/wasm/conv2d-gradients.test';
import '../backend/wasm/dense-kernels.test';
import '../backend/wasm/depthwise-gradients.test';
import '../backend/wasm/pool-gradients.test';
import '../backend/wasm/training-step.test';
