import type { PointsEvent } from '#core/train/events.ts';

export interface StoredSeries {
  readonly runId: string;
  readonly name: string;
  readonly chunks: readonly PointsEvent[];
}
