/** A word to avoid, and what to write instead. */
interface AvoidedWord {
  /** Matched as whole words, ignoring case. */
  readonly pattern: string;
  readonly instead: string;
}

const archaic: Readonly<Record<string, string>> = {
  'mend(s|ed|ing)?': 'fix',
  anew: 'again',
  '(surely|for certain)': 'almost certainly, or unambiguous',
  'unless (given|said|told|named|chosen)': '(default: …)',
  '(goes|go|going|went|gone) on': 'continue, or resume',
  'goes first': 'overrides',
  beside: 'next to, compared with, or in addition to',
  '(is|are|be|been|was|were) told': 'is reported, or receives',
  '(hears?|learns|hear) of': 'receives',
  '(nobody|no one|none) (tells?|says?|knows?)': 'name what does not report it',
  'says? otherwise': 'differ, or override',
  'there (is|are) no(ne)?': 'X is missing, not found, or does not exist',
  '(is|are) none': 'does not exist, or is missing',
  'has no words for': 'does not support',
  'slips? of the pen': 'typo',
  '(whence|thereof|thus|hence|therein|whereby|thereby|foremost|henceforth)': 'a plainer sentence',
  meanwhile: 'during this time',
  "of (its|their|your|our|his|one's) own": 'its own, or separate',
  'at all': 'leave it out',
  'as (it is|ever)': 'leave it out',
  '(it|this|that) is no': "isn't a",
  likewise: 'also',
  'must have been': 'must be',
  '(is|are|was|were) to be': 'must be, or will be',
  '(shall|ought|lest|amid)': 'must, should, so that … not, or during',
  'save for': 'except',
  '(hand|hands|handed|handing) over': 'pass',
  'taken for': 'treated as',
  'bears?': 'has',
  '(at|to) hand': 'available',
  '(in|takes) the place of|in place of': 'instead of',
  'puts? (.{1,20} )?over': 'override',
  'play(s|ed)? (back|over|the callbacks)': 'replay',
  wants: 'needs, or requires',
  'knows?': 'supports, or recognizes',
  'understands?': 'accepts',
  'stands?( still)?(?! for)': 'is; for a value that stands still: has plateaued',
  '(lies?|lying)': 'is',
  behind: 'after',
  'comes? to': 'is, or totals',
  '(carry|carries|carried)': 'has, or contains',
  '(does|do) not hold': 'is wrong',
  'for want of': 'because X is missing',
  'on its way': 'name the intermediate results',
  '(by|of) the alphabet': 'alphabetical',
};

/** The glossary of CONTRIBUTING.md: other words for its terms. */
const glossary: Readonly<Record<string, string>> = {
  'pictures?': 'image',
  'nets?(?!.)': 'network',
  'macros?': 'template',
  'findings?': 'diagnostic',
  'remed(y|ies)': 'hint',
  'snapshots?': 'state file',
  'iterations?': 'step',
  '(?<!working )director(y|ies)': 'folder',
  'ways?': 'algorithm, path, or method',
  'table of confusions': 'confusion matrix',
};

export const avoidedWords: readonly AvoidedWord[] = Object.entries({ ...archaic, ...glossary }).map(
  ([pattern, instead]) => ({ pattern, instead }),
);

/** Phrases in which such a word is right. */
export const exceptions: readonly { readonly phrase: RegExp; readonly reason: string }[] = [
  { phrase: /not at all/g, reason: 'the usual phrase' },
  {
    phrase: /(if|when)\s+there\s+(is|are)\s+(none|no (problems|errors))/g,
    reason: 'a condition, not a report',
  },
  { phrase: /macro average/gi, reason: 'the term for a mean of classes' },
  { phrase: /central directory/g, reason: 'a part of a zip file' },
  { phrase: /directory(:|>|, (a )?manifest)/g, reason: 'the key "directory" of a spec' },
];
