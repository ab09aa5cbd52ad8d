import { z } from 'zod';
import { experimentSpec } from '../experiment.ts';

/**
 * The JSON Schema (draft 2020-12) of an experiment as written, for editors that check and complete YAML and JSON. It
 * does not contain rules over several fields.
 */
export function experimentJsonSchema(): z.core.JSONSchema.BaseSchema {
  return { ...z.toJSONSchema(experimentSpec, { io: 'input' }), title: 'BatchNorm Lab experiment' };
}
