import { cpu } from '../../src/backend/cpu';
import { testBackend } from './conformance';

testBackend(cpu, { slow: true });
