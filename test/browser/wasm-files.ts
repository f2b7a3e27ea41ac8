import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

// The server of the tests has the project's folder as its root.
setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/');
