import type { Device } from '#core/device/device.ts';
import type { Net } from './nets.ts';
import { ourRunner } from './our-runner.ts';
import type { PytorchPeer } from './pytorch-peer.ts';
import type { Runner } from './runner.ts';
import { tfjsRunner } from './tfjs-runner.ts';

export type Candidate = 'ours' | 'pytorch' | 'tfjs';

/** ms per step, over the rounds. */
export interface StepTime {
  readonly median: number;
  readonly minimum: number;
}

export type StepTimes = Readonly<Partial<Record<Candidate, StepTime>>>;

/** How long one round of one candidate takes, about. */
const ROUND_MS = 60;

/**
 * Times all candidates on one net, in turns, round by round: whatever else the machine does in the meantime meets each of
 * them alike. A round is as many steps as take some ten milliseconds, found while warming up.
 */
export async function stepTimes(
  net: Net,
  device: Device,
  peers: { readonly pytorch: PytorchPeer | null; readonly tfjs: boolean },
  rounds: number,
): Promise<StepTimes> {
  const runners: [Candidate, Runner][] = [['ours', await ourRunner(net, device)]];
  if (peers.pytorch !== null) runners.push(['pytorch', await peers.pytorch.runner(net)]);
  const tfjs = peers.tfjs ? await tfjsRunner(net) : null;
  if (tfjs !== null) runners.push(['tfjs', tfjs]);

  const steps = new Map<Candidate, number>();
  for (const [candidate, runner] of runners) {
    await runner.time(2);
    await runner.time(4);
    steps.set(candidate, Math.max(2, Math.round(ROUND_MS / (await runner.time(4)))));
  }
  const times = new Map<Candidate, number[]>(runners.map(([candidate]) => [candidate, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [candidate, runner] of runners) {
      times.get(candidate)?.push(await runner.time(steps.get(candidate) ?? 2));
    }
  }
  for (const [, runner] of runners) await runner.dispose();
  return Object.fromEntries([...times].map(([candidate, values]) => [candidate, summarize(values)]));
}

function summarize(values: readonly number[]): StepTime {
  const ascending = [...values].sort((a, b) => a - b);
  return { median: ascending[ascending.length >> 1], minimum: ascending[0] };
}
