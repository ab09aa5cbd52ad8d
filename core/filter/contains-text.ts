/** True if the text contains the part, ignoring case and the different encodings of accented letters. */
export function containsText(text: string, part: string): boolean {
  return folded(text).includes(folded(part));
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
