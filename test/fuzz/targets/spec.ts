import { isDeepStrictEqual } from 'node:util';
import { armSpecs, expandRuns } from '#core/spec/arms.ts';
import { countRuns, expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import { formatExperiment } from '#core/spec/format.ts';
import { specHash } from '#core/spec/hash.ts';
import { parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';
import { textOf } from '../input.ts';

/** An experiment's text, YAML or JSON, with its patches: what was read can be written, read again and expanded. */
export const fuzz = withinMemory((bytes) => {
  const spec = readOrRefused(() => parseExperimentText(textOf(bytes)));
  if (spec === undefined) return;
  // By way of JSON: the database and the contract hold specs as such, and -0 is 0 there.
  const plain: unknown = JSON.parse(JSON.stringify(spec));
  for (const again of [parseExperiment(plain), parseExperimentText(formatExperiment(spec))]) {
    expectThat(isDeepStrictEqual(JSON.parse(JSON.stringify(again)), plain), 'the same spec when it is read again');
    expectThat(specHash(again) === specHash(spec), 'the same hash for the same spec');
  }
  expectThat(expandRuns(spec).length === spec.arms.length * spec.seeds.length, 'one run for each arm and seed');
  expectThat(Object.keys(armSpecs(spec)).length === spec.arms.length, 'one spec for each arm');
  const points = expandSweep(spec).flatMap((point) => expandRuns(parseExperiment(point.spec)));
  expectThat(points.length === countRuns(spec), 'as many runs in all as were counted');
});
