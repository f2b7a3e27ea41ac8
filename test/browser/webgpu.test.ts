import { webgpu } from '../../src/backend/webgpu';
import { testBackend } from '../backend/conformance';

await testBackend(webgpu, { slow: true, required: true });
