import { webgpuInNode } from '../../../../src/hosts/node/backends';
import { testBackend } from '../../../run/backends/conformance';
import { useSoftwareGpu } from '../../../support/software-gpu';

useSoftwareGpu();

await testBackend(webgpuInNode, { slow: true });
