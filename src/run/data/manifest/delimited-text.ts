/** A record of a delimited text, with the number of its first line, from 1; or what is wrong with it. */
export type DelimitedRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

/**
 * The records of comma- or tab-separated text as RFC 4180 has it: a field in double quotes may hold delimiters, line
 * breaks, and quotes written twice. Empty lines are passed over. A quote inside an unquoted field stands for itself.
 */
export function* readDelimited(text: string, delimiter: ',' | '\t'): Generator<DelimitedRecord> {
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const begin = line;
    const fields: string[] = [];
    let fault: string | undefined;
    let more = true;
    while (more) {
      let field: string;
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1);
        if (end === -1) {
          yield { line: begin, fault: 'a quote is opened and never closed' };
          return;
        }
        const quoted = text.slice(at + 1, end);
        line += countBreaks(quoted);
        field = quoted.replaceAll('""', '"');
        at = end + 1;
        const rest = endOfField(text, at, delimiter);
        if (rest > at) fault ??= 'text follows a closing quote';
        at = rest;
      } else {
        const end = endOfField(text, at, delimiter);
        field = text.slice(at, end);
        at = end;
      }
      fields.push(field);
      more = text[at] === delimiter;
      if (more) at += 1;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    line += 1;
    if (fault !== undefined) yield { line: begin, fault };
    else if (fields.length > 1 || fields[0] !== '') yield { line: begin, fields };
  }
}

/** Where the quote stands that ends a quoted field; −1 when there is none. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function endOfField(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

function countBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
