import type { Dataset } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import type { Probe } from '#core/probes/probe.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { FinishedEvent, PointsEvent, StartedEvent, TrainEvent } from '#core/train/events.ts';
import type { RunControl } from '#core/train/run-control.ts';
import type { StartFrom } from '#core/train/starting-point.ts';
import { train } from '#core/train/train.ts';
import { smallDataset } from '../nn/small-dataset.ts';

export interface RecordOptions {
  readonly seed?: number;
  readonly dataset?: Dataset;
  readonly device?: Device;
  readonly clock?: () => number;
  /** Cancels the run once it is aborted. */
  readonly signal?: { readonly aborted: boolean };
  readonly control?: RunControl;
  readonly from?: StartFrom;
  readonly earlierMs?: number;
  readonly probes?: readonly Probe[];
  readonly onEvent?: (event: TrainEvent) => void;
}

/** One point of a series. */
export interface Point {
  readonly step: number;
  readonly values: readonly number[];
}

/** What a run announced, put together again. */
export class RecordedRun {
  readonly events: readonly TrainEvent[];

  constructor(events: readonly TrainEvent[]) {
    this.events = events;
  }

  get started(): StartedEvent {
    return this.events.find((event) => event.kind === 'started')!;
  }

  get finished(): FinishedEvent {
    return this.events.find((event) => event.kind === 'finished')!;
  }

  get seriesNames(): string[] {
    return [...new Set(this.#points().map(({ series }) => series))];
  }

  series(name: string): Point[] {
    return this.#points()
      .filter(({ series }) => series === name)
      .flatMap(({ firstStep, stride, width, values }) =>
        Array.from({ length: values.length / width }, (_, index) => ({
          step: firstStep + index * stride,
          values: [...values.subarray(index * width, (index + 1) * width)],
        })),
      );
  }

  steps(name: string): number[] {
    return this.series(name).map(({ step }) => step);
  }

  scalars(name: string): number[] {
    return this.series(name).map(({ values }) => values[0]);
  }

  /** Every value of every series and tensor, as bits. */
  bits(): Record<string, number[]> {
    const bitsOf = (values: readonly number[]) => [...new Uint32Array(Float32Array.from(values).buffer)];
    return Object.fromEntries([
      ...this.seriesNames.map((name) => [
        name,
        bitsOf(this.series(name).flatMap(({ step, values }) => [step, ...values])),
      ]),
      ...this.finished.tensors.map(({ path, values }) => [path, bitsOf([...values])]),
    ]);
  }

  #points(): PointsEvent[] {
    return this.events.filter((event) => event.kind === 'points');
  }
}

/** Runs a spec to its end, on the reference device and with a clock that stands still unless told otherwise. */
export async function recordRun(spec: RunSpec, options: RecordOptions = {}): Promise<RecordedRun> {
  const {
    seed = 1,
    dataset = smallDataset(),
    device = new ReferenceDevice(),
    clock = () => 0,
    signal = { aborted: false },
    control = {
      get request() {
        return signal.aborted ? ('cancel' as const) : null;
      },
    },
    from,
    earlierMs,
    probes,
    onEvent,
  } = options;
  const events: TrainEvent[] = [];
  for await (const event of train({ spec, seed, dataset, device, clock, control, from, earlierMs, probes })) {
    events.push(event);
    onEvent?.(event);
  }
  return new RecordedRun(events);
}
