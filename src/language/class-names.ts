/**
 * The name of a class, from any text that names it: in Unicode NFC, so that a name typed on one system equals the name of
 * a folder created on another. Class names are always compared and sorted in this form.
 */
export function classNameOf(text: string): string {
  return text.normalize('NFC');
}
