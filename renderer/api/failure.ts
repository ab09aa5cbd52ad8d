import { ORPCError } from '@orpc/client';
import type { FilterFault, SpecIssue } from '#core/errors.ts';

/** Why a request failed, as shown to the user. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Every error in a spec, for code `SPEC_INVALID`. */
  readonly issues: readonly SpecIssue[];
  /** The error in a filter, for code `FILTER_INVALID`; null if it is not in the filter's text. */
  readonly fault: FilterFault | null;
}

/** Any thrown value of a request: expected failures carry the lab's own message, others the transport's. */
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
  // The page itself only ever aborts watching, and does not report that to anybody.
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
