import type { CheckOptions } from '../../../src/check/check-spec';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';

/** Returns all diagnostics of a text, including notes: `line:column severity code message`. */
export function advice(text: string, options?: CheckOptions): string[] {
  return checkText(text, options).diagnostics.map(
    ({ severity, code, message, range: { start } }) =>
      `${start.line}:${start.column} ${severity} ${code} ${message}`,
  );
}

/** Returns the {@link advice} on blocks with an input of 32×32×3 and 10 classes, each on its own line from line 6. */
export function adviceOn(
  blocks: readonly string[],
  changes: Readonly<Record<string, string | null>> = {},
): string[] {
  const list = ['blocks:', ...blocks.map((block) => `  - ${block}`)].join('\n');
  return advice(specText({ ...changes, blocks: list }));
}

/** The last blocks of a classifier. */
export const flatten = '{ type: flatten }';
export const output = '{ type: dense, units: classes, activation: softmax }';

/** A spec whose last layer is dense with these further options, trained with this loss: lines 7 and 8. */
export function classifier(last: string, loss: string, classes = 10): string {
  return specText({
    classes: `classes: ${classes}`,
    blocks: `blocks:\n  - { type: flatten }\n  - { name: out, type: dense, units: classes${last} }`,
    training: `training: { loss: ${loss} }`,
  });
}
