import { defineConfig } from 'tsup';

const common = { target: 'node20', splitting: true, treeshake: true, sourcemap: false } as const;

export default defineConfig([
  { ...common, entry: ['src/index.ts'], format: ['esm', 'cjs'], dts: true },
  {
    ...common,
    entry: { convspec: 'src/cli/bin/convspec.ts', 'validate-spec': 'src/cli/bin/validate-spec.ts' },
    outDir: 'dist/bin',
    format: ['esm'],
  },
]);
