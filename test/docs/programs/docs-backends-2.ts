import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

setWasmPaths('/wasm-out/');
