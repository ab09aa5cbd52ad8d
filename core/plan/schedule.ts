/** Columns of `Phase.schedule`. The two corrections are Adam's (see `AdamOp`), and 1 elsewhere. */
export const SCHEDULE = ['learningRate', 'firstCorrection', 'secondCorrection'] as const;
export type ScheduleColumn = (typeof SCHEDULE)[number];

export function scheduleColumn(name: ScheduleColumn): number {
  return SCHEDULE.indexOf(name);
}
