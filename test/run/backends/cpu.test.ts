import { cpu } from '../../../src/run/backends/cpu';
import { testBackend } from './conformance';

await testBackend(cpu, { slow: true });
