/** `a, b, c and 4 more`: the first `most` of `words` (10), for messages. */
export function listWords(words: readonly string[], most = 10): string {
  const shown = words.slice(0, most).join(', ');
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
