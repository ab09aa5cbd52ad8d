import type { RunScope } from '#core/contract/queue.ts';
import { toFailure } from '../api/failure.ts';
import type { LabState } from './lab.svelte.ts';

const VERBS = {
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
} as const;

const WHAT: Record<RunScope['kind'], string> = {
  run: 'The run',
  experiment: 'The experiment',
  sweep: 'The sweep',
  all: 'The runs',
};

/** Pauses, resumes or cancels runs; a failure becomes a notice. */
export async function steerRuns(lab: LabState, verb: keyof typeof VERBS, scope: RunScope): Promise<void> {
  try {
    await lab.client.queue[verb](scope);
  } catch (thrown) {
    const what = WHAT[scope.kind];
    lab.notices.tell(`${what} could not be ${VERBS[verb]}. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}
