import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch } from '#core/spec/patch.ts';

const base = {
  network: {
    layers: [
      { kind: 'dense', units: 1 },
      { kind: 'dense', units: 2 },
    ],
    normalization: { kind: 'none' },
  },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
};

it('replaces values by dotted path, through lists too', () => {
  const { value, faults } = applyPatch(base, { 'network.layers.1.units': 7, 'optimizer.learningRate': 3 });
  expect(faults).toEqual([]);
  expect(value).toEqual({
    ...base,
    network: {
      ...base.network,
      layers: [
        { kind: 'dense', units: 1 },
        { kind: 'dense', units: 7 },
      ],
    },
    optimizer: { kind: 'sgd', learningRate: 3 },
  });
});

it('leaves the document and the patch as they are', () => {
  const before = structuredClone(base);
  const layers = [{ kind: 'dense', units: 5 }];
  applyPatch(base, { 'network.layers': layers, 'network.layers.0.units': 9 });
  expect(base).toEqual(before);
  expect(layers).toEqual([{ kind: 'dense', units: 5 }]);
});

it('applies shorter paths first, however they are written', () => {
  const { value } = applyPatch(base, { 'network.layers.0.units': 9, 'network.layers': [{ kind: 'dense', units: 5 }] });
  expect(value).toMatchObject({ network: { layers: [{ kind: 'dense', units: 9 }] } });
});

describe('a new kind', () => {
  it('replaces its object, before the other fields of that object are patched', () => {
    const optimizer = (patch: object) => (applyPatch(base, { ...patch }).value as { optimizer: unknown }).optimizer;
    expect(optimizer({ 'optimizer.beta1': 0.9, 'optimizer.kind': 'adam' })).toEqual({ kind: 'adam', beta1: 0.9 });
    expect(optimizer({ 'optimizer.kind': 'sgd' })).toEqual({ kind: 'sgd', learningRate: 0.1 });
  });
});

it('writes where nothing stood', () => {
  expect(applyPatch(base, { 'network.layers.0.normalization.kind': 'batch' }).value).toMatchObject({
    network: { layers: [{ kind: 'dense', units: 1, normalization: { kind: 'batch' } }, { kind: 'dense' }] },
  });
});

it('says how far a path leads that leads nowhere, and applies the others', () => {
  const { value, faults } = applyPatch(base, {
    'optimizer.learningRate.initial': 1,
    'network.layers.2.units': 1,
    'optimizer.learningRate': 0.5,
  });
  expect(faults).toEqual([
    {
      path: 'optimizer.learningRate.initial',
      reached: 'optimizer.learningRate',
      expected: 'a path into an object or a list, but optimizer.learningRate is the number 0.5',
      received: '"optimizer.learningRate.initial"',
    },
    {
      path: 'network.layers.2.units',
      reached: 'network.layers',
      expected: 'an index of network.layers from 0 to 1',
      received: '"2"',
    },
  ]);
  expect(value).toMatchObject({ optimizer: { learningRate: 0.5 } });
});

it('cannot reach a prototype', () => {
  for (const path of ['__proto__.polluted', 'optimizer.__proto__.polluted', 'constructor.prototype.polluted']) {
    applyPatch(base, { [path]: true });
    expect(Object.prototype).not.toHaveProperty('polluted');
  }
});

it('sets what it says and nothing else, for any flat document', () => {
  const key = fc.stringMatching(/^[a-z]{1,8}$/).filter((name) => name !== 'kind');
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), fc.dictionary(key, fc.jsonValue()), (document, patch) => {
      expect(applyPatch(document, patch)).toEqual({
        value: JSON.parse(JSON.stringify({ ...document, ...patch })),
        faults: [],
      });
    }),
  );
});

it('gives the document back when each of its own values is patched in', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: true }), (document) => {
      const normal = JSON.parse(JSON.stringify({ root: document }));
      expect(applyPatch(normal, leaves(normal, '')).value).toEqual(normal);
    }),
  );
});

/** Every value that is neither object nor list, by its path; keys that no path can name are left out. */
function leaves(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [path]: value };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      key === '' || key.includes('.') || key === '__proto__'
        ? []
        : Object.entries(leaves(child, path === '' ? key : `${path}.${key}`)),
    ),
  );
}
