import { present } from '#core/assert.ts';
import { listRecipes, type Recipe } from '#core/spec/recipes/recipes.ts';

export function findRecipe(id: string): Recipe {
  return present(
    listRecipes().find((recipe) => recipe.id === id),
    `recipe ${id}`,
  );
}
