import type { Outcome, PointsEvent, ProgressEvent } from './events.ts';

/**
 * What the training loop itself tells, much oftener than a run announces anything: after each call of the device. The
 * loop goes on only when it is asked for the next event; so what a follower decides on one event holds before another
 * step is made.
 */
export type LoopEvent = PointsEvent | ProgressEvent | BoundaryEvent | EndedEvent;

/** Between two calls, at a step boundary: the device's memory is in the state of this step. */
export interface BoundaryEvent {
  readonly kind: 'boundary';
  /** Updates made. */
  readonly step: number;
  /** Whether the test set has been evaluated at this step. */
  readonly evaluated: boolean;
}

/** The last event; also a boundary. */
export interface EndedEvent {
  readonly kind: 'ended';
  readonly outcome: Outcome;
  readonly step: number;
  readonly evaluated: boolean;
}

/** Follows a run's events and remembers something of them that a pause must not forget. */
export interface Follower {
  take(event: LoopEvent): void;
  /** JSON; a new one starts from it where this one is. Null if there is nothing to remember. */
  readonly state: unknown;
}
