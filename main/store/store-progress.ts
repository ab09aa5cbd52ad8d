/** Told how far something is that takes a while. @param share that is done, 0 to 1; never falls */
export type StoreProgress = (share: number) => void;

/** Of something that is one part of a longer task: its 0 is the task's `from`, its 1 the task's `to`. */
export function partOf(whole: StoreProgress, from: number, to: number): StoreProgress {
  return (share) => whole(from + (to - from) * share);
}
