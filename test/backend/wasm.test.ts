import { wasm } from '../../src/backend/wasm';
import { testBackend } from './conformance';

await testBackend(wasm);
