import { ORPCError } from '@orpc/client';
import type { SpecIssue } from '#core/errors.ts';

/** Why a request failed, as a person is told. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Every fault of a spec, for code `SPEC_INVALID`. */
  readonly issues: readonly SpecIssue[];
}

/** Any thrown value of a request: expected failures carry the lab's own words, others the transport's. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof ORPCError && thrown.code === 'LAB') {
    const { code, message, details } = thrown.data as { code: string; message: string; details?: unknown };
    return { code, message, issues: code === 'SPEC_INVALID' && Array.isArray(details) ? (details as SpecIssue[]) : [] };
  }
  return { code: 'INTERNAL', message: thrown instanceof Error ? thrown.message : String(thrown), issues: [] };
}
