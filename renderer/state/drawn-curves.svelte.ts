import { assert } from '#core/assert.ts';
import { CURVE_POINTS_MAX, type CurveRequest } from '#core/contract/curve-record.ts';
import { decodeCurve } from '#core/contract/series-codec.ts';
import type { CurveChunk } from '#core/series/curve.ts';
import { drawnCurve, type DrawnCurve } from '#core/stats/drawn-curve.ts';
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

/** All points of a series of one run by now, where the page has them; null where only the lab does. */
export type ChunksAtHand = (runId: string, name: string) => readonly CurveChunk[] | null;

export interface GrowingLine<Line> {
  readonly line: Line;
  /** Another number where the series of the line have grown. */
  readonly growth: number;
}

interface Question<Line> {
  readonly lines: readonly GrowingLine<Line>[];
  /** Which steps of a line are in view; null where all are. */
  readonly inView: ((line: Line) => StepRange | null) | null;
}

interface Wanted<Line> extends GrowingLine<Line> {
  /** Null for the whole curve. */
  readonly range: StepRange | null;
}

/** By what was asked for. */
type Answers = ReadonlyMap<string, DrawnCurve>;

/**
 * The curves of one chart, computed from whole series: here where all their points are at hand, and by the lab where
 * they are not. What a thinned one leaves out is asked for once the steps are in view. Nothing is asked twice, so of
 * lines of which some grow only those are asked for again. While an answer is under way, the last one stays.
 */
export class DrawnCurves<Line extends CurveLine> {
  /** Null until the first answer. */
  shown = $state.raw<readonly DrawnLine<Line>[] | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #client: Pick<LabClient, 'runs'>;
  readonly #chunksAtHand: ChunksAtHand;
  #next: Question<Line> | null = null;
  #answering = false;
  #stopped = false;
  #whole: Answers = new Map();
  /** Of the lines that are thinned, what is in view. */
  #details: Answers = new Map();

  constructor(client: Pick<LabClient, 'runs'>, chunksAtHand: ChunksAtHand = () => null) {
    this.#client = client;
    this.#chunksAtHand = chunksAtHand;
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

  async #answer({ lines, inView }: Question<Line>): Promise<readonly DrawnLine<Line>[]> {
    const wholes = lines.map((one) => ({ ...one, range: null }));
    this.#whole = await this.#answersTo(wholes, this.#whole);
    // What the line itself says, such as its colour, may have changed without its points.
    const whole = wholes.map((one) => ({ ...one, curve: curveOf(this.#whole, one) }));
    if (inView === null) return whole.map(({ line, curve }) => ({ line, curve }));
    const closer = whole.flatMap(({ line, growth, curve }) => {
      const range = curve.points > curve.steps.length ? inView(line) : null;
      return range === null ? [] : [{ line, growth, range }];
    });
    this.#details = await this.#answersTo(closer, this.#details);
    return whole.map(({ line, curve }) => {
      const detail = closer.find((one) => one.line === line);
      return { line, curve: detail === undefined ? curve : spliceCurve(curve, curveOf(this.#details, detail)) };
    });
  }

  /** @param known what was answered the last time */
  async #answersTo(wanted: readonly Wanted<Line>[], known: Answers): Promise<Answers> {
    const answers = new Map<string, DrawnCurve>();
    const asked: Wanted<Line>[] = [];
    for (const one of wanted) {
      const curve = known.get(keyOf(one)) ?? this.#curveAtHand(one);
      if (curve === null) asked.push(one);
      else answers.set(keyOf(one), curve);
    }
    if (asked.length === 0) return answers;
    const curves = asked.map(({ line: { runIds, name, window }, range }) => {
      return { runIds, name, window, ...(range === null ? {} : { fromStep: range.from, toStep: range.to }) };
    });
    const records = await this.#client.runs.curves({ curves });
    for (const [index, one] of asked.entries()) answers.set(keyOf(one), decodeCurve(records[index]));
    return answers;
  }

  /** As the lab would compute it. */
  #curveAtHand({ line: { runIds, name, window }, range }: Wanted<Line>): DrawnCurve | null {
    const runs: (readonly CurveChunk[])[] = [];
    for (const runId of runIds) {
      const chunks = this.#chunksAtHand(runId, name);
      if (chunks === null) return null;
      runs.push(chunks);
    }
    return drawnCurve(runs, window, range ?? { from: 0, to: Infinity }, CURVE_POINTS_MAX);
  }
}

function keyOf({ line: { runIds, name, window }, growth, range }: Wanted<CurveLine>): string {
  return JSON.stringify([runIds, name, window, growth, range]);
}

function curveOf(answers: Answers, wanted: Wanted<CurveLine>): DrawnCurve {
  const curve = answers.get(keyOf(wanted));
  assert(curve !== undefined, 'every line that was asked for is answered');
  return curve;
}
