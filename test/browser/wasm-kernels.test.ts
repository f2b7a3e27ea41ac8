import '../run/backends/wasm/conv2d-gradients.test';
import '../run/backends/wasm/dense-kernels.test';
import '../run/backends/wasm/depthwise-gradients.test';
import '../run/backends/wasm/pool-gradients.test';
import '../run/backends/wasm/training-step.test';
