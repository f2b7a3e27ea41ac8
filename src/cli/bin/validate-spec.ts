#!/usr/bin/env node
import module from 'node:module';

// From 22.1 on, Node can keep compiled code between runs: of modules that are loaded after this call, not of this one.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => void };
enableCompileCache?.();
await import('./check');
