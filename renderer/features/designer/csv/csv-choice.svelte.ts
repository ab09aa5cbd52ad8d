import { csvRequest, type CsvColumnRecord } from '#core/contract/csv-outline.ts';
import type { LabClient } from '../../../api/connection.svelte.ts';
import { isAtOrBelow } from '../document.ts';
import type { Draft } from '../draft.svelte.ts';
import { canBeFeature, likelyChoice, readChoice, writeChoice } from './csv-columns.ts';
import { CsvOutlineState } from './csv-outline.svelte.ts';

const DATASET = ['base', 'dataset'] as const;
const LABEL_COLUMN = [...DATASET, 'labelColumn'] as const;
const DECIMAL = [...DATASET, 'decimal'] as const;
const HEADER = [...DATASET, 'header'] as const;
const FEATURE_COLUMNS = [...DATASET, 'featureColumns'] as const;

/** Which columns of the file that a draft names are its label and features; each choice is written to the draft. */
export class CsvChoice {
  readonly #draft: Draft;
  readonly #read: CsvOutlineState;

  constructor(draft: Draft, client: Pick<LabClient, 'datasets'>) {
    this.#draft = draft;
    this.#read = new CsvOutlineState(client);
  }

  // As text, so that the file is not read again when other fields of the draft change.
  readonly #requestText = $derived.by(() =>
    JSON.stringify(['file', 'delimiter', 'decimal', 'header'].map((key) => this.#draft.get([...DATASET, key]))),
  );
  /** Null until the draft names a file. */
  readonly request = $derived.by(() => {
    const [file, delimiter, decimal, header] = JSON.parse(this.#requestText) as unknown[];
    const parsed = csvRequest.safeParse({
      file,
      delimiter: delimiter ?? undefined,
      decimal: decimal ?? undefined,
      header: header ?? undefined,
    });
    return parsed.success ? parsed.data : null;
  });

  readonly #labelColumn = $derived.by(() => this.#draft.get(LABEL_COLUMN));
  readonly #featureColumns = $derived.by(() => this.#draft.get(FEATURE_COLUMNS));
  readonly outline = $derived.by(() => this.#read.outline);
  readonly failure = $derived.by(() => this.#read.failure);
  /** Null until the file is read. */
  readonly chosen = $derived.by(() =>
    this.outline === null ? null : readChoice(this.#labelColumn, this.#featureColumns, this.outline),
  );
  /** What the spec's parser finds wrong with either field. */
  readonly issues = $derived.by(() =>
    this.#draft.issues.filter(({ path }) =>
      [LABEL_COLUMN, FEATURE_COLUMNS].some((field) => isAtOrBelow(path, field.join('.'))),
    ),
  );
  /** Columns that can be features beside the chosen label. */
  readonly able = $derived.by(
    () => this.outline?.columns.filter((column) => canBeFeature(column) && column.place !== this.chosen?.label) ?? [],
  );
  /** Columns that are features but cannot be. */
  readonly unfit = $derived.by(
    () => this.outline?.columns.filter((column) => this.isFeature(column.place) && !canBeFeature(column)) ?? [],
  );
  readonly hasAll = $derived.by(() => this.able.every(({ place }) => this.isFeature(place)));
  readonly hasAny = $derived.by(() => this.able.some(({ place }) => this.isFeature(place)));

  isFeature(place: number): boolean {
    return this.chosen?.features.has(place) ?? false;
  }

  /** Reads the draft's file after a pause, unless the returned function is called before. For an effect. */
  follow(): () => void {
    return this.#read.follow(this.request);
  }

  /** Reads a file that has changed. */
  readAgain(): void {
    if (this.request !== null) void this.#read.ask(this.request);
  }

  /** Whether the first line seems to be data, and nobody has said yet that it is not. */
  readonly asksForHeader = $derived.by(
    () => this.outline?.hasNumericNames === true && typeof this.#labelColumn !== 'string',
  );

  /** The first line is data. */
  denyHeader(): void {
    this.#draft.set(HEADER, false);
  }

  /** The first line holds names, although they look like data: a label that is called by its name says so. */
  confirmHeader(): void {
    if (this.outline === null || this.chosen?.label == null) return;
    this.#draft.set(LABEL_COLUMN, this.outline.columns[this.chosen.label].name ?? undefined);
  }

  /**
   * Until the user chooses, columns that are suitable are selected, and numbers are read as they seem to be written. For
   * an effect.
   */
  chooseLikely(): void {
    const { outline, chosen } = this;
    if (outline === null || chosen === null) return;
    if (outline.decimal === 'comma' && this.request?.decimal === undefined) this.#draft.set(DECIMAL, 'comma');
    if (this.#featureColumns !== undefined || this.asksForHeader) return;
    if (this.#labelColumn !== undefined && this.#labelColumn !== -1) return;
    const likely = likelyChoice(outline);
    const hasIndex = outline.indexColumn !== null && chosen.features.has(outline.indexColumn);
    if (this.unfit.length > 0 || hasIndex || (chosen.label !== null && likely.label !== chosen.label)) {
      this.#choose(likely.label, likely.features);
    }
  }

  /** The former label becomes a feature if it can be one. */
  chooseLabel(column: CsvColumnRecord): void {
    const { outline, chosen } = this;
    if (chosen === null || outline === null) return;
    const features = new Set(chosen.features);
    features.delete(column.place);
    const before = chosen.label === null ? null : outline.columns[chosen.label];
    if (before !== null && this.#featureColumns === undefined && canBeFeature(before)) features.add(before.place);
    this.#choose(column.place, features);
  }

  toggle(place: number): void {
    if (this.chosen?.label == null) return;
    const features = new Set(this.chosen.features);
    if (!features.delete(place)) features.add(place);
    this.#choose(this.chosen.label, features);
  }

  /** All columns that can be features, or none if all of them are. */
  toggleAll(): void {
    if (this.chosen?.label == null) return;
    this.#choose(this.chosen.label, new Set(this.hasAll ? [] : this.able.map(({ place }) => place)));
  }

  #choose(label: number, features: ReadonlySet<number>): void {
    if (this.outline === null) return;
    const { labelColumn, featureColumns } = writeChoice(label, features, this.outline);
    this.#draft.set(LABEL_COLUMN, labelColumn);
    this.#draft.set(FEATURE_COLUMNS, featureColumns);
  }
}
