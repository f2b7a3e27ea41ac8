import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

// The root of the test server is the project folder.
setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/');
