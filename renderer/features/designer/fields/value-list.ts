import { stringify } from 'yaml';
import { readYaml } from '../yaml-value.ts';

/** Lists of any values as people type them: `0.01, 0.1, 1`, or `{ kind: batch }, none`. */

/** Anything but a list of values stays text, so that the schema can say what is wrong with it. */
export function parseValueList(text: string): unknown {
  if (text.trim() === '') return [];
  const read = readYaml(`[${text}]`);
  return Array.isArray(read?.value) ? (read.value as unknown[]) : text;
}

export function formatValueList(list: unknown): string {
  if (!Array.isArray(list)) return list === undefined ? '' : String(list);
  const text = stringify(list, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return text.slice(1, -1).trim();
}
