/** True if the text contains the part: upper and lower case, and the ways to write an accented letter, being the same. */
export function containsText(text: string, part: string): boolean {
  return folded(text).includes(folded(part));
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
