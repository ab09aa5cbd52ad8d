import { setFlagsFromString } from 'node:v8';
import type { Device } from '#core/device/device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { CannedTraining } from './canned-training.ts';

/**
 * Turbo: V8's revectorization of WebAssembly pairs 128-bit operations into 256-bit ones. It is experimental in V8, so
 * it is used only if it proves itself in this very process: the canned training must give the same bits and be faster.
 * The flag applies to the whole process and affects code compiled from then on. So the plain kernels are compiled and
 * run first, the others after the flag is set, and then the two are timed in turns. The flag is finally left as the
 * winner needs it.
 */

/** Rounds of both, in turns; the best of each counts, because other processes can only slow a round down. */
const ROUNDS = 12;
/** The advantage that justifies a different way of compiling. */
const TIME_SHARE_MAX = 0.9;

/** After this many rounds without a new best, the engine is assumed to have finished optimizing. */
const ROUNDS_UNTIL_SETTLED = 10;
const SETTLING_MS = { least: 40, most: 250 };

export interface TurboProbe {
  readonly sameBits: boolean;
  /** Milliseconds of the best round. */
  readonly plainMs: number;
  readonly turboMs: number;
  readonly chosen: boolean;
}

/** A wasm device, with turbo if that proves itself. */
export async function openTurboDevice(): Promise<{ readonly device: Device; readonly probe: TurboProbe }> {
  const plain = await openWasmDevice();
  await settle(plain);
  setFlagsFromString('--experimental-wasm-revectorize');
  const turbo = await openWasmDevice({ codeName: 'turbo', wideTiles: true, remark: 'turbo (256-bit vectors)' });
  await settle(turbo);
  const probe = await compare(plain, turbo);
  if (!probe.chosen) setFlagsFromString('--no-experimental-wasm-revectorize');
  return { device: probe.chosen ? turbo : plain, probe };
}

/**
 * Runs until V8 has optimized the kernels in the background. (Forcing optimization at once, with `--no-liftoff`, kills
 * Electron's process.)
 */
async function settle(device: Device): Promise<void> {
  const training = await CannedTraining.on(device);
  const start = performance.now();
  const elapsedMs = () => performance.now() - start;
  let best = Infinity;
  let since = 0;
  while (elapsedMs() < SETTLING_MS.most && (since < ROUNDS_UNTIL_SETTLED || elapsedMs() < SETTLING_MS.least)) {
    const ms = await training.advance();
    since = ms < best ? 0 : since + 1;
    best = Math.min(best, ms);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await training.dispose();
}

async function compare(plain: Device, turbo: Device): Promise<TurboProbe> {
  const trainings = { plain: await CannedTraining.on(plain), turbo: await CannedTraining.on(turbo) };
  const bestMs = { plain: Infinity, turbo: Infinity };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of ['plain', 'turbo'] as const) bestMs[way] = Math.min(bestMs[way], await trainings[way].advance());
  }
  const [plainBits, turboBits] = [await trainings.plain.bits(), await trainings.turbo.bits()];
  await Promise.all([trainings.plain.dispose(), trainings.turbo.dispose()]);
  const sameBits = Buffer.compare(plainBits, turboBits) === 0;
  return {
    sameBits,
    plainMs: bestMs.plain,
    turboMs: bestMs.turbo,
    chosen: sameBits && bestMs.turbo <= TIME_SHARE_MAX * bestMs.plain,
  };
}
