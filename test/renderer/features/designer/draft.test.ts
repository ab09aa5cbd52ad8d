import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { listRecipes } from '#core/spec/recipes/recipes.ts';
import { Draft } from '#renderer/features/designer/draft.svelte.ts';
import { lineOfPath } from '#renderer/features/designer/line-of-path.ts';
import { parseNumberList } from '#renderer/features/designer/fields/number-list.ts';
import { patchPaths } from '#renderer/features/designer/arms/patch-paths.ts';
import { patchOfRows, rowsOfPatch } from '#renderer/features/designer/arms/patch-rows.ts';
import { sizeText, specFacts } from '#renderer/features/designer/spec-facts.ts';

const mnist = listRecipes().find((recipe) => recipe.id === 'mnist-fig1')!;

describe('Draft', () => {
  it.each(listRecipes())('goes from form to text and back without a change: $id', ({ spec }) => {
    const draft = new Draft({ spec });
    draft.showText();
    expect(draft.issues).toEqual([]);
    draft.showForm();
    expect(draft.spec).toEqual(spec);
  });

  it('tells the fault of a field at its path, and has nothing to run then', () => {
    const draft = new Draft({ spec: mnist.spec });
    draft.set(['base', 'batchSize'], 'abc');
    expect(draft.spec).toBeNull();
    expect(draft.issuesAt(['base', 'batchSize'])).toHaveLength(1);
    draft.set(['base', 'batchSize'], undefined);
    expect(draft.spec?.base.batchSize).toBe(60);
  });

  it('has nothing to run as long as an editor of the form holds what the document cannot', () => {
    const draft = new Draft({ spec: mnist.spec });
    const issue = { path: 'sweep.axes.batchSize', expected: 'one axis', received: '2' };
    draft.formIssues = [issue];
    expect([draft.spec, draft.issues]).toEqual([null, [issue]]);
    draft.showText();
    expect([draft.spec, draft.issues]).toEqual([mnist.spec, []]);
    draft.showForm();
    draft.formIssues = [];
    expect(draft.spec).toEqual(mnist.spec);
  });

  it('does not change the spec that it was made from', () => {
    const draft = new Draft({ spec: mnist.spec });
    draft.set(['base', 'network', 'layers'], []);
    expect(mnist.spec.base.network.layers).toHaveLength(3);
  });

  it('opens a faulty file as text and keeps it there until it is right', () => {
    const draft = new Draft({ text: 'title: x\nbase: {}\narms: []\n' });
    expect(draft.mode).toBe('text');
    expect(draft.issues.length).toBeGreaterThan(0);
    draft.showForm();
    expect(draft.mode).toBe('text');
  });
});

describe('patches', () => {
  it.each(listRecipes())('survive being edited as rows: $id', ({ spec }) => {
    for (const arm of spec.arms) expect(patchOfRows(rowsOfPatch(arm.patch))).toEqual(arm.patch);
  });

  it('keep text that only looks like something else', () => {
    const patch = { a: 'true', b: '1', c: 'plain', d: true, e: [1, 2], f: null };
    expect(patchOfRows(rowsOfPatch(patch))).toEqual(patch);
  });

  it('take what is no YAML as the text it is', () => {
    expect(patchOfRows([{ path: 'a', text: '{ kind: batch' }])).toEqual({ a: '{ kind: batch' });
    expect(patchOfRows([{ path: 'a', text: '"b' }])).toEqual({ a: '"b' });
  });

  it('are suggested from the schema, and from the layers that are there', () => {
    expect(patchPaths(mnist.spec.base)).toEqual(
      expect.arrayContaining([
        'network.normalization',
        'network.normalization.momentum',
        'optimizer.learningRate',
        'inputNormalization',
        'network.layers.2.units',
      ]),
    );
  });
});

describe('parseNumberList', () => {
  it('reads lists and ranges, and leaves what is no number for the schema to name', () => {
    expect(parseNumberList('1, 2 3;4')).toEqual([1, 2, 3, 4]);
    expect(parseNumberList('1-3, 7')).toEqual([1, 2, 3, 7]);
    expect(parseNumberList('1, two')).toEqual([1, 'two']);
    expect(parseNumberList('1-999999999')).toEqual(['1-999999999']);
    expect(parseNumberList(' ')).toEqual([]);
  });
});

describe('lineOfPath', () => {
  const text = 'title: x\nbase:\n  network:\n    layers:\n      - { kind: dense, units: 0 }\narms: []\n';
  it('finds where a path stands, or the nearest thing above it', () => {
    expect(lineOfPath(text, 'base.network.layers.0.units')).toBe(5);
    expect(lineOfPath(text, 'arms')).toBe(6);
    expect(lineOfPath(text, 'base.network.nothing')).toBe(4);
    expect(lineOfPath(text, 'seeds')).toBeNull();
  });
});

describe('specFacts', () => {
  it('counts runs and steps', () => {
    const facts = specFacts(mnist.spec);
    expect(facts.runs).toBe(6);
    expect(facts.stepsTotal).toBe(30_000);
    expect(facts.baseline).toBe('without BN');
    expect(sizeText(facts)).toBe('2 arms × 3 seeds');
  });

  it('counts the points of a sweep, and the steps of all of them', () => {
    const sweep = { kind: 'list' as const, points: [{ 'duration.count': 100 }, { 'duration.count': 300 }] };
    const facts = specFacts(parseExperiment({ ...mnist.spec, sweep }));
    expect(sizeText(facts)).toBe('2 points × 2 arms × 3 seeds');
    expect(facts).toMatchObject({ runs: 12, duration: '300 steps', stepsTotal: 2 * 3 * (100 + 300) });
  });
});
