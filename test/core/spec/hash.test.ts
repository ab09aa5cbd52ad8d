import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, specHash } from '#core/spec/hash.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { arbitraryExperiment } from './arbitrary-experiment.ts';

/** The same value with the keys of all its objects in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reversed(field)]),
  );
}

it('is the SHA-256 of the canonical JSON', () => {
  expect(canonicalJson({ b: [1, 'x', null], a: { d: true, c: 0.1 } })).toBe(
    '{"a":{"c":0.1,"d":true},"b":[1,"x",null]}',
  );
  // printf '{"a":{"c":0.1,"d":true},"b":[1,"x",null]}' | sha256sum
  expect(specHash({ b: [1, 'x', null], a: { d: true, c: 0.1 } })).toBe(
    'dc597b10bf0b13c2f3862b18e8082e578171d510b9b49bbc255d3736aae81b13',
  );
  expect(specHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

it('does not see the order of keys, nor fields that are undefined', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => specHash(reversed(value)) === specHash(value)));
  fc.assert(
    fc.property(arbitraryExperiment, (input) => {
      const spec = parseExperiment(input);
      expect(specHash(parseExperiment(reversed(input)))).toBe(specHash(spec));
      expect(specHash({ ...spec, baseline: undefined })).toBe(specHash(spec));
    }),
  );
});

it('sees the order of lists, types and every value', () => {
  const values = [
    [1, 2],
    [2, 1],
    [12],
    ['1', 2],
    { a: 1 },
    { a: '1' },
    { b: 1 },
    { a: null },
    null,
    '',
    0,
    false,
    [],
    {},
  ];
  expect(new Set(values.map(specHash)).size).toBe(values.length);
});

it('is the same before and after a journey as JSON', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => specHash(JSON.parse(JSON.stringify(value))) === specHash(value)));
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, 1n])('refuses %s, which no spec holds', (value) => {
  expect(() => specHash([value])).toThrow('a spec holds only JSON values');
});
