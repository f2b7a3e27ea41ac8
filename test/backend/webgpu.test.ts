import { webgpuInNode } from '../../src/backend/webgpu-in-node';
import { useSoftwareGpu } from '../support/software-gpu';
import { testBackend } from './conformance';

useSoftwareGpu();

await testBackend(webgpuInNode, { slow: true });
