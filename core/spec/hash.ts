import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { assert } from '../assert.ts';

/**
 * The identity of a spec: SHA-256, in hexadecimal, of its canonical JSON (keys sorted by UTF-16 code unit, no spaces,
 * undefined fields treated as absent). Two specs with every default filled in and equal values have equal hashes,
 * however they were written.
 */
export function specHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  assert(
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
    `a spec holds only JSON values, not ${String(value)}`,
  );
  return JSON.stringify(value);
}
