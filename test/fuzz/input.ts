/** How targets that need more than one thing take it from one input, so that inputs stay plain files. */

/** Every byte sequence is some text; what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** JSON text, or undefined where it is none. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
}

/** The first line as JSON and what follows it; the whole text and `undefined` where the first line is no JSON. */
export function optionsAndText(bytes: Uint8Array): { options: unknown; text: string } {
  const text = textOf(bytes);
  const end = text.indexOf('\n');
  try {
    return { options: JSON.parse(text.slice(0, Math.max(0, end))), text: text.slice(end + 1) };
  } catch {
    return { options: undefined, text };
  }
}

/** Files in one input: each but the last is preceded by its length, a little-endian uint16. */
export function splitFiles(bytes: Uint8Array, count: number): Uint8Array[] {
  const files: Uint8Array[] = [];
  let rest = bytes;
  while (files.length < count - 1) {
    const length = rest.length < 2 ? 0 : rest[0] + 256 * rest[1];
    files.push(rest.subarray(2, 2 + length));
    rest = rest.subarray(Math.min(rest.length, 2 + length));
  }
  return [...files, rest];
}

/** The reverse of `splitFiles`. */
export function joinFiles(files: readonly Uint8Array[]): Uint8Array {
  const parts = files.map((file, index) =>
    index === files.length - 1 ? [...file] : [file.length % 256, file.length >> 8, ...file],
  );
  return Uint8Array.from(parts.flat());
}
