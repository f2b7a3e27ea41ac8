/**
 * Which names of an icon set are drawings of which concept.
 *
 * A name is taken apart at its hyphens. It is a drawing of a concept when what is left after the concept's own words
 * are only words of style or the concept's harmless variants: `home-2-line`, `lock-open-filled`. Every other word
 * makes it another concept (`home-plus`, `bell-off`, `cloud-rain`, `star-of-david`) and the name is left out.
 */

/** Words that say how a thing is drawn, not what it is. */
const styles = new Set(
  (
    'outline outlined filled fill solid sharp rounded round line linear lined duotone duo twotone two tone bold light ' +
    'thin regular medium broken curved alt alternate simple one three four five six seven o a b ios md baseline border ' +
    'stroke small large lg sm xs xl mini micro full empty straight classic modern icon ltr rtl mono bulk poly'
  ).split(' '),
);

/**
 * `words`: names of the concept, each a list of tokens. `variants`: further words that leave it the same concept.
 * @type {Readonly<Record<string, { words: string[], variants: string[] }>>}
 */
export const concepts = {
  home: {
    words: ['home', 'house'],
    variants: ['smile', 'chimney', 'door', 'window', 'roof', 'heart', 'variant'],
  },
  book: {
    words: ['book', 'books'],
    variants: [
      'open',
      'opened',
      'closed',
      'text',
      'content',
      'ribbon',
      'marked',
      'bookmark',
      'pages',
      'page',
      'note',
      'variant',
      'stack',
      'opentext',
      'copy',
      'heart',
    ],
  },
  flag: {
    words: ['flag', 'flags'],
    variants: [
      'wave',
      'waving',
      'banner',
      'pennant',
      'triangle',
      'triangular',
      'checkered',
      'country',
      'left',
      'right',
      'corner',
      'pride',
      'report',
      'variant',
      'pole',
      'finish',
      'racing',
      'checkerboard',
      'swallowtail',
      'goal',
      'swoosh',
      'curve',
    ],
  },
  heart: {
    words: ['heart', 'favorite', 'favourite', 'love'],
    variants: [
      'half',
      'left',
      'right',
      'double',
      'black',
      'broken',
      'break',
      'crack',
      'multiple',
      'hearts',
      'suit',
    ],
  },
  star: {
    words: ['star'],
    variants: ['half', 'left', 'right', 'rate', 'rating', 'shine', 'black', 'grade'],
  },
  camera: {
    words: ['camera', 'camera photo', 'photo camera', 'photocamera'],
    variants: [
      'photo',
      'slr',
      'digital',
      'enhance',
      'flash',
      'dslr',
      'retro',
      'analog',
      'photography',
      'vintage',
      'compact',
      'mirrorless',
    ],
  },
  bell: {
    words: ['bell', 'bells', 'notification', 'notifications'],
    variants: [
      'ring',
      'ringing',
      'dot',
      'active',
      'on',
      'badge',
      'alarm',
      'alert',
      'notification',
      'notifications',
      'new',
      'shake',
      'unread',
      'push',
      'bell',
      'none',
      'signal',
      'sound',
      'gentle',
      'vibrate',
    ],
  },
  lock: {
    words: ['lock', 'locked', 'unlock', 'unlocked', 'padlock', 'locks'],
    variants: [
      'open',
      'opened',
      'closed',
      'close',
      'keyhole',
      'hole',
      'dots',
      'square',
      'password',
      'unlocked',
      'locked',
      'variant',
      'right',
    ],
  },
  cloud: {
    words: ['cloud', 'clouds', 'cloudy'],
    variants: ['queue', 'weather', 'overcast', 'heavy', 'double', 'dark'],
  },
  phone: {
    words: [
      'phone',
      'call',
      'telephone',
      'handset',
      'phone call',
      'phone handset',
      'call phone',
      'telephone handset',
    ],
    variants: [
      'ring',
      'ringing',
      'in',
      'talk',
      'calling',
      'vibrate',
      'classic',
      'landline',
      'receiver',
      'vintage',
      'old',
      'rotary',
      'wall',
      'telephone',
      'volume',
      'phone',
      'wave',
      'sound',
      'desk',
    ],
  },
  key: {
    words: ['key', 'keys'],
    variants: [
      'vertical',
      'skeleton',
      'password',
      'chain',
      'left',
      'right',
      'round',
      'horizontal',
      'old',
      'variant',
      'vintage',
      'ring',
      'wireless',
      'vpn',
    ],
  },
  gift: {
    words: ['gift', 'present', 'gifts', 'giftbox'],
    variants: ['box', 'open', 'opened', 'wrapped', 'wrap', 'ribbon', 'top', 'variant'],
  },
};

/**
 * The concept that `name` draws, or `undefined` when it draws none or its words leave a doubt.
 * @param {string} name the icon's name within its set, such as `home-2-line`
 * @returns {string | undefined}
 */
export function conceptOf(name) {
  const tokens = name.split('-').map((token) => token.replace(/(?<=[a-z]{3})\d{1,2}$/, ''));
  const matches = Object.entries(concepts).filter(([, { words, variants }]) =>
    words.some((word) => {
      const parts = word.split(' ');
      if (!parts.every((part) => tokens.includes(part))) return false;
      return tokens
        .filter((token) => !parts.includes(token))
        .every((token) => /^\d{1,2}$/.test(token) || styles.has(token) || variants.includes(token));
    }),
  );
  return matches.length === 1 ? matches[0]?.[0] : undefined;
}
