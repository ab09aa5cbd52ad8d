import type { z } from 'zod';
import type { experimentSpec } from '#core/spec/experiment.ts';

/** An experiment as written, with defaults left out. */
export type ExperimentInput = z.input<typeof experimentSpec>;
