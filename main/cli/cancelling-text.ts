/** What the first Ctrl-C says, while it cancels an experiment or a sweep. */
export function cancellingText(id: string): string {
  return `Cancelling; what was reported is kept, and "bnlab resume ${id}" goes on. Once more ends at once.`;
}
