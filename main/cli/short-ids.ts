import { LabError, NotFoundError } from '#core/errors.ts';

const LENGTH_MIN = 8;
/** For an id such as `01a214c0-f915-7000-…`; see main/store/columns/identifiers.ts. */
const TIME_AND_COUNTER_LENGTH = 18;

/** The shortest length, at least 8, at which all ids have distinct prefixes. */
export function shortIdLength(ids: readonly string[]): number {
  const longest = Math.max(LENGTH_MIN, ...ids.map((id) => id.length));
  const distinct = new Set(ids).size;
  for (let length = LENGTH_MIN; length < longest; length++) {
    if (new Set(ids.map((id) => id.slice(0, length))).size === distinct) return length;
  }
  return longest;
}

/**
 * The same for runs, but at least long enough to include an id's time and counter: a shorter prefix may also begin the
 * id of an experiment created in the same moment, and experiments are searched first (`findScope`).
 */
export function runIdLength(runs: readonly { readonly id: string }[]): number {
  return Math.max(TIME_AND_COUNTER_LENGTH, shortIdLength(runs.map(({ id }) => id)));
}

export function isBeginning(prefix: string, ids: readonly string[]): boolean {
  return ids.some((id) => id.startsWith(prefix.toLowerCase()));
}

/**
 * Finds the id that begins with `prefix`.
 *
 * @throws NotFoundError if none does, LabError (CONFLICT) if several do.
 */
export function idOfPrefix(what: string, prefix: string, ids: readonly string[]): string {
  const found = ids.filter((id) => id.startsWith(prefix.toLowerCase()));
  if (found.length === 1) return found[0];
  if (found.length === 0 || prefix === '') throw new NotFoundError(what, prefix);
  const length = shortIdLength(found);
  const examples = found.slice(0, 3).map((id) => id.slice(0, length));
  throw new LabError(
    'CONFLICT',
    `"${prefix}" matches ${found.length} ids: expected one ${what}, for example ${examples.join(' or ')}.`,
  );
}
