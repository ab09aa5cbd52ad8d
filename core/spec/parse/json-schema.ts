import { z } from 'zod';
import { experimentSpec } from '../experiment.ts';

/**
 * The JSON Schema (draft 2020-12) of an experiment as a person may write it, for editors that check and complete
 * YAML and JSON. Rules over several fields are not in it.
 */
export function experimentJsonSchema(): z.core.JSONSchema.BaseSchema {
  return { ...z.toJSONSchema(experimentSpec, { io: 'input' }), title: 'BatchNorm Lab experiment' };
}
