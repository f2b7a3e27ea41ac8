import { styleText } from 'node:util';
import type { Paint } from '../base/diagnostics/render/text';
import type { UserError } from '../base/diagnostics/user-error';
import type { CliIo, TextSink } from './io';

/** Colours for a sink: on a terminal only, and not where NO_COLOR is set; FORCE_COLOR decides before both. */
export function paintFor(sink: TextSink, env: CliIo['env']): Paint {
  const { FORCE_COLOR: forced, NO_COLOR: never, TERM } = env;
  const wanted =
    forced === undefined ? sink.isTTY === true && !never && TERM !== 'dumb' : !/^(0|false)$/.test(forced);
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

/** An error that the user can mend, as the program prints it. */
export function errorText({ message, hint }: Pick<UserError, 'message' | 'hint'>, paint: Paint): string {
  return `${paint('red', 'error')}: ${message}\n${hint === undefined ? '' : `  = ${paint('bold', 'hint')}: ${hint}\n`}`;
}
