import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of whole programs wait for windows and processes; one of them beside two that compute fills two cores. */
const COMPUTING_PER_WAITING = 2;

/**
 * The order in which free workers take the files: those of the project `system` spread among the others from the start,
 * and within each kind the longest first, so that no long one is left for the end.
 */
export class PackingSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waiting = sorted.filter(({ project }) => project.name === 'system');
    const computing = sorted.filter(({ project }) => project.name !== 'system');
    const order: TestSpecification[] = [];
    while (waiting.length > 0) {
      order.push(...waiting.splice(0, 1), ...computing.splice(0, COMPUTING_PER_WAITING));
    }
    return [...order, ...computing];
  }
}
