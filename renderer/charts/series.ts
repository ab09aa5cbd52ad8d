/** What a chart is given: series of the domain, never chart options. */

export interface ChartPoint {
  readonly x: number;
  /** NaN or infinite where there is nothing to draw: the line has a gap there. */
  readonly y: number;
  /** The edges of the band around y, where the series has one. */
  readonly low?: number;
  readonly high?: number;
  /** How many runs y is the mean of, where that is fewer than elsewhere on the line. */
  readonly n?: number;
}

/** A single event on a series that must not be missed, such as "diverged at step 412". */
export interface ChartMarker {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface ChartSeries {
  readonly label: string;
  /** 0 is the baseline's neutral colour, 1, 2, … the other arms in their order (`armColorIndex`). */
  readonly colorIndex: number;
  /** Ascending x. */
  readonly points: readonly ChartPoint[];
  /** `faint` lines (single seeds) and `shadow` ones (raw values under a smoothed line) have no row in the tooltip. */
  readonly emphasis?: 'normal' | 'faint' | 'shadow' | 'strong';
  readonly dash?: boolean;
  readonly markers?: readonly ChartMarker[];
}

/** What the eye sees of a chart: its size, its colours and, once zoomed, its ranges. */
export interface ChartView {
  readonly width: number;
  readonly theme: ChartTheme;
  readonly x: ChartRange | null;
  readonly y: ChartRange | null;
}

export interface ChartRange {
  readonly min: number;
  readonly max: number;
}

/** Every colour and font that charts use; read from the CSS tokens by `readChartTheme`. */
export interface ChartTheme {
  readonly text: string;
  readonly mutedText: string;
  readonly grid: string;
  readonly axis: string;
  readonly surface: string;
  readonly tooltipBackground: string;
  readonly tooltipText: string;
  readonly tooltipMutedText: string;
  readonly fontFamily: string;
  readonly fontSize: number;
  /** [0] is the baseline's. */
  readonly series: readonly string[];
  /** From low to high, for heat maps; at least two. */
  readonly ramp: readonly string[];
  /** From negative over zero to positive. */
  readonly divergingRamp: readonly string[];
}
