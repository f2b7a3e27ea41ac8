/** Folders of `src` in their order: each imports only from those before it, types included. */
const order = [
  'base',
  'layers',
  'language',
  'check',
  'describe',
  'editor',
  'compile',
  'run',
  'hosts',
  'cli',
  'index',
];

const downwards = order.slice(0, -1).map((folder, i) => ({
  name: `${folder}-imports-only-from-folders-before-it`,
  comment: `The folders of src have an order: ${order.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${order.slice(i + 1).join('|')})(/|\\.)` },
}));

export default {
  forbidden: [
    ...downwards,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-missing-files',
      severity: 'error',
      from: { path: '^src' },
      to: { path: '^[./]', couldNotResolve: true },
    },
    {
      name: 'hosts-do-not-import-each-other',
      severity: 'error',
      from: { path: '^src/hosts/([^/]+)/' },
      to: { path: '^src/hosts/', pathNot: '^src/hosts/$1/' },
    },
    {
      name: 'node-only-in-hosts-node-and-cli',
      comment: 'Everything else runs in browsers too: declare a port, and implement it in hosts/.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(hosts/node|cli)/' },
      to: { path: '(^node:|^node_modules/sharp/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-only-in-hosts-node-and-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(hosts/node|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
