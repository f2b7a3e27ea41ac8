import { styleText } from 'node:util';
import type { Paint } from '../diagnostics/render/text';
import type { UserError } from '../diagnostics/user-error';
import type { CliIo, TextSink } from './io';

/** Colours for a sink: only on a terminal, and not where NO_COLOR is set. */
export function paintFor(sink: TextSink, env: CliIo['env']): Paint {
  return sink.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}

/** An error that the user can mend, as the program prints it. */
export function errorText({ message, hint }: UserError, paint: Paint): string {
  return `${paint('red', 'error')}: ${message}\n${hint === undefined ? '' : `  = ${paint('bold', 'hint')}: ${hint}\n`}`;
}
