import { armColorIndex } from '../../charts/arm-color.ts';
import type { ChartSeries } from '../../charts/series.ts';
import type { ExperimentState } from '../../state/experiment.svelte.ts';
import { armSeries, defaultWindow, lossCeiling, type ComparedArm } from './arm-series.ts';

export type LossSplit = 'train' | 'test';

/** What the person chose to see of a comparison, and the lines that follow from it. */
export class CompareView {
  axis = $state<'epochs' | 'steps'>('epochs');
  lossScale = $state<'linear' | 'logarithmic'>('linear');
  lossSplit = $state<LossSplit>('train');
  perSeed = $state(false);
  hiddenArms = $state.raw<readonly string[]>([]);
  #chosenWindow = $state<number | null>(null);

  readonly #state: ExperimentState;

  constructor(state: ExperimentState) {
    this.#state = state;
  }

  readonly stepsTotal = $derived.by(() => Math.max(1, ...this.#state.runs.map((run) => run.stepsTotal ?? run.steps)));
  readonly epochsTotal = $derived.by(() =>
    Math.max(0, ...this.#state.runs.map((run) => (run.stepsPerEpoch ? (run.stepsTotal ?? 0) / run.stepsPerEpoch : 0))),
  );
  readonly xMax = $derived(this.axis === 'steps' ? this.stepsTotal : this.epochsTotal || undefined);

  /** Steps that one point of the training loss stands for. */
  get window(): number {
    return this.#chosenWindow ?? defaultWindow(this.stepsTotal);
  }

  set window(window: number) {
    this.#chosenWindow = window;
  }

  readonly #lossArms = $derived.by(() => this.#shownArms(this.lossSplit === 'train' ? 'train/loss' : 'test/loss'));
  /** Where the axis of the loss ends; undefined where it ends with the data. */
  readonly ceiling = $derived(this.lossScale === 'linear' ? lossCeiling(this.#lossArms) : undefined);
  readonly loss = $derived.by(() =>
    this.#lines(this.#lossArms, this.lossSplit === 'train' ? this.window : 1, this.ceiling),
  );
  readonly testAccuracy = $derived.by(() => this.#lines(this.#shownArms('test/accuracy'), 1));

  isShown(arm: string): boolean {
    return !this.hiddenArms.includes(arm);
  }

  toggleArm(arm: string): void {
    this.hiddenArms = this.isShown(arm) ? [...this.hiddenArms, arm] : this.hiddenArms.filter((name) => name !== arm);
  }

  /** "Epoch 1.2, step 1,200", with steps only where all arms have the same number of them in an epoch. */
  describeX(x: number): string {
    const perEpoch = new Set(this.#state.runs.map((run) => run.stepsPerEpoch).filter((steps) => steps !== null));
    const [stepsPerEpoch] = perEpoch;
    const step = (value: number) => `step ${Math.round(value).toLocaleString('en-US')}`;
    const epoch = (value: number) => `epoch ${Number(value.toFixed(2))}`;
    if (perEpoch.size !== 1) return capitalized(this.axis === 'steps' ? step(x) : epoch(x));
    return capitalized(
      this.axis === 'steps' ? `${step(x)} · ${epoch(x / stepsPerEpoch)}` : `${epoch(x)} · ${step(x * stepsPerEpoch)}`,
    );
  }

  #arm(name: string, series: string): ComparedArm {
    const runs = this.#state.runs.filter((run) => run.arm === name);
    return {
      name,
      colorIndex: armColorIndex(this.#state.arms, this.#state.baseline, name),
      runs: runs.map((run) => ({
        seed: run.seed,
        status: run.status,
        divergedAtStep: run.divergedAtStep,
        curve: this.#state.curve(run.id, series),
      })),
      stepsPerEpoch: runs.find((run) => run.stepsPerEpoch !== null)?.stepsPerEpoch ?? null,
    };
  }

  #shownArms(series: string): ComparedArm[] {
    return this.#state.arms.filter((arm) => this.isShown(arm)).map((arm) => this.#arm(arm, series));
  }

  #lines(arms: readonly ComparedArm[], window: number, ceiling?: number): ChartSeries[] {
    const options = { axis: this.axis, window, perSeed: this.perSeed, ...(ceiling === undefined ? {} : { ceiling }) };
    return arms.flatMap((arm) => armSeries(arm, options));
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
