import { readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';

const repository = 'https://github.com/OWNER/convspec';

/** The sidebar, by task. Every page of docs/ is listed here; the pages of decisions/ are found. */
const groups: Readonly<Record<string, readonly string[]>> = {
  Start: ['tutorial', 'data', 'networks', 'coming-from-keras'],
  'Write specs': ['language', 'diagnostics', 'one-network-two-descriptions', 'ci'],
  Train: ['commands', 'callbacks', 'transfer', 'backends', 'numbers'],
  'Use the model': ['deployment', 'browser', 'files'],
  Help: ['troubleshooting', 'limitations'],
};

function titleOf(path: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(path, 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${path} has no title`);
  return title.replaceAll('`', '');
}

function pagesIn(folder: string): readonly string[] {
  const exists = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const names = exists ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
  return names.filter((name) => name !== 'README.md').map((name) => name.replace('.md', ''));
}

function sidebar(): DefaultTheme.SidebarItem[] {
  const listed = new Set(Object.values(groups).flat());
  const missing = pagesIn('docs').filter((name) => !listed.has(name));
  if (missing.length > 0) throw new Error(`no group of the sidebar has ${missing.join(', ')}`);
  const sections = Object.entries(groups).map(([text, names]) => ({
    text,
    items: names.map((name) => ({ text: titleOf(`docs/${name}.md`), link: `/${name}` })),
  }));
  const decisions = pagesIn('docs/decisions').map((name) => ({
    text: titleOf(`docs/decisions/${name}.md`),
    link: `/decisions/${name}`,
  }));
  return decisions.length === 0
    ? sections
    : [...sections, { text: 'Decisions', collapsed: true, items: decisions }];
}

/**
 * Makes the links of a page work on the site as they do on GitHub: a link that leaves docs/ goes to the repository, and
 * a README is the index of its folder.
 */
function siteLink(href: string, page: string): string {
  const [path = '', anchor] = href.split('#');
  if (path === '' || /^\w+:|^\//.test(path)) return href;
  const target = posix.join('docs', posix.dirname(page), path);
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  if (target.startsWith('docs/')) return href.replace(/\bREADME\.md/, 'index.md');
  const view = statSync(target).isDirectory() ? 'tree' : 'blob';
  return `${repository}/${view}/main/${target}${suffix}`;
}

/** The anchor that GitHub gives to a heading, so that a link to it works in both places. */
function slugOnGitHub(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#3451b2"><path d="M1 1h3v14H1zM6 3h3v10H6zM11 5h3v6h-3z"/></svg>';

const home = {
  layout: 'home',
  hero: {
    name: 'convspec',
    text: 'One YAML file describes an image classifier',
    tagline: 'You edit it, CI checks it in a moment, TensorFlow.js trains it.',
    actions: [
      { theme: 'brand', text: 'Tutorial', link: '/tutorial' },
      { theme: 'alt', text: 'Language reference', link: '/language' },
      { theme: 'alt', text: 'GitHub', link: repository },
    ],
  },
};

export default defineConfig({
  title: 'convspec',
  description: 'Declarative model specs for convolutional image classifiers',
  // The path that the site is served under: `/convspec/` on GitHub Pages.
  base: process.env.DOCS_BASE ?? '/',
  outDir: '../site',
  cacheDir: '../node_modules/.cache/vitepress',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  rewrites: (page) => page.replace(/\bREADME\.md$/, 'index.md'),
  transformPageData: (page) =>
    page.filePath === 'README.md' ? { frontmatter: { ...page.frontmatter, ...home } } : {},
  markdown: {
    anchor: { slugify: slugOnGitHub },
    config(md) {
      md.core.ruler.push('repository-links', ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href !== null) token.attrSet('href', siteLink(href, env.relativePath));
        }
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Language', link: '/language' },
      { text: 'Diagnostics', link: '/diagnostics' },
      { text: 'Commands', link: '/commands' },
    ],
    sidebar: sidebar(),
    socialLinks: [{ icon: 'github', link: repository }],
  },
});
