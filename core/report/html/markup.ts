/**
 * HTML that cannot be made from unescaped text: the only ways to a Markup are the template tag below, which escapes
 * whatever is no Markup already, and `trusted` for texts of our own.
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

/** `markup\`<p title="${title}">${text}</p>\``: every part is escaped for text and for quoted attribute values. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0];
  parts.forEach((part, index) => {
    text += partText(part) + strings[index + 1];
  });
  return new Markup(text);
}

/** A text written in this program, never by a person or a file. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function partText(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map((markupPart) => markupPart.text).join('');
  return escapeHtml(String(part));
}
