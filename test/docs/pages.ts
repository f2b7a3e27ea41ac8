import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface CodeBlock {
  /** `docs/files.md:12`, for messages. */
  readonly place: string;
  readonly page: string;
  readonly language: string;
  /** What stands behind the language on the fence: `blocks` of `yaml blocks`. */
  readonly words: readonly string[];
  readonly text: string;
}

/** Every page of the documentation, from the root of the repository. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Its blocks are specs with mistakes: `npm run docs` writes them from fixtures. */
const ofMistakes = 'docs/diagnostics.md';

const fence = /^( *)```(\w*)([^\n`]*)\n([\s\S]*?)^\1```$/gm;

/** The blocks of the pages in one of these languages, in order. */
export function codeBlocks(...languages: readonly string[]): readonly CodeBlock[] {
  return pages
    .filter((page) => page !== ofMistakes)
    .flatMap((page) => {
      const source = readFileSync(page, 'utf8');
      return [...source.matchAll(fence)].map(([, indent = '', language = '', words = '', text = ''], i) => ({
        place: `${page}, block ${i + 1}`,
        page,
        language,
        words: words.trim().split(/\s+/).filter(Boolean),
        text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }));
    })
    .filter(({ language }) => languages.includes(language));
}

/** A page without its code. */
export function proseOf(page: string): string {
  return readFileSync(page, 'utf8')
    .replaceAll(fence, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}
