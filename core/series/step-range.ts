/** Steps of a series, both ends included. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}
