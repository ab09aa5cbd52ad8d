import { onOneLine } from '#core/describe-value.ts';
import { describeSpecIssue, LabError } from '#core/errors.ts';
import { checkSchema } from '#core/spec/parse/schema-check.ts';
import { jobMessage } from './job-message.ts';

/** One message may hold a hundred thousand events, all of them wrong in the same way. */
const FAULTS_TOLD_MAX = 3;

/**
 * Why a message of a job is none of the protocol, for people: at which field, what was expected there, what came.
 * Describing takes longer than checking; so it is done only for a message that was found to be wrong.
 *
 * @param raw as it arrived
 */
export function malformedMessage(raw: unknown): LabError {
  const { issues } = checkSchema(jobMessage, raw);
  const told = issues
    .slice(0, FAULTS_TOLD_MAX)
    .map((issue) => onOneLine(describeSpecIssue({ ...issue, path: issue.path || 'the message itself' })));
  const more = issues.length > told.length ? `; and ${issues.length - told.length} more` : '';
  return new LabError(
    'JOB_FAILED',
    `The job process sent a message that the lab does not understand. At ${told.join('; at ')}${more}. ` +
      'The process was ended; what was taken before is kept. Try again, and report it if it happens again.',
    issues.slice(0, FAULTS_TOLD_MAX),
  );
}
