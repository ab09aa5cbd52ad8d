import { expect, it } from 'vitest';
import { specOfArm } from '#core/contract/experiment-record.ts';
import { builtJob } from '../jobs/built-job.ts';
import { ended, openLab } from './opened-lab.ts';
import { spirals } from './small-experiments.ts';

const { launcher } = builtJob();

it('accepts any name for an arm, also names of properties that every object has', async () => {
  const names = ['__proto__', 'constructor', 'toString', '10'];
  const patch = { 'network.normalization': { kind: 'batch' } } as const;
  const arms = names.map((name, index) => (index === 1 ? { name } : { name, patch }));
  const lab = await openLab(launcher());
  const { id } = await lab.experiments.start({ spec: spirals({ arms, seeds: [1] }), device: 'wasm' });
  const detail = await ended(lab, id);
  expect(detail.runs.map(({ arm, status }) => [arm, status])).toEqual(names.map((name) => [name, 'completed']));
  expect(detail.armSpecs.map(({ arm }) => arm).sort()).toEqual([...names].sort());
  for (const [index, name] of names.entries()) {
    const normalization = specOfArm(detail, name)?.network.normalization.kind;
    expect([name, normalization]).toEqual([name, index === 1 ? 'none' : 'batch']);
  }
  expect(specOfArm(detail, 'valueOf')).toBeUndefined();
});
