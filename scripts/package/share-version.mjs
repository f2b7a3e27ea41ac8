/** Gives packages/validate-spec the version of the main package, with which it shares the changelog. */
import { readFileSync, writeFileSync } from 'node:fs';

const path = 'packages/validate-spec/package.json';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(path, readFileSync(path, 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`));
