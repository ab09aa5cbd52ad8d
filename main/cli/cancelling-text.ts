/** What the first Ctrl-C says, while it cancels an experiment or a sweep. */
export function cancellingText(id: string): string {
  return `Cancelling. What the runs have reported is kept; "bnlab resume ${id}" continues them. Press Ctrl-C again to quit at once.`;
}
