import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterError, type FilterFault } from '#core/errors.ts';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { FILTER_DEPTH_MAX, FILTER_LENGTH_MAX } from '#core/filter/filter.ts';
import { formatFilter } from '#core/filter/format.ts';
import { parseFilter } from '#core/filter/parse.ts';
import { vocabulary } from '#core/filter/tokens.ts';

const catalogue = new FilterCatalogue(['resources/cpu']);

/** As the filter is understood, written out again. */
const read = (text: string) => formatFilter(parseFilter(text, catalogue));

function faultOf(text: string): FilterFault {
  try {
    parseFilter(text, catalogue);
  } catch (thrown) {
    if (thrown instanceof FilterError) return thrown.details;
    throw thrown;
  }
  throw new Error(`Expected a fault in ${text}.`);
}

describe('a filter', () => {
  it.each([
    [
      'optimizer.learningRate > 0.1 and arm = "with BN" and test/accuracy.last < 0.9',
      'optimizer.learningRate > 0.1 and arm = "with BN" and test/accuracy.last < 0.9',
    ],
    ['seed=1 or seed=2 and seed=3', 'seed = 1 or seed = 2 and seed = 3'],
    ['(seed=1 or seed=2) and seed=3', '(seed = 1 or seed = 2) and seed = 3'],
    ['((seed = 1))', 'seed = 1'],
    ['NOT seed = 1 AND not (seed = 2 OR seed = 3)', 'not seed = 1 and not (seed = 2 or seed = 3)'],
    ['seed = 1 and (seed = 2 and seed = 3)', 'seed = 1 and (seed = 2 and seed = 3)'],
    ['status in (completed, "diverged")', 'status in ("completed", "diverged")'],
    ['seed not in (1,2 , 3)', 'seed not in (1, 2, 3)'],
    ['pinned', 'pinned = true'],
    ['not pinned and pinned = false', 'not pinned = true and pinned = false'],
    ['evaluation.topK is missing or evaluation.topK exists', 'evaluation.topK is missing or evaluation.topK exists'],
    ['optimizer.schedule exists', 'optimizer.schedule exists'],
    ['network.layers[0].units >= 64', 'network.layers.0.units >= 64'],
    ['network.layers.12.layers[1].units == 8', 'network.layers.12.layers.1.units = 8'],
    [
      'seed = -1.5e-3 or seed = .5 or seed = 5. or seed = 1E3',
      'seed = -0.0015 or seed = 0.5 or seed = 5 or seed = 1000',
    ],
    ['test/accuracy.best >= 97.5%', 'test/accuracy.best >= 0.975'],
    ['resources/cpu.last > 1', 'resources/cpu.last > 1'],
    ['durationMs > 1.5h and durationMs < 90000', 'durationMs > 1.5h and durationMs < 90000'],
    [
      'created > 2026-11-01 and startedAt <= "2026-11-01T09:30+01:00"',
      'created > 2026-11-01 and startedAt <= 2026-11-01T09:30+01:00',
    ],
    ["arm ~ 'it\\'s \"BN\"'", 'arm ~ "it\'s \\"BN\\""'],
    ['arm = "tab\\tand \\u00e4" or arm = größe', 'arm = "tab\\tand ä" or arm = "größe"'],
    ['name ~ 2026 or name ~ true', 'name ~ "2026" or name ~ "true"'],
    ['tag = ablation and tag != "x"', 'tag = "ablation" and tag != "x"'],
    [
      'dataset.labelColumn = "class" or dataset.labelColumn < 3',
      'dataset.labelColumn = "class" or dataset.labelColumn < 3',
    ],
  ])('%s', (text, meaning) => {
    expect(read(text)).toBe(meaning);
  });

  it('is none for an empty text', () => {
    expect(parseFilter('', catalogue)).toBeNull();
    expect(parseFilter(' \n\t', catalogue)).toBeNull();
  });
});

describe('a fault points at', () => {
  const operators = '=, !=, ~, in, not in, is missing or exists';
  const aField = 'a field such as status, arm, seed, test/accuracy.last or optimizer.learningRate';
  it.each<[string, number, Partial<FilterFault>]>([
    ['statsu = completed', 1, { expected: aField, received: '"statsu"', meant: 'status' }],
    ['seed = 1 and learningRate > 1', 14, { received: '"learningRate"', meant: 'optimizer.learningRate' }],
    ['seed = 1 and momentum > 1', 14, { meant: 'optimizer.momentum' }],
    ['test/acuracy.last > 0.9', 1, { meant: 'test/accuracy.last' }],
    ['test/accuracy > 0.9', 1, { meant: 'test/accuracy.last' }],
    ['network.layer[2].units = 3', 1, { meant: 'network.layers.2.units' }],
    ['unknown =', 1, { expected: aField }],
    ['status = complete', 10, { received: '"complete"', meant: 'completed' }],
    ['status in (queued, runing)', 20, { meant: 'running' }],
    ['status =', 9, { received: 'the end of the filter', expected: expect.stringMatching(/^one of queued, running/) }],
    ['  status =  ', 11, { received: 'the end of the filter' }],
    ['status', 7, { expected: operators, received: 'the end of the filter' }],
    ['status and pinned', 7, { expected: operators, received: '"and"' }],
    [
      'status completed',
      8,
      { expected: `${operators.replace(' or exists', ', exists')}, “and”, “or” or the end of the filter` },
    ],
    ['status < completed', 8, { expected: `${operators} after status`, received: '"<"' }],
    ['seed ~ "1"', 6, { expected: expect.stringContaining('after seed'), received: '"~"' }],
    ['optimizer = sgd', 11, { expected: expect.stringContaining('it contains optimizer.kind') }],
    ['seed = one', 8, { expected: 'a number', received: '"one"' }],
    ['seed = 1e999', 8, { expected: 'a number', received: '"1e999"' }],
    ['arm = 5', 7, { expected: 'text', received: '"5"', meant: '"5"' }],
    ['pinned = 1', 10, { expected: 'true or false' }],
    [
      'durationMs > 5m',
      14,
      { expected: 'a duration such as 30s or 5min, or a number of milliseconds', received: '"5m"' },
    ],
    ['created = 2026-02-30', 11, { expected: expect.stringContaining('a date such as') }],
    ['dataset.labelColumn > "x"', 21, { expected: '= or != before text', received: '">"' }],
    ['note ~ 2026-11', 12, { received: '"-11"' }],
    ['arm = "abc', 7, { expected: 'a closing quotation mark (")' }],
    ['arm = "a\\q"', 7, { expected: expect.stringContaining('escapes') }],
    ['(seed = 1', 10, { expected: '“)”, “and” or “or”', received: 'the end of the filter' }],
    ['seed = 1)', 9, { expected: '“and”, “or” or the end of the filter', received: '")"' }],
    ['seed in (1 2)', 12, { expected: '“,” or “)”', received: '"2"' }],
    ['seed in ()', 10, { expected: 'a number', received: '")"' }],
    ['seed is null', 9, { expected: '“missing”', received: '"null"' }],
    ['seed = 1 and', 13, { expected: 'a field, not or “(”' }],
    ['seed = 1 & seed = 2', 10, { received: '"&"' }],
    ['arm = “with BN”', 7, { received: '"“"' }],
    ['arm = "💥" 💥', 11, { received: '"💥"' }],
  ])('%s: column %i', (text, column, fault) => {
    expect(faultOf(text)).toMatchObject({ column, ...fault });
  });

  it('characters as they are counted on the screen, and as JavaScript counts them', () => {
    expect(faultOf('arm = "💥" x')).toMatchObject({ column: 11, from: 11, to: 12 });
  });

  it('what is too long or too deep', () => {
    expect(faultOf('x'.repeat(FILTER_LENGTH_MAX + 1))).toMatchObject({ column: FILTER_LENGTH_MAX + 1 });
    const nested = (depth: number) => `${'(not '.repeat(depth / 2)}pinned${')'.repeat(depth / 2)}`;
    expect(parseFilter(nested(FILTER_DEPTH_MAX), catalogue)).not.toBeNull();
    expect(faultOf(nested(FILTER_DEPTH_MAX + 2))).toMatchObject({ received: '"("' });
    expect(faultOf('('.repeat(FILTER_LENGTH_MAX))).toMatchObject({ column: FILTER_DEPTH_MAX + 1 });
    expect(faultOf(`${'('.repeat(FILTER_DEPTH_MAX)}§`)).toMatchObject({ expected: 'a field', received: '"§"' });
    expect(faultOf(`${'not '.repeat(FILTER_DEPTH_MAX)}seed =`)).toMatchObject({
      expected: 'a number',
      received: 'the end of the filter',
    });
  });

  it('no other error is ever thrown, whatever the text', () => {
    const word = fc.constantFrom(
      ...vocabulary.flatMap(({ PATTERN, name }) => (typeof PATTERN === 'string' ? [PATTERN] : [name])),
      ...['status', 'arm', 'pinned', 'optimizer.learningRate', 'test/accuracy.last', 'tag', 'created', 'durationMs'],
      ...['=', '<=', '"x"', "'y'", '"', '1', '-2.5e3', '90%', '5min', '2026-11-01', '2026-13-01', '\\', '“', '.'],
    );
    const anyText = fc.oneof(
      fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 14 }).map((words) => words.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          parseFilter(text, catalogue);
        } catch (thrown) {
          if (!(thrown instanceof FilterError)) throw thrown;
          const { column, from, to, expected } = thrown.details;
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(column).toBeLessThanOrEqual([...text].length + 1);
          expect(expected).not.toBe('');
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
