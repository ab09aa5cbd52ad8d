/** Control characters and marks of direction. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of any origin as a terminal or a log may show it. A terminal obeys control characters: they set its title, write
 * its clipboard, or overwrite other lines; marks of direction make text read otherwise than it is. All appear as their
 * code (`\u001b`), apart from line breaks and tabs.
 */
export function terminalText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(OBEYED, (character) => {
    if (character === '\n' || character === '\t') return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
