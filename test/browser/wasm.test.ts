import { wasm } from '../../src/backend/wasm';
import { testBackend } from '../backend/conformance';

await testBackend(wasm, { required: true });
