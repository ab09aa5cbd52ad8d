import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeExpectation } from '#core/spec/parse/expectation.ts';

it.each([
  [z.int().min(1).max(9), 'an integer from 1 to 9'],
  [z.number().gt(0).max(1), 'a number above 0 and of at most 1'],
  [z.number().min(0).lt(1), 'a number of at least 0 and below 1'],
  [z.number(), 'a number'],
  [z.boolean(), 'true or false'],
  [z.string(), 'text'],
  [z.string().max(5), 'text of at most 5 characters'],
  [z.string().min(2).max(5), 'text of 2 to 5 characters'],
  [z.string().min(2), 'text of at least 2 characters'],
  [z.enum(['a', 'b']), 'one of "a", "b"'],
  [z.literal(1), '1'],
  [z.array(z.number()).min(1).max(3), 'a list of 1 to 3 items'],
  [z.array(z.number()).max(3), 'a list of 0 to 3 items'],
  [z.array(z.number()).min(2), 'a list of at least 2 items'],
  [z.array(z.number()), 'a list'],
  [z.strictObject({ a: z.number() }), 'an object'],
  [z.discriminatedUnion('kind', [z.object({ kind: z.literal('x') })]), 'an object whose kind is "x"'],
  [
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('x') }), z.object({ kind: z.literal('y') })]),
    'an object whose kind is one of "x", "y"',
  ],
  [z.json(), 'a value that JSON can hold'],
])('%#: %s', (schema, words) => {
  expect(describeExpectation(schema)).toBe(words);
});
