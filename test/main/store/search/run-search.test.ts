import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, ScalarSummary } from '#core/contract/run-record.ts';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import type { FilterValue } from '#core/filter/filter.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import { formatFilter } from '#core/filter/format.ts';
import { parseFilter } from '#core/filter/parse.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { newExperiment as plannedExperiment } from '#main/lab/creating/new-experiment.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { arbitraryFilter, everyField } from '#test/core/filter/arbitrary-filter.ts';
import { passes, valueOf, type FilteredRun } from '#test/core/filter/naive-filter.ts';
import { arbitraryExperiment } from '#test/core/spec/arbitrary-experiment.ts';
import { freshFolder, newExperiment } from '../experiments.ts';

const catalogue = new FilterCatalogue(['resources/cpu']);
const everyRun = { filter: null, order: null, limit: 1_000, offset: 0 };

async function openFresh(): Promise<Store> {
  return openStore(join(await freshFolder(), 'lab.db'), { mode: 'own' });
}

const find = (store: Store, text: string) => store.runs.find({ ...everyRun, filter: parseFilter(text, catalogue) });

const value = fc.oneof(
  fc.constant(null),
  fc.constantFrom(0, 0.1, 0.5, 0.9, 1).map(Math.fround),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);

const arbitrarySummary: fc.Arbitrary<Record<string, ScalarSummary>> = fc.dictionary(
  fc.constantFrom('test/accuracy', 'test/loss', 'train/loss', 'resources/cpu'),
  fc.record({ last: value, best: value }),
);

const text = fc.oneof(
  fc.constantFrom('', 'a', 'Größe', 'GRÖSSE', '%_"\\'),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const moment = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const arbitraryChange = fc.record(
  {
    status: fc.constantFrom('completed', 'diverged', 'failed', 'running'),
    name: fc.oneof(
      fc.constant(null),
      text.filter((name) => name.trim() === name && name !== ''),
    ),
    note: text,
    tags: fc.array(fc.constantFrom('a', 'ä', 'ablation', 'paper figure'), { maxLength: 3 }),
    pinned: fc.boolean(),
    priority: fc.integer({ min: -2, max: 2 }),
    startedAt: moment,
    endedAt: moment,
    durationMs: fc.constantFrom(0, 1_000, 30_000.5, 7_200_000),
    divergedAtStep: fc.integer({ min: 1, max: 100 }),
    failure: text,
    stopReason: text,
    parameterCount: fc.integer({ min: 0, max: 10_000 }),
  },
  { requiredKeys: [] },
);

/** Runs of random experiments, with random endings and annotations. */
async function fill(store: Store): Promise<FilteredRun[]> {
  const seed = 2026;
  const experiments = fc.sample(arbitraryExperiment, { numRuns: 60, seed }).flatMap((input) => {
    try {
      return [parseExperiment(input)];
    } catch {
      // Rules over several fields may rule a random one out.
      return [];
    }
  });
  const planned = experiments.map((spec) => plannedExperiment({ ...spec, seeds: spec.seeds.slice(0, 2) }, 'wasm'));
  for (const [index, plan] of planned.entries()) {
    const { id } = await store.experiments.create(plan);
    const annotation = {
      tags: index % 3 === 0 ? ['paper figure'] : [],
      pinned: index % 4 === 0,
      note: `Number ${index}`,
    };
    await store.experiments.annotate(id, annotation);
  }
  const all: FilteredRun[] = [];
  for (const { id } of await store.experiments.list()) {
    const { experiment, runs, armSpecs } = await store.experiments.get(id);
    const changes = fc.sample(fc.tuple(arbitraryChange, arbitrarySummary), {
      numRuns: runs.length,
      seed: seed + all.length,
    });
    for (const [index, { id: runId, arm }] of runs.entries()) {
      const [change, summary] = changes[index];
      await store.runs.recordProgress(runId, { steps: index * 7, points: [], summary });
      all.push({ run: await store.runs.update(runId, change), experiment, spec: armSpecs[arm] });
    }
  }
  return all;
}

/** Values of the field that runs have, as filters write them. */
function knownValues(all: readonly FilteredRun[]): (field: FilterField) => readonly FilterValue[] {
  return (field) => {
    const values = new Set(all.flatMap((one) => valueOf(field, one) ?? []));
    return [...values].slice(0, 12).flatMap((known): FilterValue[] => {
      if (typeof known === 'number') return [{ kind: 'number', value: known + 0 }];
      if (typeof known === 'boolean') return [{ kind: 'boolean', value: known }];
      if (typeof known !== 'string') return [];
      return field.types.includes('moment') ? [{ kind: 'moment', text: known }] : [{ kind: 'text', value: known }];
    });
  };
}

describe('a filter in the store', () => {
  let store: Store;
  let all: FilteredRun[];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'batchnorm-lab-'));
    store = await openStore(join(folder, 'lab.db'), { mode: 'own' });
    all = await fill(store);
    return async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    };
  });

  it('finds what it means, for random filters over random runs of every kind', async () => {
    expect(all.length).toBeGreaterThan(100);
    let found = 0;
    let some = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryFilter(knownValues(all)), async (filter) => {
        const { runs, total } = await store.runs.find({ ...everyRun, filter });
        const expected = all.filter((one) => passes(filter, one)).map(({ run }) => run.id);
        expect([formatFilter(filter), new Set(runs.map(({ id }) => id))]).toEqual([
          formatFilter(filter),
          new Set(expected),
        ]);
        expect(total).toBe(expected.length);
        found += total;
        if (total > 0 && total < all.length) some += 1;
      }),
      { numRuns: 500 },
    );
    // The filters tell runs apart: neither do all pass them nor none.
    expect(some).toBeGreaterThan(120);
    expect(found).toBeGreaterThan(400);
  });

  it('finds what it means for every field by itself', async () => {
    for (const field of everyField) {
      const expected = all.filter((one) => {
        const there = valueOf(field, one);
        return Array.isArray(there) ? there.length > 0 : there !== undefined;
      });
      const filter = { kind: 'missing', field, negated: true } as const;
      expect([field.name, (await store.runs.find({ ...everyRun, filter })).total]).toEqual([
        field.name,
        expected.length,
      ]);
    }
  });

  it('orders runs by any value, those without it last', async () => {
    const fields = ['seed', 'optimizer.learningRate', 'test/accuracy.last', 'durationMs', 'startedAt', 'status'];
    for (const name of fields) {
      const field = catalogue.find(name)!;
      for (const descending of [false, true]) {
        const { runs } = await store.runs.find({ ...everyRun, order: { field, descending } });
        const values = runs.map(({ id }) =>
          valueOf(
            field,
            all.find(({ run }) => run.id === id)!,
          ),
        );
        const there = values.filter((one) => one !== undefined) as (number | string)[];
        expect(values.slice(there.length).every((one) => one === undefined)).toBe(true);
        const sorted = [...there].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect([name, there]).toEqual([name, descending ? sorted.reverse() : sorted]);
      }
    }
  });

  it('gives pages that together are all, and the total of each', async () => {
    const { runs, total } = await store.runs.find(everyRun);
    const pages: RunRecord[] = [];
    for (let offset = 0; offset < total; offset += 50) {
      const page = await store.runs.find({ ...everyRun, limit: 50, offset });
      expect(page.total).toBe(total);
      pages.push(...page.runs);
    }
    expect(pages).toEqual(runs);
    expect(runs).toHaveLength(all.length);
    expect(await store.runs.find({ ...everyRun, offset: total + 10 })).toEqual({ runs: [], total });
  });

  it('lists the values that runs have, those of most runs first', async () => {
    const known = async (name: string) => store.runs.fieldValues(catalogue.find(name)!);
    const counted = (name: string) => {
      const counts = new Map<unknown, number>();
      for (const one of all) {
        const there = valueOf(catalogue.find(name)!, one);
        for (const item of Array.isArray(there) ? there : [there]) counts.set(item, (counts.get(item) ?? 0) + 1);
      }
      return counts;
    };
    for (const name of ['tag', 'status', 'optimizer.kind', 'seed']) {
      const values = await known(name);
      const counts = values.map((one) => counted(name).get(one)!);
      expect([name, counts]).toEqual([name, [...counts].sort((a, b) => b - a)]);
    }
    expect((await known('tag')).sort()).toEqual(['a', 'ablation', 'paper figure', 'ä']);
    expect(await store.runs.scalarSeries()).toEqual(['resources/cpu', 'test/accuracy', 'test/loss', 'train/loss']);
  });
});

describe('a filter', () => {
  it('passes by what is in the trash, until it is back', async () => {
    const store = await openFresh();
    const { id } = await store.experiments.create(newExperiment('Kept'));
    await store.experiments.create(newExperiment('Thrown away'));
    expect((await find(store, '')).total).toBe(8);
    await store.experiments.remove(id);
    expect((await find(store, 'experiment = Kept')).total).toBe(0);
    await store.experiments.restore(id);
    expect((await find(store, 'experiment = Kept and arm = "with BN"')).total).toBe(2);
    await store.close();
  });

  it('takes 0.9 for the float32 next to it where series are compared', async () => {
    const store = await openFresh();
    await store.experiments.create(newExperiment('One', [1]));
    const [run] = (await find(store, '')).runs;
    await store.runs.recordProgress(run.id, {
      steps: 1,
      points: [],
      summary: { 'test/accuracy': { last: Math.fround(0.9), best: Math.fround(0.9) } },
    });
    for (const text of ['= 0.9', '>= 0.9', '<= 90%', 'in (0.9)', '> 0.8999', '< 0.9001']) {
      expect([text, (await find(store, `test/accuracy.last ${text}`)).total]).toEqual([text, 1]);
    }
    for (const text of ['!= 0.9', '> 0.9', '< 90%', 'not in (0.9)']) {
      expect([text, (await find(store, `test/accuracy.last ${text}`)).total]).toEqual([text, 0]);
    }
    await store.close();
  });

  it('takes numbers for themselves where JSON writes them as other integers', async () => {
    const store = await openFresh();
    const large = Math.fround(1.2659837355352392e18);
    // Just as an integer the JSON of it is 32 more.
    expect(BigInt(JSON.stringify(large)) - BigInt(large)).toBe(32n);
    await store.experiments.create(newExperiment('One', [1]));
    const [run] = (await find(store, '')).runs;
    await store.runs.recordProgress(run.id, {
      steps: 1,
      points: [],
      summary: { 'test/loss': { last: large, best: -large } },
    });
    for (const text of [`last = ${large}`, `last <= ${large}`, `best >= -${large}`, `best in (-${large})`]) {
      expect([text, (await find(store, `test/loss.${text}`)).total]).toEqual([text, 1]);
    }
    for (const text of [`last != ${large}`, `last > ${large}`, `best < -${large}`, `best not in (-${large})`]) {
      expect([text, (await find(store, `test/loss.${text}`)).total]).toEqual([text, 0]);
    }
    await store.close();
  });

  it('holds whatever is written for a value, never for SQL', async () => {
    const store = await openFresh();
    await store.experiments.create(newExperiment('x'));
    const texts = [`"' or 1 = 1 --"`, `"'; drop table runs; --"`, `"%"`, `"\\u0000"`];
    for (const text of texts) {
      expect([text, (await find(store, `experiment = ${text} or experiment ~ ${text}`)).total]).toEqual([text, 0]);
    }
    expect((await find(store, '')).total).toBe(4);
    await store.close();
  });
});
