/** Character widths in thousandths of the font size: the larger of Arial's and DejaVu Sans's, rounded up. */
type Advances = Readonly<Record<number, string>>;

const regular: Advances = {
  275: "'",
  300: 'Iijl',
  325: ' ,.·',
  350: '/:;\\|',
  375: '-f',
  400: '()[]t',
  425: '!r',
  475: '"',
  500: '*J`',
  525: 'sz',
  550: 'c',
  575: '?L_',
  600: 'kvxy',
  625: 'FTaeo',
  650: '$0123456789bdghnpqu{}',
  675: 'EKPSY',
  700: 'ABVXZ',
  725: 'CR',
  750: 'NU',
  775: 'DH',
  800: '&GOQ',
  825: 'w',
  850: '#+<=>^~×',
  875: 'M',
  950: '%',
  975: 'm',
  1000: 'W→…',
  1025: '@',
};

const bold: Advances = {
  325: "'",
  350: ' ijl',
  375: '/I\\|',
  400: ',.:;·',
  425: '-',
  450: 'f',
  475: '!()[]',
  500: '`rt',
  525: '"*',
  575: 'J_',
  600: 'csz',
  625: '?',
  650: 'Lx',
  675: 'akvy',
  700: '$0123456789EFTeo',
  725: 'SYZbdghnpqu{}',
  750: 'CP',
  775: 'ABKRVX',
  825: 'GU',
  850: '#+<=>DHNOQ^~×',
  875: '&',
  925: 'w',
  1000: '@M→…',
  1025: '%',
  1050: 'm',
  1125: 'W',
};

/** The width of characters in neither table: that of an ideograph with a margin. */
const unknownAdvance = 1100;

const advances = { regular: byCharacter(regular), bold: byCharacter(bold) };

export type FontWeight = keyof typeof advances;

/** An upper bound for the width of `text` in common sans-serif fonts, in the unit of `size`. */
export function textWidth(text: string, size: number, weight: FontWeight = 'regular'): number {
  const known = advances[weight];
  const thousandths = [...text].reduce((sum, character) => sum + (known.get(character) ?? unknownAdvance), 0);
  return (thousandths * size) / 1000;
}

/** Returns `text`, or an ellipsis and as much of its end as fits in `width`: names in a network differ at their ends. */
export function fitText(text: string, width: number, size: number, weight: FontWeight = 'regular'): string {
  if (textWidth(text, size, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`…${characters.join('')}`, size, weight) > width)
    characters.shift();
  return `…${characters.join('')}`;
}

function byCharacter(table: Advances): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(table).flatMap(([advance, characters]) =>
      [...characters].map((character) => [character, Number(advance)] as const),
    ),
  );
}
