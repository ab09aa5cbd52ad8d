/**
 * The report before it is HTML: what is said, in which order, without a word about how it looks. All text is plain
 * text; whoever renders it escapes it.
 */
export interface ReportDocument {
  readonly title: string;
  /** Its paragraphs; none if there is no description. */
  readonly description: readonly string[];
  /** One line under the title: when, what with. */
  readonly byline: string;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: 'normal' | 'lead' | 'note' }
  | { readonly kind: 'facts'; readonly entries: readonly { readonly term: string; readonly text: string }[] }
  | TableBlock
  | FigureBlock
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'downloads'; readonly files: readonly DataFile[] };

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly align: 'start' | 'end' }[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Cell {
  readonly text: string;
  /** Shown below the text, smaller. */
  readonly detail?: string;
  /** Colour index of the arm that the cell names. */
  readonly arm?: number;
  readonly tone?: 'normal' | 'warning';
}

export interface FigureBlock {
  readonly kind: 'figure';
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly legend: readonly { readonly label: string; readonly arm: number }[];
  /** Panels side by side; one panel fills the width. */
  readonly panels: readonly Panel[];
  /** The embedded data file that the viewer draws from; absent if the figure stays as it is. */
  readonly live?: LiveFigure;
}

/** What the viewer needs to draw the figure again from its data file. */
export interface LiveFigure {
  readonly fileName: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: 'linear' | 'logarithmic';
  readonly yFormat: 'percent' | 'measure';
  readonly yRange: { readonly min: number; readonly max: number } | null;
  /** Steps per window of the lines; 1 draws every point. */
  readonly windowSize: number;
  readonly arms: readonly {
    readonly label: string;
    readonly colorIndex: number;
    /** Columns of the data file, one a seed. */
    readonly columns: readonly number[];
    readonly divergedAtSteps: readonly number[];
  }[];
}

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: 'linear' | 'logarithmic';
  readonly yFormat: 'percent' | 'measure';
  /** Values beyond it are cut off; null lets the data decide. */
  readonly yRange: { readonly min: number; readonly max: number } | null;
  readonly layers: readonly PanelLayer[];
}

export type PanelLayer =
  | {
      readonly kind: 'line';
      readonly arm: number;
      readonly weight: 'strong' | 'faint';
      readonly steps: ArrayLike<number>;
      /** NaN where there is no line. */
      readonly values: ArrayLike<number>;
      /** For a mean of fewer runs than elsewhere, which is dashed: of how many at its end, for example `2 of 5`. */
      readonly fewer?: string;
    }
  | {
      readonly kind: 'band';
      readonly arm: number;
      readonly weight: 'strong' | 'faint';
      readonly steps: ArrayLike<number>;
      /** NaN where there is no band. */
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
    }
  | { readonly kind: 'marker'; readonly arm: number; readonly step: number; readonly label: string };

export interface DataFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly description: string;
  readonly text: string;
  /** Whether the text is also shown, folded, in the document. */
  readonly shown: boolean;
}
