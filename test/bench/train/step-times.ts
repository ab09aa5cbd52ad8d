import type { Device } from '#core/device/device.ts';
import type { Net } from './nets.ts';
import { ourRunner } from './our-runner.ts';
import type { PytorchPeer } from './pytorch-peer.ts';
import type { Runner } from './runner.ts';
import { tfjsRunner } from './tfjs-runner.ts';
import { timeInTurns, type StepTime } from './time-in-turns.ts';

export type Candidate = 'ours' | 'pytorch' | 'tfjs';

export type StepTimes = Readonly<Partial<Record<Candidate, StepTime>>>;

/** Times the wasm device and its peers on one net, in turns. */
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
  const times = await timeInTurns(runners, rounds);
  for (const [, runner] of runners) await runner.dispose();
  return Object.fromEntries(times);
}
