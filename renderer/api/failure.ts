import { ORPCError } from '@orpc/client';
import type { FilterFault, SpecIssue } from '#core/errors.ts';

/** Why a request failed, as a person is told. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Every fault of a spec, for code `SPEC_INVALID`. */
  readonly issues: readonly SpecIssue[];
  /** The fault of a filter, for code `FILTER_INVALID`; null if it is not in its text. */
  readonly fault: FilterFault | null;
}

/** Any thrown value of a request: expected failures carry the lab's own words, others the transport's. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof ORPCError && thrown.code === 'LAB') {
    const { code, message, details } = thrown.data as { code: string; message: string; details?: unknown };
    return {
      code,
      message,
      issues: code === 'SPEC_INVALID' && Array.isArray(details) ? (details as SpecIssue[]) : [],
      fault: code === 'FILTER_INVALID' && details !== undefined ? (details as FilterFault) : null,
    };
  }
  // Of what the page asks, only watching is ever given up by the page itself, and whoever watches tells nobody of it.
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'CONNECTION', message: 'The connection to the lab was lost.', issues: [], fault: null };
  }
  return {
    code: 'INTERNAL',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    issues: [],
    fault: null,
  };
}
