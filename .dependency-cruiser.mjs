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
  name: `${folder}-imports-only-from-folders-above-it`,
  comment: `The folders of src have an order: ${order.join(', ')}. See CONTRIBUTING.md.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${order.slice(i + 1).join('|')})(/|\\.)` },
}));

export default {
  forbidden: [
    ...downwards,
    {
      name: 'folder-is-in-the-order',
      comment: 'A new folder of src needs a place in the order.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${order.join('|')})(/|\\.)` },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'hosts-do-not-import-each-other',
      severity: 'error',
      from: { path: '^src/hosts/([^/]+)/' },
      to: { path: '^src/hosts/', pathNot: '^src/hosts/$1/' },
    },
    ...[{ path: '^(node_modules/)?sharp' }, { dependencyTypes: ['core'] }].map((to) => ({
      name: 'node-only-in-hosts-and-cli',
      comment: 'Everything else runs in browsers too: declare a port, and implement it in hosts/.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(hosts/node|cli)/' },
      to,
    })),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
