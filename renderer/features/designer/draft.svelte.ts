import { stringify } from 'yaml';
import { SpecError, type SpecIssue } from '#core/errors.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { formatExperiment } from '#core/spec/format.ts';
import { parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { dotted, isAtOrBelow, valueAt, withValueAt, type EditedDocument, type Path } from './document.ts';

type Checked =
  | { readonly spec: ExperimentSpec; readonly issues: readonly [] }
  | { readonly spec: null; readonly issues: readonly SpecIssue[] };

/**
 * An experiment being designed, as a document behind a form and as YAML text; only one of them is authoritative at a
 * time.
 */
export class Draft implements EditedDocument {
  mode = $state<'form' | 'text'>('form');
  document = $state.raw<unknown>({});
  text = $state('');

  readonly #checked = $derived.by(() =>
    this.mode === 'form' ? check(() => parseExperiment(this.document)) : check(() => parseExperimentText(this.text)),
  );
  /** Errors that a form editor shows but the document cannot represent, such as a duplicate key. */
  formIssues = $state.raw<readonly SpecIssue[]>([]);
  readonly #shownFormIssues = $derived(this.mode === 'form' ? this.formIssues : []);
  readonly issues = $derived([...this.#checked.issues, ...this.#shownFormIssues]);
  /** Null as long as there are errors. */
  readonly spec = $derived(this.#shownFormIssues.length > 0 ? null : this.#checked.spec);

  constructor(source: { readonly spec: ExperimentSpec } | { readonly text: string }) {
    if ('spec' in source) {
      this.document = source.spec;
      return;
    }
    this.mode = 'text';
    this.text = source.text;
    if (this.spec !== null) {
      this.document = this.spec;
      this.mode = 'form';
    }
  }

  get(path: Path): unknown {
    return valueAt(this.document, path);
  }

  set(path: Path, value: unknown): void {
    this.document = withValueAt(this.document, path, value);
  }

  issuesAt(path: Path): SpecIssue[] {
    return this.issues.filter((issue) => issue.path === dotted(path));
  }

  issuesBelow(path: Path): SpecIssue[] {
    return this.issues.filter((issue) => isAtOrBelow(issue.path, dotted(path)));
  }

  showText(): void {
    if (this.mode === 'text') return;
    this.text = this.spec === null ? stringify(this.document) : formatExperiment(this.spec);
    this.mode = 'text';
  }

  /** Only valid text can become a form. */
  showForm(): void {
    if (this.mode === 'form' || this.spec === null) return;
    this.document = this.spec;
    this.mode = 'form';
  }
}

function check(parse: () => ExperimentSpec): Checked {
  try {
    return { spec: parse(), issues: [] };
  } catch (thrown) {
    if (thrown instanceof SpecError) return { spec: null, issues: thrown.details };
    throw thrown;
  }
}
