import { listRecipes } from '#core/spec/recipes/recipes.ts';
import { formatPlural } from '#core/format/words.ts';
import { countSweepPoints } from '#core/spec/sweep/sweep-points.ts';
import type { CommandContext } from './context.ts';

export function recipesCommand({ output }: CommandContext): number {
  const { bold, dim } = output.colors.out;
  for (const { id, title, description, spec } of listRecipes()) {
    const points = spec.sweep === undefined ? [] : [formatPlural(countSweepPoints(spec.sweep), 'point')];
    const size = [...points, formatPlural(spec.arms.length, 'arm'), formatPlural(spec.seeds.length, 'seed')].join(', ');
    output.print(`${bold(id)}  ${title} ${dim(`(${size})`)}`);
    for (const line of wrapped(description, 96)) output.print(`  ${line}`);
    output.print('');
  }
  output.print(dim('Run one with: bnlab run <recipe>'));
  output.object({ recipes: listRecipes() });
  return 0;
}

function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== '') lines.push(word);
  }
  return lines;
}
