import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguageServer } from './language-server';

const root = new URL('../../../', import.meta.url);
/** An unsaved file next to the shipped specs, which refers to the schema in the same way. */
const uri = pathToFileURL(new URL('specs/in-the-editor.yaml', root).pathname).href;
const text = `# yaml-language-server: $schema=../schema/model-spec.schema.json
version: 1
name: net
input: { shape: [32, 32, 3] }
classes: 10
blocks:
  - type: conv
    filters: 4
    kernel: 3
    filtres: 5
    
  - { type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }
`;

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part));

describe('an editor with yaml-language-server', () => {
  const server = new LanguageServer();
  let problems: { readonly message: string; readonly range: Range }[];

  beforeAll(async () => {
    const settings = {
      yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } },
    };
    await server.request('initialize', {
      processId: process.pid,
      rootUri: root.href,
      capabilities: { textDocument: { completion: {}, hover: { contentFormat: ['markdown'] } } },
    });
    server.notify('initialized', {});
    server.notify('workspace/didChangeConfiguration', { settings });
    const published = server.heard('textDocument/publishDiagnostics');
    server.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    problems = ((await published) as { diagnostics: typeof problems }).diagnostics;
  });

  afterAll(() => server.stop());

  const at = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });

  it('marks only an unknown key', () => {
    const line = lineOf('filtres');
    expect(problems.map(({ message, range }) => [message, range.start.line])).toEqual([
      [expect.stringContaining('filtres'), line],
    ]);
    expect(problems[0]?.range).toEqual({ start: { line, character: 4 }, end: { line, character: 11 } });
  });

  it('offers the missing keys of a conv block', async () => {
    const result = (await server.request('textDocument/completion', at(lineOf('filtres') + 1, 4))) as {
      items: { label: string }[];
    };
    const labels = result.items.map((item) => item.label);
    expect(labels).toEqual(
      expect.arrayContaining(['stride', 'padding', 'activation', 'pool', 'dropout', 'name']),
    );
    expect(labels).not.toContain('units');
    expect(labels).not.toContain('filters');
  });

  it('describes filters', async () => {
    const result = (await server.request('textDocument/hover', at(lineOf('filters'), 6))) as {
      contents: { value: string };
    } | null;
    expect(result?.contents.value).toContain('Number of output channels');
  });
});
