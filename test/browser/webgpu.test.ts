import { webgpu } from '../../src/hosts/browser/webgpu';
import { testBackend } from '../run/backends/conformance';

await testBackend(webgpu, { slow: true, required: true });
