import type { LayerCase } from './layer-case.ts';
import { extentsOf } from './layer-case.ts';
import { referenceResults } from './results.ts';

/**
 * Options without effect, each with two of its values: of the cases that differ in these values alone, all do the same to
 * one batch, and start from the same values.
 */
export async function optionsWithoutEffect(cases: readonly LayerCase[]): Promise<string[]> {
  const described = await Promise.all(
    cases.map(async (testCase) => ({ leaves: leavesOf(testCase), behavior: await behavior(testCase) })),
  );
  const withEffect = new Map<string, boolean>();
  const options = new Set(described.flatMap(({ leaves }) => [...leaves.keys()]));
  for (const option of options) {
    const groups = new Map<string, typeof described>();
    for (const one of described) {
      const others = JSON.stringify([...one.leaves].filter(([name]) => name !== option));
      groups.set(others, [...(groups.get(others) ?? []), one]);
    }
    for (const group of groups.values()) {
      group.forEach((one, index) => {
        for (const other of group.slice(index + 1)) {
          const values = [one, other].map(({ leaves }) => leaves.get(option) ?? 'left out').sort();
          const pair = `${option}: ${values.join(' or ')}`;
          withEffect.set(pair, withEffect.get(pair) === true || one.behavior !== other.behavior);
        }
      });
    }
  }
  return [...withEffect].filter(([, hasEffect]) => !hasEffect).map(([pair]) => pair);
}

/** All that a layer does to one batch, and what it starts from. */
async function behavior(testCase: LayerCase): Promise<string> {
  const inModes = await Promise.all(
    (['training', 'evaluation'] as const).map(async (mode) => {
      const results = await referenceResults(testCase, mode);
      return [...results].map(([name, { values }]) => [name, [...values]]);
    }),
  );
  return JSON.stringify(inModes);
}

/**
 * Every option by its path in the spec, as text. Options of a nested kind have it in their path (`normalization[batch].affine`),
 * so that each kind has to heed its own.
 */
function leavesOf({ layer, defaults, input }: LayerCase): ReadonlyMap<string, string> {
  const leaves = (value: unknown, path: string): [string, string][] => {
    if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]];
    const inside = path !== '' && 'kind' in value ? `${path}[${String(value.kind)}]` : path;
    return Object.entries(value).flatMap(([field, inner]) =>
      leaves(inner, field === 'kind' ? `${path}.kind` : inside === '' ? field : `${inside}.${field}`),
    );
  };
  return new Map([...leaves(layer, ''), ...leaves(defaults, 'network'), ['input', extentsOf(input).join(' × ')]]);
}
