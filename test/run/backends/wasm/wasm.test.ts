import { wasm } from '../../../../src/hosts/node/wasm/wasm';
import { testBackend } from '../conformance';

await testBackend(wasm);
