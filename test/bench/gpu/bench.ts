import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Device } from '#core/device/device.ts';
import type { GpuDevice } from '#core/device/gpu/gpu-device.ts';
import { LabError } from '#core/errors.ts';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';
import { allowsSoftwareGpu } from '#main/devices/platform-devices.ts';
import { openTurboDevice } from '#main/jobs/turbo/turbo.ts';
import { NETS, type Net } from '../train/nets.ts';
import { ourRunner } from '../train/our-runner.ts';
import { PytorchPeer } from '../train/pytorch-peer.ts';
import type { Runner } from '../train/runner.ts';
import { timeInTurns } from '../train/time-in-turns.ts';
import { crossing } from './crossing.ts';
import { startTfjsWebGpu, tfjsWebGpuRunner } from './tfjs-webgpu.ts';

/**
 * `npm run bench:gpu [-- --json] [--rounds N] [--only part of a name] [--batches 64,128] [--no-peers]`: step times of the
 * gpu device at growing batches, beside the wasm device's on one core, TF.js's WebGPU backend's on the same adapter and
 * PyTorch's on CUDA, and the batch size from which the GPU beats WASM. Software that plays a GPU is not timed, unless
 * BNLAB_GPU_SOFTWARE=1 asks for it, and then nothing is concluded from it.
 */

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    batches: { type: 'string', default: '64,128,256,512,1024,2048,4096,8192' },
    peers: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const NAMES = ['small, BN, SGD', 'wide, BN, Adam', 'wide, SGD', 'images, BN, SGD'];
const CANDIDATES = ['gpu', 'wasm', 'TF.js webgpu', 'PyTorch CUDA'] as const;
type Candidate = (typeof CANDIDATES)[number];
type Times = Readonly<Record<Candidate, number | null>>;

/** Whoever takes longer for a step than this is not asked for a larger batch. */
const STEP_MS_MAX = 2_000;

const peerScript = process.env['BNLAB_BENCH_PEER'];
if (peerScript === undefined) throw new Error('Started by npm run bench:gpu.');
const batches = options.batches.split(',').map(Number);
if (!batches.every((size) => Number.isInteger(size) && size >= 2)) {
  throw new Error(`--batches: expected integers of at least 2, as in 64,128; received "${options.batches}"`);
}
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new Error(`--rounds: expected an integer of at least 1; received "${options.rounds}"`);
}

const nets = NETS.filter(({ name }) => NAMES.includes(name) && name.includes(options.only));
if (nets.length === 0) {
  throw new Error(`--only: expected a part of one of the names ${NAMES.join('; ')}; received "${options.only}"`);
}

const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));

const gpu = await openGpu();
if (gpu === null) process.exit(1);
const { device: wasm } = await openTurboDevice();
// Before the first net, as TF.js is in every round: it must not find its backend missing in the middle.
if (options.peers) await startTfjsWebGpu();
const peer = options.peers ? await PytorchPeer.startOnCuda(peerScript) : null;

print(`${gpu.describe().description}; ${wasm.describe().description} on ${cpus()[0]?.model ?? 'an unknown processor'}`);
if (gpu.isSoftware)
  print('SOFTWARE plays the GPU: these figures show that the benchmark works, not how fast a GPU is.');
if (peer === null && options.peers) print('PyTorch with CUDA: not here; its column stays empty');

const results: { readonly net: string; readonly times: (Times & { readonly batchSize: number })[] }[] = [];
for (const net of nets) {
  print(`\n${net.name}: ms per step, median of ${rounds} rounds`);
  print(row(['batch', ...CANDIDATES]));
  const times: (Times & { readonly batchSize: number })[] = [];
  for (const batchSize of batches) {
    const former = times.at(-1);
    const asked = CANDIDATES.filter((candidate) => former === undefined || worthAsking(former[candidate]));
    const timed = { batchSize, ...(await timesOf({ ...net, spec: { ...net.spec, batchSize } }, asked)) };
    times.push(timed);
    print(row([String(batchSize), ...CANDIDATES.map((candidate) => timed[candidate]?.toFixed(3) ?? '–')]));
  }
  const from = crossing(times);
  if (!gpu.isSoftware) {
    print(from === null ? 'The GPU does not beat WASM here.' : `The GPU beats WASM from a batch of ${from}.`);
  }
  results.push({ net: net.name, times });
}
peer?.stop();
gpu.close();
if (options.json) {
  const report = results.map((result) => ({ ...result, crossing: gpu.isSoftware ? null : crossing(result.times) }));
  const devices = { gpu: gpu.describe(), isSoftware: gpu.isSoftware, wasm: wasm.describe() };
  process.stdout.write(`${JSON.stringify({ ...devices, results: report }, null, 2)}\n`);
}
// Dawn's devices keep the process alive.
process.exit(0);

/** A candidate that failed or grew slow at the batch before stays out. */
function worthAsking(formerMs: number | null): boolean {
  return formerMs !== null && formerMs < STEP_MS_MAX;
}

async function openGpu(): Promise<GpuDevice | null> {
  try {
    return await openDawnGpu({ allowSoftware: allowsSoftwareGpu() });
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    process.stdout.write(`No GPU was timed, because none is here: ${thrown.message}\n`);
    return null;
  }
}

async function timesOf(net: Net, asked: readonly Candidate[]): Promise<Times> {
  const runners: [Candidate, Runner][] = [];
  for (const candidate of asked) {
    const runner = await runnerOf(candidate, net);
    if (runner !== null) runners.push([candidate, runner]);
  }
  const times = await timeInTurns(runners, rounds);
  for (const [, runner] of runners) await runner.dispose();
  const ms = (candidate: Candidate) => times.get(candidate)?.median ?? null;
  return { gpu: ms('gpu'), wasm: ms('wasm'), 'TF.js webgpu': ms('TF.js webgpu'), 'PyTorch CUDA': ms('PyTorch CUDA') };
}

async function runnerOf(candidate: Candidate, net: Net): Promise<Runner | null> {
  switch (candidate) {
    case 'gpu':
      return gpu === null ? null : deviceRunner(net, gpu);
    case 'wasm':
      return deviceRunner(net, wasm);
    case 'TF.js webgpu':
      return options.peers ? tfjsWebGpuRunner(net) : null;
    case 'PyTorch CUDA':
      return peer === null ? null : peer.runner(net);
    default:
      return candidate satisfies never;
  }
}

/** A batch may be larger than the device's memory. */
async function deviceRunner(net: Net, device: Device): Promise<Runner | null> {
  try {
    return await ourRunner(net, device);
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    print(`${device.name}, batch ${net.spec.batchSize}: ${thrown.message}`);
    return null;
  }
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padStart(6) : cell.padStart(13))).join(' ');
}
