import type { Outcome, PointsEvent, ProgressEvent } from './events.ts';

/**
 * What the training loop reports after each device call, much more often than a run announces anything. The loop continues
 * only when it is asked for the next event, so what a follower decides on one event takes effect before the next step.
 */
export type LoopEvent = PointsEvent | ProgressEvent | BoundaryEvent | EndedEvent;

/** Between two device calls: the device's memory holds the state of this step. */
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

/** Follows a run's events and keeps state that must survive a pause. */
export interface Follower {
  take(event: LoopEvent): void;
  /** JSON from which a new follower continues where this one ended; null if there is no state. */
  readonly state: unknown;
}
