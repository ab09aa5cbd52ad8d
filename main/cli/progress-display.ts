import { createLogUpdate } from 'log-update';
import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal } from '#core/run/run-status.ts';
import { formatDuration } from '#core/format/duration.ts';
import { formatCount } from '#core/format/number.ts';
import { bar } from './bar.ts';
import { colouredText, type Colors } from './colors.ts';
import type { Output } from './output.ts';
import type { ExperimentProgress } from './progress.ts';
import { outcomeText, resultText, statusText } from './run-text.ts';
import { shortened } from './text-table.ts';

/** Shows the progress of an experiment. Both kinds write to stderr. */
export interface ProgressDisplay {
  /** Called when a run has changed; `before` is its previous record. */
  changed(run: RunRecord, before: RunRecord | undefined): void;
  /** Prints a line beside the progress. */
  note(text: string): void;
  close(): void;
}

/** @param nameOf a run's display name */
export function progressDisplay(
  progress: ExperimentProgress,
  output: Output,
  nameOf: (run: RunRecord) => string,
): ProgressDisplay {
  return output.live ? new LiveDisplay(progress, output.colors.err, nameOf) : new LineDisplay(progress, output, nameOf);
}

const REDRAW_MS = 120;
const NAME_WIDTH_MAX = 48;

/** On a terminal: one line per run, overwritten in place, and one for the total. */
class LiveDisplay implements ProgressDisplay {
  readonly #progress: ExperimentProgress;
  readonly #colors: Colors;
  readonly #nameOf: (run: RunRecord) => string;
  readonly #update = createLogUpdate(process.stderr);
  readonly #timer: NodeJS.Timeout;

  constructor(progress: ExperimentProgress, colors: Colors, nameOf: (run: RunRecord) => string) {
    this.#nameOf = nameOf;
    this.#progress = progress;
    this.#colors = colors;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  changed(): void {
    // Drawn on the next tick: events arrive faster than anybody can read.
  }

  note(text: string): void {
    this.#update.persist(colouredText(text));
  }

  close(): void {
    clearInterval(this.#timer);
    this.#draw();
    this.#update.done();
  }

  #draw(): void {
    const runs = this.#progress.runs;
    const now = Date.now();
    // If there are more runs than lines, finished ones make room.
    const room = Math.max(3, (process.stderr.rows ?? 24) - 4);
    const shown = runs.length <= room ? runs : runs.filter((run) => !isFinal(run.status)).slice(0, room);
    const nameWidth = Math.min(NAME_WIDTH_MAX, Math.max(...runs.map((run) => this.#nameOf(run).length)));
    const lines = shown.map((run) => this.#line(run, nameWidth, now));
    this.#update(colouredText([...lines, this.#overall(now)].join('\n')));
  }

  #line(run: RunRecord, nameWidth: number, now: number): string {
    const { dim } = this.#colors;
    const name = shortened(this.#nameOf(run), nameWidth).padEnd(nameWidth);
    if (isFinal(run.status)) return `${name}  ${outcomeText(run, this.#colors)}  ${dim(resultText(run))}`;
    if (run.status === 'queued') return `${name}  ${statusText(run.status, this.#colors)}`;
    const left = this.#progress.leftMsOf(run, now);
    const steps = run.stepsTotal === null ? 'starting' : `${formatCount(run.steps)}/${formatCount(run.stepsTotal)}`;
    return `${name}  ${bar(this.#progress.shareOf(run), this.#colors)}  ${steps}${left === null ? '' : dim(`  ${leftText(left)}`)}`;
  }

  #overall(now: number): string {
    const { bold, dim } = this.#colors;
    const { endedCount, runs, share } = this.#progress;
    const left = endedCount === runs.length ? null : this.#progress.leftMs(now);
    const text = `${endedCount} of ${runs.length} runs, ${Math.floor(share * 100)} %`;
    return `${bold(text)}${left === null ? '' : dim(`, ${leftText(left)}`)}`;
  }
}

/** In a pipe or a log: a line when a run starts or ends, and one per tenth of the total. */
class LineDisplay implements ProgressDisplay {
  readonly #progress: ExperimentProgress;
  readonly #output: Output;
  readonly #nameOf: (run: RunRecord) => string;
  #tenths = 0;

  constructor(progress: ExperimentProgress, output: Output, nameOf: (run: RunRecord) => string) {
    this.#nameOf = nameOf;
    this.#progress = progress;
    this.#output = output;
  }

  changed(run: RunRecord, before: RunRecord | undefined): void {
    const colors = this.#output.colors.err;
    if (run.status !== before?.status) {
      if (run.status === 'running') this.#output.note(`${this.#nameOf(run)}: started`);
      if (isFinal(run.status)) {
        const result = resultText(run);
        this.#output.note(`${this.#nameOf(run)}: ${outcomeText(run, colors)}${result === '' ? '' : `, ${result}`}`);
      }
    }
    const tenths = Math.floor(this.#progress.share * 10);
    if (tenths > this.#tenths && tenths < 10) {
      this.#tenths = tenths;
      const left = this.#progress.leftMs(Date.now());
      this.#output.note(`${tenths * 10} % of all steps${left === null ? '' : `, ${leftText(left)}`}`);
    }
  }

  note(text: string): void {
    this.#output.note(text);
  }

  close(): void {
    // Nothing to clear: each line was written once.
  }
}

function leftText(leftMs: number): string {
  return leftMs < 1_000
    ? 'less than a second left'
    : `about ${formatDuration(Math.round(leftMs / 1_000) * 1_000).replace('.0 s', ' s')} left`;
}
