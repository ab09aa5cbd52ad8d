import { onOneLine } from '#core/describe-value.ts';
import { describeSpecIssue, LabError } from '#core/errors.ts';
import { checkSchema } from '#core/spec/parse/schema-check.ts';
import { jobMessage } from './job-message.ts';

/** One message may hold a hundred thousand events that are all wrong in the same way. */
const FAULTS_TOLD_MAX = 3;

/**
 * Explains to people why a job's message does not follow the protocol: the field, what was expected there, what was
 * received. Describing takes longer than checking, so it is done only for a message that is known to be wrong.
 *
 * @param raw the message as it arrived
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
      'The process was stopped; what was received before is kept. Try again, and report it if it happens again.',
    issues.slice(0, FAULTS_TOLD_MAX),
  );
}
