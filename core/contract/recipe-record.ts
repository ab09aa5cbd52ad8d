import { z } from 'zod';
import { experimentSpec } from '../spec/experiment.ts';

export const recipeRecord = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  spec: experimentSpec,
});
export type RecipeRecord = z.infer<typeof recipeRecord>;
