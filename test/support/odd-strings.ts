/** In names of {@link oddNames}, whatever follows a line break: no line of any output may begin with it. */
export const injected = 'INJECTED';

/** Names of folders, and so of classes, that programs mistake for something else. */
export const oddNames: readonly string[] = [
  // Names on prototypes.
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  // Control characters: of terminals, of lines, and of both kinds (C0 and C1).
  'red\u001b[31m',
  'title\u001b]0;owned\u0007',
  'erase\r\u001b[K',
  'csi\u009b2J',
  `line\n${injected}`,
  `lines\r\n  ${injected}`,
  `command\n::error::${injected}`,
  `next\u0085${injected}`,
  `separator\u2028${injected}`,
  'tab\tstop',
  'delete\u007f',
  // Invisible and bidirectional characters.
  'mark\u202egnp.exe',
  'isolate\u2066x\u2069',
  'zero\u200bwidth',
  '\ufeffmark of bytes',
  'tag\u{e0041}',
  // Commands of CI systems, and their escapes.
  '::error::x',
  '##[error]x',
  '##vso[task.complete]',
  '100%',
  '%0A%0D',
  // Paths, devices and options.
  'CON',
  'nul.txt',
  'dots..',
  ' leading and trailing ',
  '-dash',
  '--help',
  'back\\slash',
  'c:',
  // Syntax of YAML, templates, HTML, XML, CSV and shells.
  'null',
  '1e3',
  '~',
  '*alias',
  '&anchor',
  '!tag',
  '|',
  '[a]',
  '{a: b}',
  'key: value',
  'comment #1',
  '"quoted"',
  "it's",
  '{epoch}',
  '$name',
  '$(touch x)',
  '<b>&amp;',
  '<script>alert(1)',
  ']]>',
  'comma, semicolon;',
  // Ordinary text in other scripts.
  'nai\u0308ve',
  'שלום',
  '日本語',
  '🇩🇪',
  '👨‍👩‍👧',
  'x'.repeat(200),
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is meant to match control characters
const colors = /\u001b\[(1|2|22|31|32|33|36|39)m/g;

/** Returns what a terminal or a CI system would obey, or a reader would not see, in the output of a program. */
export function violations(output: string, { colored = false } = {}): string[] {
  const text = colored ? output.replace(colors, '').replaceAll('\r\u001b[K', '\n') : output;
  const emoji = text.replaceAll('👨‍👩‍👧', '');
  return [
    ...(emoji.match(/[^\n\P{C}]|\p{Zl}|\p{Zp}/gu) ?? []).map((found) => JSON.stringify(found)),
    ...(text.match(new RegExp(`^\\s*(::|##|${injected}).*`, 'gm')) ?? []),
  ];
}
