import { wasm } from '../../../../src/run/backends/wasm/wasm';
import { testBackend } from '../conformance';

await testBackend(wasm);
