import { formatList, formatPlural } from '#core/format/words.ts';

/** A run as far as it is known. */
export interface LostRun {
  readonly experimentId: string | null;
  readonly arm: string | null;
  readonly seed: number | null;
}

/** What a recovery could not save, or not for certain: by experiment and run, so that both people and records can be told. */
export class Losses {
  readonly #experiments = new Map<string, Set<string>>();
  readonly #runs = new Map<string, Set<string>>();
  readonly #lostExperiments = new Set<string>();
  readonly #lostRuns = new Map<string, LostRun>();
  readonly #others = new Set<string>();

  experimentLost(id: string): void {
    this.#lostExperiments.add(id);
  }

  runLost(id: string, run: LostRun): void {
    this.#lostRuns.set(id, run);
  }

  /** @param what words that continue "of this experiment": `its note may have changed` */
  experimentDamaged(id: string, what: string): void {
    added(this.#experiments, id, what);
  }

  runDamaged(id: string, what: string): void {
    added(this.#runs, id, what);
  }

  /** What belongs to no experiment or run, or to an unknown one: a sentence. */
  other(sentence: string): void {
    this.#others.add(sentence);
  }

  get experiments(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#experiments;
  }

  get runs(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#runs;
  }

  /** A sentence each. @param nameOf how people know an experiment or a run that was recovered; null if it was not */
  sentences(nameOf: (kind: 'experiment' | 'run', id: string) => string | null): string[] {
    const sentences: string[] = [];
    if (this.#lostExperiments.size > 0) {
      const count = this.#lostExperiments.size;
      sentences.push(
        `${formatPlural(count, 'experiment')} could not be read and ${count === 1 ? 'is' : 'are'} lost, with all runs.`,
      );
    }
    for (const [id, run] of this.#lostRuns) {
      const { experimentId, arm, seed } = run;
      if (experimentId !== null && this.#lostExperiments.has(experimentId)) continue;
      const experiment = experimentId === null ? null : nameOf('experiment', experimentId);
      sentences.push(
        `The run ${arm === null ? id : `"${arm}", seed ${seed}`}${experiment === null ? '' : ` of ${experiment}`} is lost.`,
      );
    }
    for (const kind of ['experiment', 'run'] as const) {
      for (const [id, what] of kind === 'experiment' ? this.#experiments : this.#runs) {
        // What belonged to something lost is lost with it.
        if (kind === 'experiment' ? this.#lostExperiments.has(id) : this.#lostRuns.has(id)) continue;
        const name = nameOf(kind, id) ?? `something that is not known any more (${id})`;
        sentences.push(`Of ${name}, ${formatList([...what])}.`);
      }
    }
    return [...sentences, ...this.#others];
  }
}

function added(to: Map<string, Set<string>>, id: string, what: string): void {
  const set = to.get(id) ?? new Set();
  to.set(id, set.add(what));
}
