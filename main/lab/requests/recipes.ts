import { listRecipes } from '#core/spec/recipes/recipes.ts';
import type { LabRequests } from './lab-requests.ts';

/** The experiments that come along. */
export function recipeRequests(): LabRequests['recipes'] {
  return { list: () => Promise.resolve([...listRecipes()]) };
}
