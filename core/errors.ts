/**
 * Every error that a user may see. Each class has a stable `code`; its message says what was expected, what was
 * received and what to do. Across processes `{code, message, details}` travels (`toWire`, `fromWire`).
 */

export type ErrorCode =
  | 'SPEC_INVALID'
  | 'FILTER_INVALID'
  | 'DATA_INVALID'
  | 'DEVICE_UNAVAILABLE'
  | 'DEVICE_LOST'
  | 'UNSUPPORTED'
  | 'STORE'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'JOB_FAILED'
  | 'INTERNAL';

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: unknown;
}

/** The base of all expected failures. Anything else that is thrown is a bug in this program. */
export class LabError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, ...(this.details === undefined ? {} : { details: this.details }) };
  }
}

/** One error in a spec: where it is, what was expected there, what was found instead. */
export interface SpecIssue {
  /** Dotted path, for example `network.layers.0.units`; empty for the whole document. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

export function describeSpecIssue(issue: SpecIssue): string {
  return `${issue.path === '' ? '(document)' : issue.path}: expected ${issue.expected}, received ${issue.received}`;
}

/** A spec that cannot be run. `details` holds every error, so that all can be fixed at once. */
export class SpecError extends LabError {
  declare readonly details: readonly SpecIssue[];

  constructor(issues: readonly SpecIssue[]) {
    super('SPEC_INVALID', issues.map(describeSpecIssue).join('\n'), issues);
  }
}

/** Where a filter stops making sense, what was expected there, what was found instead. */
export interface FilterFault {
  /** The column of the first wrong character, from 1; after the last one if something is missing at the end. */
  readonly column: number;
  /** The wrong characters, as JavaScript counts them: from `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  readonly expected: string;
  readonly received: string;
  /** What was most likely meant. */
  readonly meant?: string;
}

export function describeFilterFault({ expected, received, meant }: FilterFault): string {
  return `expected ${expected}; received ${received}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

/** A filter that cannot be parsed. `details` is its first error. */
export class FilterError extends LabError {
  declare readonly details: FilterFault;

  constructor(fault: FilterFault) {
    super('FILTER_INVALID', `The filter, at column ${fault.column}: ${describeFilterFault(fault)}.`, fault);
  }
}

/** Bytes that are not what they claim to be: a data set, a checkpoint. */
export class DataError extends LabError {
  constructor(message: string, details?: unknown) {
    super('DATA_INVALID', message, details);
  }
}

/** A device that cannot run here, that was lost while running, or that lacks an op. */
export class DeviceError extends LabError {
  constructor(code: 'DEVICE_UNAVAILABLE' | 'DEVICE_LOST' | 'UNSUPPORTED', message: string, details?: unknown) {
    super(code, message, details);
  }
}

/** A database that cannot be opened, read or written. */
export class StoreError extends LabError {
  constructor(message: string, details?: unknown) {
    super('STORE', message, details);
  }
}

export class NotFoundError extends LabError {
  constructor(what: string, id: string) {
    super('NOT_FOUND', `There is no ${what} "${id}".`, { what, id });
  }
}

/** Any thrown value, as it crosses a process boundary. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof LabError) return thrown.toWire();
  if (thrown instanceof Error) return { code: 'INTERNAL', message: thrown.message, details: thrown.stack };
  return { code: 'INTERNAL', message: String(thrown) };
}

export function fromWireError(wire: WireError): LabError {
  return new LabError(wire.code, wire.message, wire.details);
}
