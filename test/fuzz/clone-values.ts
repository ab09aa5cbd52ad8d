import { textOf } from './input.ts';

/**
 * What a structured clone may carry and JSON cannot, as JSON: `{"$float32": [0.5, "NaN"]}`, `{"$bytes": "AAEC"}` (base64),
 * `{"$undefined": 0}`, `{"$number": "Infinity"}` and `{"$map": 0}`.
 */
const TAGS: Readonly<Record<string, (content: unknown) => unknown>> = {
  $float32: (content) => (Array.isArray(content) ? Float32Array.from(content.map(Number)) : null),
  $float64: (content) => (Array.isArray(content) ? Float64Array.from(content.map(Number)) : null),
  $bytes: (content) => (typeof content === 'string' ? Uint8Array.from(Buffer.from(content, 'base64')) : null),
  $number: (content) => Number(content),
  $undefined: () => undefined,
  $map: (content) => new Map([[content, content]]),
};

/** A message as a channel between processes delivers it; undefined where the input is no JSON. */
export function cloneValueOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes), (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      const [tag, ...others] = Object.keys(value);
      if (tag === undefined || others.length > 0 || !Object.hasOwn(TAGS, tag)) return value;
      return TAGS[tag](Reflect.get(value, tag));
    });
  } catch {
    return undefined;
  }
}
