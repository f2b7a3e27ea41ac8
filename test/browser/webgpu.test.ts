import { webgpu } from '../../src/hosts/browser/backends';
import { testBackend } from '../run/backends/conformance';

await testBackend(webgpu, { slow: true, required: true });
