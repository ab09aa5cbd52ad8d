import type { CurveRequest } from '#core/contract/curve-record.ts';
import { decodeCurve } from '#core/contract/series-codec.ts';
import type { DrawnCurve } from '#core/stats/drawn-curve.ts';
import type { StepRange } from '#core/series/step-range.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';
import { spliceCurve } from './splice-curve.ts';

/** A curve that a chart wants, with whatever the chart has to know of it. */
export type CurveLine = Pick<CurveRequest, 'runIds' | 'name' | 'window'>;

export interface DrawnLine<Line extends CurveLine> {
  readonly line: Line;
  readonly curve: DrawnCurve;
}

interface Question<Line> {
  readonly lines: readonly Line[];
  /** Another one where the series have grown. */
  readonly growth: number;
  /** Which steps of a line are in view; null where all are. */
  readonly inView: ((line: Line) => StepRange | null) | null;
}

/** With what it answers, so that nothing is asked twice. */
interface Answer<Line extends CurveLine> {
  readonly key: string;
  readonly drawn: readonly DrawnLine<Line>[];
}

/**
 * The curves of one chart, as the lab computes them from whole series. What a thinned one leaves out is asked for once
 * the steps are in view. While an answer is under way, the last one stays.
 */
export class DrawnCurves<Line extends CurveLine> {
  /** Null until the first answer. */
  shown = $state.raw<readonly DrawnLine<Line>[] | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #client: Pick<LabClient, 'runs'>;
  #next: Question<Line> | null = null;
  #answering = false;
  #stopped = false;
  #whole: Answer<Line> | null = null;
  /** Of the lines that are thinned, what is in view. */
  #details: Answer<Line> | null = null;

  constructor(client: Pick<LabClient, 'runs'>) {
    this.#client = client;
  }

  /** Of several questions while the lab is busy with one, only the last is asked. */
  ask(question: Question<Line>): void {
    this.#next = question;
    if (!this.#answering) void this.#answerAll();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #answerAll(): Promise<void> {
    this.#answering = true;
    while (this.#next !== null && !this.#stopped) {
      const question = this.#next;
      this.#next = null;
      const startedAt = performance.now();
      try {
        const shown = await this.#answer(question);
        this.failure = null;
        this.shown = shown;
      } catch (thrown) {
        this.failure = toFailure(thrown);
      }
      // Long series that grow take the lab some time: each chart asks for half of the time at most.
      await new Promise((resolve) => setTimeout(resolve, performance.now() - startedAt));
    }
    this.#answering = false;
  }

  async #answer({ lines, growth, inView }: Question<Line>): Promise<readonly DrawnLine<Line>[]> {
    const key = JSON.stringify([growth, lines.map(({ runIds, name, window }) => [runIds, name, window])]);
    if (this.#whole?.key !== key) this.#whole = { key, drawn: await this.#request(lines, () => null) };
    // What the line itself says, such as its colour, may have changed without its points.
    const whole = this.#whole.drawn.map(({ curve }, index) => ({ line: lines[index], curve }));
    if (inView === null) return whole;
    const thinned = whole.filter(({ line, curve }) => curve.points > curve.steps.length && inView(line) !== null);
    if (thinned.length === 0) return whole;
    const closer = thinned.map(({ line }) => line);
    const detailKey = JSON.stringify([key, closer.map(inView)]);
    if (this.#details?.key !== detailKey) {
      this.#details = { key: detailKey, drawn: await this.#request(closer, inView) };
    }
    const details = this.#details.drawn;
    return whole.map(({ line, curve }) => {
      const detail = details[closer.indexOf(line)];
      return { line, curve: detail === undefined ? curve : spliceCurve(curve, detail.curve) };
    });
  }

  async #request(lines: readonly Line[], rangeOf: (line: Line) => StepRange | null): Promise<DrawnLine<Line>[]> {
    if (lines.length === 0) return [];
    const curves = lines.map((line) => {
      const { runIds, name, window } = line;
      const range = rangeOf(line);
      return { runIds, name, window, ...(range === null ? {} : { fromStep: range.from, toStep: range.to }) };
    });
    const records = await this.#client.runs.curves({ curves });
    return records.map((record, index) => ({ line: lines[index], curve: decodeCurve(record) }));
  }
}
