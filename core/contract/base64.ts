import { z } from 'zod';

/**
 * Bytes as base64 text (RFC 4648, §4) and back, by the engine's own functions where it has them: a million points then
 * take milliseconds. Engines without them (Node before 25) encode here, and decode by zod, which is fast enough.
 */

export function toBase64(bytes: Uint8Array): string {
  const native = bytes as Uint8Array & { toBase64?: () => string };
  return native.toBase64 === undefined ? encode(bytes) : native.toBase64();
}

/** @throws Error if the text is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  return native.fromBase64 === undefined ? new Uint8Array(z.util.base64ToUint8Array(text)) : native.fromBase64(text);
}

const ALPHABET = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PADDING = '='.charCodeAt(0);
/** Bytes that are encoded at once; a multiple of 3, and few enough that their characters can be arguments of one call. */
const BLOCK = 12_288;

/** What `toBase64` does on engines that have no function for it. */
export function encode(bytes: Uint8Array): string {
  const blocks: string[] = [];
  const codes = new Uint8Array((BLOCK / 3) * 4);
  for (let first = 0; first < bytes.length; first += BLOCK) {
    const length = encodeBlock(bytes.subarray(first, first + BLOCK), codes);
    blocks.push(String.fromCharCode(...codes.subarray(0, length)));
  }
  return blocks.join('');
}

/** @returns how many character codes were written. */
function encodeBlock(bytes: Uint8Array, codes: Uint8Array): number {
  let length = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    // Beyond the end, `undefined | 0` is 0: the missing bits are zero.
    const bits = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    codes[length++] = ALPHABET[bits >> 18];
    codes[length++] = ALPHABET[(bits >> 12) & 63];
    codes[length++] = i + 1 < bytes.length ? ALPHABET[(bits >> 6) & 63] : PADDING;
    codes[length++] = i + 2 < bytes.length ? ALPHABET[bits & 63] : PADDING;
  }
  return length;
}

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
