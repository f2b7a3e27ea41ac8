import { cpu } from '../../src/backend/cpu';
import { testBackend } from './conformance';

await testBackend(cpu, { slow: true });
