/**
 * How long tests wait for what must come: a limit only for what never comes. How fast a machine is, and what else it
 * does, must not decide whether a test passes.
 */
export const WAIT_MAX_MS = 5 * 60_000;
