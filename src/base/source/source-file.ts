/** A position in a text: line and column from 1. Columns count UTF-16 code units, as in editors. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** From the first character to just after the last. */
export interface Range {
  /** The first character. */
  readonly start: Position;
  /** The position after the last character. */
  readonly end: Position;
}

/** A named text that converts offsets to lines and columns. */
export class SourceFile {
  readonly #lineStarts: number[] = [0];
  /** The line that was last asked for: thousands of diagnostics can be about one long line. */
  #last: { readonly number: number; readonly text: string } | undefined;

  /** @param name shown in diagnostics: a path as given by the user, or a label such as `<spec>` */
  constructor(
    readonly name: string,
    readonly text: string,
    /** Whether the file starts with a byte order mark, which is not part of `text`. */
    readonly byteOrderMark = false,
  ) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#lineStarts.push(i + 1);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] as number) + 1 };
  }

  /** Returns the offset of a position; the inverse of {@link position}. */
  offset({ line, column }: Position): number {
    return (this.#lineStarts[line - 1] ?? this.text.length) + column - 1;
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  /** Returns a line without its line break; empty after the end of the text. */
  line(number: number): string {
    if (this.#last?.number === number) return this.#last.text;
    const start = this.#lineStarts[number - 1];
    if (start === undefined) return '';
    const end = this.#lineStarts[number] ?? this.text.length;
    const text = this.text.slice(start, end).replace(/\r?\n$/, '');
    this.#last = { number, text };
    return text;
  }
}
