import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { findRecipe } from '#core/spec/recipes/recipes.ts';
import { startTfjs } from '#test/conformance/tfjs/tfjs-backend.ts';
import { deviceSubject } from './device-subject.ts';
import { measure, type Measurement, type Subject } from './subject.ts';
import { syntheticDigits } from './synthetic-digits.ts';
import { tfjsSubject } from './tfjs-subject.ts';

/**
 * Step time of the recipe mnist-fig1, without and with BN: the wasm device beside TF.js's wasm backend, one thread each,
 * in one process. `--rounds N` (40 if not given), `--json` for one JSON object instead of the table.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '40' } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds: expected an integer of at least 1, received "${values.rounds}"`);
  }

  await startTfjs();
  const dataset = syntheticDigits(6_000);
  const device = await openWasmDevice();
  const subjects: Subject[] = [];
  for (const [arm, spec] of Object.entries(armSpecs(findRecipe('mnist-fig1').spec))) {
    subjects.push(await deviceSubject(arm, spec, dataset, device), tfjsSubject(arm, spec, dataset));
  }
  const measurements = await measure(subjects, rounds);
  for (const subject of subjects) await subject.dispose();

  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const report = { network: '784-100-100-100-10 sigmoid, batch 60', machine, measurements };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
}

function table(report: {
  readonly network: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly measurements: readonly Measurement[];
}): string {
  const { machine } = report;
  const header = ['arm', 'engine', 'median ms/step', 'min ms/step'];
  const rows = report.measurements.map(({ arm, engine, medianMs, minMs }) => {
    return [arm, engine, medianMs.toFixed(3), minMs.toFixed(3)];
  });
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((text, column) => (column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column]))).join('  ');
  return [
    `${report.network}; ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
    line(header),
    ...rows.map(line),
    '',
  ].join('\n');
}
