import { wasm } from '../../src/hosts/browser/backends';
import { testBackend } from '../run/backends/conformance';

await testBackend(wasm, { required: true });
