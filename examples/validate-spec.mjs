// Checks a spec from code, without loading a tensor library, and prints its problems.
// Run it with: node examples/validate-spec.mjs
import { renderText, summarise, validateSpec } from 'convspec';

const yaml = (kernel) => `version: 1
name: too-deep
input: { shape: [12, 12, 3] }
classes: 10
blocks:
  - { type: conv, filters: 16, kernel: 5, pool: 2 }
  - { type: conv, filters: 32, kernel: ${kernel} }
  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }
`;

const broken = await validateSpec({ yaml: yaml(5), name: 'net.yaml' });
console.log(renderText(broken.diagnostics));

const fixed = await validateSpec({ yaml: yaml(3), name: 'net.yaml' });
if (fixed.plan) console.log(`\nfixed: ${summarise(fixed.plan).params.total} parameters`);
