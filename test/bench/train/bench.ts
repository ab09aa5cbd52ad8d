import { parseArgs } from 'node:util';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { openTurboDevice } from '#main/jobs/turbo/turbo.ts';
import { COMPARISON_GOAL, comparisonTime } from './comparison.ts';
import { NET_NOTES, NETS } from './nets.ts';
import { PytorchPeer } from './pytorch-peer.ts';
import { stepTimes, type StepTimes } from './step-times.ts';

/**
 * `npm run bench:train [-- --json] [--rounds N] [--only part of a name] [--no-turbo] [--no-comparison]
 * [--no-peers]`: step times of the wasm device beside PyTorch's and TF.js's, one core and one thread each, medians of
 * interleaved rounds, and the time of a whole comparison (`--only comparison` for that alone).
 */

/** Our median by the other's; null where it is not here. */
type Ratios = Readonly<Record<'pytorch' | 'tfjs', number | null>>;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    turbo: { type: 'boolean', default: true },
    comparison: { type: 'boolean', default: true },
    peers: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new Error(`--rounds: expected an integer of at least 1; received "${options.rounds}"`);
}
const nets = NETS.filter(({ name }) => name.includes(options.only));
if (nets.length === 0 && !'comparison'.includes(options.only)) {
  const names = [...NETS.map(({ name }) => name), 'comparison'];
  throw new Error(`--only: expected a part of one of the names ${names.join('; ')}; received "${options.only}"`);
}

const [jobEntry, peerScript] = [process.env['BNLAB_BENCH_JOB'], process.env['BNLAB_BENCH_PEER']];
if (jobEntry === undefined || peerScript === undefined) throw new Error('Started by npm run bench:train.');

const { device, probe } = options.turbo ? await openTurboDevice() : { device: await openWasmDevice(), probe: null };
const peer = options.peers ? PytorchPeer.start(peerScript) : null;
const results: { name: string; times: StepTimes; ratios: Ratios; goals: (typeof NETS)[number]['goals'] }[] = [];
const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));

print(`${device.describe().description}; Node ${process.versions.node}, V8 ${process.versions.v8}`);
if (probe !== null) {
  print(
    `turbo probe: ${probe.plainMs.toFixed(2)} → ${probe.turboMs.toFixed(2)} ms, ${probe.sameBits ? 'same bits' : 'other bits'}`,
  );
}
if (peer === null)
  print('PyTorch: not here (Debian: apt install python3-torch libopenblas0-pthread); its columns stay empty');
print(`${NET_NOTES}\n\nms per step, median (minimum)`);
print(row(['net', 'ours', 'PyTorch', 'TF.js wasm', '÷ PyTorch', 'goal', '÷ TF.js', 'goal']));
for (const { name, goals, ...net } of nets) {
  const times = await stepTimes({ name, goals, ...net }, device, { pytorch: peer, tfjs: options.peers }, rounds);
  const ratios = { pytorch: ratio(times, 'pytorch'), tfjs: ratio(times, 'tfjs') };
  results.push({ name, times, ratios, goals });
  const cell = (time: StepTimes['ours']) =>
    time === undefined ? '–' : `${time.median.toFixed(3)} (${time.minimum.toFixed(3)})`;
  const { pytorch, tfjs } = ratios;
  print(
    row([
      ...[name, cell(times.ours), cell(times.pytorch), cell(times.tfjs)],
      ...[pytorch === null ? '–' : pytorch.toFixed(2), `≤ ${goals.pytorch}`],
      ...[
        tfjs === null ? '–' : `1/${(1 / tfjs).toFixed(1)}`,
        goals.tfjs === null ? '–' : `≤ 1/${Math.round(1 / goals.tfjs)}`,
      ],
    ]),
  );
}

const comparison =
  options.comparison && 'comparison'.includes(options.only) ? await comparisonTime(peer, jobEntry) : null;
if (comparison !== null) {
  const { oursSeconds, pytorchSeconds } = comparison;
  const share = pytorchSeconds === null ? '–' : (oursSeconds / pytorchSeconds).toFixed(2);
  print(
    `\nmnist-fig1, 2 arms × 4 seeds, evaluation and storing included: ours (2 jobs) ${oursSeconds.toFixed(1)} s, ` +
      `PyTorch ${pytorchSeconds?.toFixed(1) ?? '–'} s, ÷ ${share} (goal ≤ ${COMPARISON_GOAL})`,
  );
}
peer?.stop();
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ device: device.describe(), probe, versions: process.versions, results, comparison }, null, 2)}\n`,
  );
}

function ratio(times: StepTimes, other: 'pytorch' | 'tfjs'): number | null {
  const [ours, theirs] = [times.ours, times[other]];
  return ours === undefined || theirs === undefined ? null : ours.median / theirs.median;
}

function row(cells: readonly string[]): string {
  const widths = [17, 16, 18, 20, 10, 7, 9, 7];
  return cells
    .map((cell, index) => cell.padEnd(widths[index]))
    .join(' ')
    .trimEnd();
}
