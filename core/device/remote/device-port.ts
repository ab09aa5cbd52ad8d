import type { PhaseName, Plan, BufferId } from '../../plan/plan.ts';
import type { WireError } from '../../errors.ts';
import type { BufferWrite } from '../device.ts';

/**
 * A device in another process or window, and what the two ends say to each other, by structured clone. The interface of
 * devices is coarse, some calls per 20 ms, so the way there costs nothing that counts.
 */

/** One end of a line that carries structured clones, in order. */
export interface DevicePort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end is no more. */
  onClose(listener: () => void): void;
}

export type DeviceCall =
  | { readonly kind: 'open' }
  | { readonly kind: 'compile'; readonly plan: Plan }
  | { readonly kind: 'write'; readonly program: number; readonly writes: readonly BufferWrite[] }
  | { readonly kind: 'run'; readonly program: number; readonly phase: PhaseName; readonly steps: number }
  | { readonly kind: 'read'; readonly program: number; readonly buffers: readonly BufferId[] }
  | { readonly kind: 'dispose'; readonly program: number }
  | { readonly kind: 'close' };

export interface DeviceRequest {
  readonly id: number;
  readonly call: DeviceCall;
}

export type DeviceAnswer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: WireError };
