#!/usr/bin/env node
// The hooks of pre-commit and the package validate-spec start the checker with this file, the former in a clone
// without node_modules. From 22.1 on, Node then keeps the compiled code of the checker between runs.
import module from 'node:module';

module.enableCompileCache?.();
await import('./validate-spec.mjs');
