import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterError } from '#core/errors.ts';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { completeFilter, type KnownValues } from '#core/filter/complete.ts';
import { FILTER_DEPTH_MAX } from '#core/filter/filter.ts';
import { formatFilter } from '#core/filter/format.ts';
import { parseFilter } from '#core/filter/parse.ts';
import { arbitraryFilter } from './arbitrary-filter.ts';

const catalogue = new FilterCatalogue(['resources/cpu']);

const values: KnownValues = async ({ name }) => {
  if (name === 'arm') return ['without BN', 'with BN', 'a "quoted" arm'];
  return name === 'seed' ? [1, 2, 30] : [];
};

/** @param text with the cursor at | */
async function complete(text: string) {
  const completion = await completeFilter(text.replace('|', ''), text.indexOf('|'), catalogue, values);
  return { ...completion, texts: completion.options.map((option) => option.text) };
}

describe('completions', () => {
  it('begin with the fields that are asked for first', async () => {
    const { texts, expected } = await complete('|');
    expect(texts.slice(0, 5)).toEqual(['status', 'arm', 'seed', 'experiment', 'dataset']);
    expect(texts).toContain('test/accuracy.last');
    expect(expected).toBe('a field');
  });

  it.each([
    ['stat|', ['status']],
    ['seed = 1 and not (sta|', ['status']],
    ['learn|', ['optimizer.learningRate']],
    ['momentum|', ['optimizer.momentum', 'network.normalization.momentum']],
    ['train/l|', ['train/loss.last', 'train/loss.best']],
    ['network.layers[3].un|', ['network.layers.3.units']],
    ['status |', ['=', '!=', '~', 'in (', 'not in (', 'is missing', 'exists']],
    ['seed n|', ['not in (']],
    ['optimizer.schedule |', ['is missing', 'exists']],
    ['pinned |', ['=', '!=', 'in (', 'not in (', 'is missing', 'exists', 'and', 'or']],
    ['seed is |', ['missing']],
    ['seed = 1 |', ['and', 'or']],
    ['(seed = 1 |', [')', 'and', 'or']],
    ['seed in (1|', ['1']],
    ['seed in (1 |', [',', ')']],
    ['status = d|', ['diverged']],
    ['status=|', ['queued', 'running', 'paused', 'completed']],
    ['pinned != |', ['true', 'false']],
    ['arm = |', ['"without BN"', '"with BN"', '"a \\"quoted\\" arm"']],
    ['arm = "with|', ['"without BN"', '"with BN"']],
    ['arm = qu|', ['"a \\"quoted\\" arm"']],
    ['seed in (2, 3|', ['30']],
    ['unknown = |', []],
    ['arm ~ |', []],
    ['seed = 1 1 |', []],
    [`${'('.repeat(FILTER_DEPTH_MAX)}stat|`, ['status']],
    [`${'('.repeat(FILTER_DEPTH_MAX + 1)}stat|`, []],
  ])('%s', async (text, first) => {
    const { texts } = await complete(text);
    expect(texts.slice(0, first.length)).toEqual(first);
    if (first.length === 0) expect(texts).toEqual([]);
  });

  it('say what is expected where nothing can be listed', async () => {
    expect((await complete('created > |')).expected).toContain('2026-11-01');
    expect((await complete('durationMs > |')).expected).toContain('5min');
    expect((await complete('status |')).expected).toBe('');
  });

  it.each([
    ['seed = 1 and sta|tus = completed', 13, 19],
    ['seed |', 5, 5],
    ['arm = "wi|', 6, 9],
    ['arm = "wi|" and seed = 1', 6, 10],
    ['arm = "wi| and seed = 1', 6, 9],
    ['status = co|', 9, 11],
  ])('take the place of the word they complete: %s', async (text, from, to) => {
    expect(await complete(text)).toMatchObject({ from, to });
  });

  it('keep within limits', async () => {
    expect((await complete('dataset.|')).options.length).toBeLessThanOrEqual(40);
    expect((await complete(`${'('.repeat(40)}|`)).options).toEqual([]);
    expect((await complete(`${'a'.repeat(3_000)}|`)).options).toEqual([]);
    expect((await completeFilter('seed', 99, catalogue, values)).to).toBe(4);
    expect((await completeFilter('seed', -1, catalogue, values)).from).toBe(0);
  });

  it('never fail, wherever the cursor is; and what they offer is never what the parser stops at', async () => {
    const cut = fc
      .tuple(arbitraryFilter().map(formatFilter), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([text, share]) => [text, Math.round(share * text.length)] as const);
    await fc.assert(
      fc.asyncProperty(cut, async ([text, cursor]) => {
        const { from, to, options } = await completeFilter(text, cursor, catalogue, values);
        expect(from).toBeLessThanOrEqual(cursor);
        expect(to).toBeGreaterThanOrEqual(cursor);
        for (const option of options.slice(0, 5)) {
          const written = `${text.slice(0, from)}${option.text}`;
          try {
            parseFilter(written, catalogue);
          } catch (thrown) {
            if (!(thrown instanceof FilterError)) throw thrown;
            expect([written, thrown.details.from]).toEqual([written, written.trimEnd().length]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
