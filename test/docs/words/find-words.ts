import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { avoidedWords, exceptions } from './avoided';

/** A piece of text that people read, and its first line in a file. */
interface Text {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const rules = avoidedWords.map(({ pattern, instead }) => ({
  expression: new RegExp(`(?<![\\w-])(?:${pattern})(?![\\w-])`, 'gi'),
  instead,
}));
const quickly = new RegExp(rules.map(({ expression }) => expression.source).join('|'), 'i');

/** Whether a text has a word to avoid anywhere, be it in code. */
export function mayNeedWords(text: string): boolean {
  return quickly.test(text);
}

/** `docs/files.md:12: "mend": write fix`, for each word to avoid. */
export function avoidedIn(texts: readonly Text[]): readonly string[] {
  return texts.flatMap(({ file, line, text }) => {
    if (!quickly.test(text)) return [];
    const allowed = exceptions.flatMap(({ phrase }) => [...text.matchAll(phrase)]).map(rangeOf);
    return rules.flatMap(({ expression, instead }) =>
      [...text.matchAll(expression)]
        .filter((match) => !allowed.some(([from, to]) => match.index >= from && match.index < to))
        .map(
          (match) =>
            `${file}:${line + newlines(text.slice(0, match.index))}: "${match[0]}": write ${instead}`,
        ),
    );
  });
}

function rangeOf({ index, 0: text }: RegExpExecArray): readonly [number, number] {
  return [index, index + text.length];
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

/** The prose of a Markdown page. Code, link targets and the words that the glossary rejects are blanked. */
export function proseOf(file: string): Text {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
  const text = readFileSync(file, 'utf8')
    .replaceAll(/^( *)```[\s\S]*?^\1```$/gm, blank)
    .replaceAll(/^\| term \| meaning \| not \|\n(\|.*\n)*/gm, blank)
    .replaceAll(/`[^`\n]+`/g, (code) => `\`${blank(code.slice(1, -1))}\``)
    .replaceAll(/\]\([^)\s]+\)/g, blank)
    .replaceAll(/<[^>\n]+>/g, blank);
  return { file, line: 1, text };
}

/** The string and template literals of a TypeScript file that are sentences: those with a space between two words. */
export function literalsOf(file: string): readonly Text[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: Text[] = [];
  const add = (node: ts.Node, text: string) => {
    if (!/[a-z,"…] [a-z"…]/i.test(text)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    // Joined into one line, because an escaped line break is not a line of the file.
    found.push({ file, line: line + 1, text: text.replaceAll('\n', ' ') });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) add(node, node.text);
    if (ts.isTemplateExpression(node)) {
      add(node, node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join(''));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
