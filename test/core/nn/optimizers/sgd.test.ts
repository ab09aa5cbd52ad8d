import { describe, expect, it } from 'vitest';
import { smallDataset } from '../small-dataset.ts';
import { smallSpec } from '../small-spec.ts';
import { StepProbe } from '../step-probe.ts';

const learningRate = 0.05;
const momentum = 0.9;

/** One parameter's value by PyTorch's documentation of SGD (dampening 0), written out again here. */
class HandWrittenSgd {
  velocity = 0;
  value: number;

  constructor(value: number) {
    this.value = value;
  }

  step(gradient: number, withMomentum: boolean, nesterov: boolean): void {
    let update = gradient;
    if (withMomentum) {
      this.velocity = momentum * this.velocity + gradient;
      update = nesterov ? gradient + momentum * this.velocity : this.velocity;
    }
    this.value -= learningRate * update;
  }
}

describe.each([
  ['plain', 0, false],
  ['momentum', momentum, false],
  ['Nesterov', momentum, true],
] as const)('SGD, %s', (_, momentumUsed, nesterov) => {
  it('moves every parameter as the formula says, over several steps', async () => {
    const spec = smallSpec({
      network: { layers: [{ kind: 'dense', units: 3 }], activation: 'tanh', normalization: { kind: 'batch' } },
      optimizer: { kind: 'sgd', learningRate, momentum: momentumUsed, nesterov },
    });
    const probe = await StepProbe.open(spec, smallDataset());
    await probe.setSchedule({ learningRate, firstCorrection: 1, secondCorrection: 1 });
    const byHand = new Map<string, HandWrittenSgd[]>();
    for (const path of probe.parameterPaths) {
      byHand.set(
        path,
        Array.from(await probe.value(path), (value) => new HandWrittenSgd(value)),
      );
    }
    for (let step = 0; step < 5; step += 1) {
      await probe.step();
      for (const [path, elements] of byHand) {
        const gradient = await probe.gradient(path);
        const value = await probe.value(path);
        elements.forEach((element, index) => {
          element.step(gradient[index], momentumUsed > 0, nesterov);
          expect(value[index]).toBeCloseTo(element.value, 14);
        });
      }
    }
  });

  it(`keeps ${momentumUsed > 0 ? 'one velocity' : 'no state'} per parameter`, async () => {
    const optimizer = { kind: 'sgd', learningRate, momentum: momentumUsed, nesterov } as const;
    const { plan } = await StepProbe.open(smallSpec({ optimizer }), smallDataset());
    const names = plan.parameters.flatMap(({ moments }) => moments.map((moment) => plan.buffers[moment].name));
    const expected = momentumUsed > 0 ? plan.parameters.map(({ path }) => `${path}/velocity`) : [];
    expect(names).toEqual(expected);
  });
});
