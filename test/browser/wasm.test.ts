import { wasm } from '../../src/run/backends/wasm/wasm';
import { testBackend } from '../run/backends/conformance';

await testBackend(wasm, { required: true });
