import { untrack } from 'svelte';
import { TEST_ACCURACY, TEST_LOSS, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal } from '#core/run/run-status.ts';
import type { StepRange } from '#core/series/step-range.ts';
import type { LabClient } from '../../api/connection.svelte.ts';
import { armColorIndex } from '../../charts/arm-color.ts';
import type { ChartRange, ChartSeries } from '../../charts/series.ts';
import { DrawnCurves, type DrawnLine } from '../../state/drawn-curves.svelte.ts';
import type { ExperimentState } from '../../state/experiment.svelte.ts';
import { armLines, armSeries, defaultWindow, lossCeiling, type ArmLine, type ComparedArm } from './arm-series.ts';

export type LossSplit = 'train' | 'test';

/**
 * Points of all runs that are followed at most: to draw them anew a few times a second has to be nothing to the page.
 * Curves of longer runs are drawn by the lab.
 */
const FOLLOWED_POINTS_MAX = 2 ** 18;

/** What the person chose to see of a comparison, and the lines that follow from it. */
export class CompareView {
  axis = $state<'epochs' | 'steps'>('epochs');
  lossScale = $state<'linear' | 'logarithmic'>('linear');
  lossSplit = $state<LossSplit>('train');
  perSeed = $state(false);
  hiddenArms = $state.raw<readonly string[]>([]);
  #chosenWindow = $state<number | null>(null);

  /** What is in view of each chart, on its horizontal axis; null where all is. */
  lossRange = $state.raw<ChartRange | null>(null);
  accuracyRange = $state.raw<ChartRange | null>(null);

  readonly lossCurves: DrawnCurves<ArmLine>;
  readonly accuracyCurves: DrawnCurves<ArmLine>;
  readonly #state: ExperimentState;

  constructor(state: ExperimentState, client: LabClient) {
    this.#state = state;
    this.lossCurves = new DrawnCurves(client, state.chunksAtHand);
    this.accuracyCurves = new DrawnCurves(client, state.chunksAtHand);
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

  readonly lossName = $derived(this.lossSplit === 'train' ? TRAIN_LOSS : TEST_LOSS);
  readonly #isLossFollowed = $derived.by(() => {
    const { runs } = this.#state;
    return runs.some(({ status }) => !isFinal(status)) && this.stepsTotal * runs.length <= FOLLOWED_POINTS_MAX;
  });
  /** Null until there is an answer to what is asked for now: the curves of one loss are not drawn as those of the other. */
  readonly #lossDrawn = $derived.by(() => {
    const { shown } = this.lossCurves;
    return shown?.every(({ line }) => line.name === this.lossName) ? shown : null;
  });
  readonly isLossLoaded = $derived(this.#lossDrawn !== null);
  readonly #lossArms = $derived.by(() => this.#shownArms(this.#lossDrawn ?? []));
  /** Where the axis of the loss ends; undefined where it ends with the data. */
  readonly ceiling = $derived(this.lossScale === 'linear' ? lossCeiling(this.#lossArms) : undefined);
  readonly loss = $derived.by(() => this.#lines(this.#lossArms, this.ceiling));
  readonly testAccuracy = $derived.by(() => this.#lines(this.#shownArms(this.accuracyCurves.shown ?? [])));

  /** Asks for the curves that are to be drawn by now. In an effect, it does so again whenever others are. */
  askLoss(): void {
    this.#ask(this.lossCurves, this.lossName, this.lossSplit === 'train' ? this.window : 1, this.lossRange);
  }

  askAccuracy(): void {
    this.#ask(this.accuracyCurves, TEST_ACCURACY, 1, this.accuracyRange);
  }

  /**
   * Has the points of the loss at hand while they still come, unless those are too many. In an effect, it does so again
   * where another loss is shown. @returns what ends it
   */
  followLoss(): (() => void) | undefined {
    const [name, isFollowed] = [this.lossName, this.#isLossFollowed];
    if (!isFollowed) return undefined;
    return this.#state.follow(
      untrack(() => this.#state.runs.map(({ id }) => id)),
      [name],
    );
  }

  stop(): void {
    this.lossCurves.stop();
    this.accuracyCurves.stop();
  }

  isShown(arm: string): boolean {
    return !this.hiddenArms.includes(arm);
  }

  toggleArm(arm: string): void {
    this.hiddenArms = this.isShown(arm) ? [...this.hiddenArms, arm] : this.hiddenArms.filter((name) => name !== arm);
  }

  /** Options of a chart's horizontal axis. */
  readonly horizontal = $derived.by(() => ({
    xTitle: this.axis === 'epochs' ? 'Epoch' : 'Step',
    xMin: 0,
    ...(this.xMax === undefined ? {} : { xMax: this.xMax }),
    describeX: (x: number) => this.describeX(x),
  }));

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

  #ask(curves: DrawnCurves<ArmLine>, name: string, window: number, range: ChartRange | null): void {
    const options = { name, window, perSeed: this.perSeed };
    const lines = this.#state.arms
      .flatMap((arm) => armLines(arm, this.#runsOf(arm), options))
      .map((line) => ({ line, growth: this.#state.growthOf(name, line.runIds) }));
    const inView = new Map(this.#state.arms.map((arm) => [arm, range === null ? null : this.#stepsOf(arm, range)]));
    curves.ask({
      lines,
      inView: range === null ? null : ({ arm }) => inView.get(arm) ?? null,
    });
  }

  /** The steps in view, and as many again, so that lines reach the border and a little beyond it. */
  #stepsOf(arm: string, { min, max }: ChartRange): StepRange | null {
    const stepsPerX = this.axis === 'steps' ? 1 : this.#stepsPerEpoch(arm);
    if (stepsPerX === null) return null;
    const beyond = (max - min) / 2;
    return { from: Math.max(0, min - beyond) * stepsPerX, to: Math.max(0, max + beyond) * stepsPerX };
  }

  #stepsPerEpoch(arm: string): number | null {
    return this.#runsOf(arm).find((run) => run.stepsPerEpoch !== null)?.stepsPerEpoch ?? null;
  }

  #runsOf(arm: string): RunRecord[] {
    return this.#state.runs.filter((run) => run.arm === arm);
  }

  #arm(name: string, lines: readonly DrawnLine<ArmLine>[]): ComparedArm {
    const extents = lines.find(({ line }) => line.part === 'mean')?.curve.extents ?? [];
    return {
      name,
      colorIndex: armColorIndex(this.#state.arms, this.#state.baseline, name),
      runs: this.#runsOf(name).map(({ seed, status, divergedAtStep }, index) => ({
        seed,
        status,
        divergedAtStep,
        ...(extents[index] ?? { largest: null, last: null }),
      })),
      stepsPerEpoch: this.#stepsPerEpoch(name),
      lines,
    };
  }

  #shownArms(drawn: readonly DrawnLine<ArmLine>[]): ComparedArm[] {
    return this.#state.arms
      .filter((arm) => this.isShown(arm))
      .map((arm) =>
        this.#arm(
          arm,
          drawn.filter(({ line }) => line.arm === arm),
        ),
      );
  }

  #lines(arms: readonly ComparedArm[], ceiling?: number): ChartSeries[] {
    const options = { axis: this.axis, ...(ceiling === undefined ? {} : { ceiling }) };
    return arms.flatMap((arm) => armSeries(arm, options));
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
