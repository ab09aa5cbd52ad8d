import { describe, expect, test } from 'vitest';
import type { FilterCompletion } from '#core/contract/run-search.ts';
import { Completions } from '#renderer/ui/filter/completions.svelte.ts';

const option = (text: string) => ({ text, detail: '', kind: 'field' as const });
const found: FilterCompletion = { from: 0, to: 1, expected: '', options: [option('arm'), option('archived')] };

async function opened(answer = found): Promise<Completions> {
  const completions = new Completions('filter', () => Promise.resolve(answer));
  completions.focused = true;
  await completions.ask('a', 1);
  return completions;
}

describe('completions of a filter', () => {
  test('are open while the filter has the keyboard and something may stand at the cursor', async () => {
    const completions = await opened();
    expect(completions.isOpen).toBe(true);
    completions.focused = false;
    expect(completions.isOpen).toBe(false);
    expect((await opened({ ...found, options: [] })).isOpen).toBe(false);
    expect((await opened({ ...found, options: [], expected: 'a number' })).isOpen).toBe(true);
  });

  test('cycle through the options and through none', async () => {
    const completions = await opened();
    const seen = Array.from({ length: 4 }, () => {
      completions.move(1);
      return [completions.activeOption?.text, completions.activeId];
    });
    expect(seen).toEqual([
      ['arm', 'filter-option-0'],
      ['archived', 'filter-option-1'],
      [undefined, undefined],
      ['arm', 'filter-option-0'],
    ]);
    completions.move(-1);
    completions.move(-1);
    expect(completions.activeOption?.text).toBe('archived');
  });

  test('drop an answer that arrives after they were closed, or after a newer question', async () => {
    const answers = new Map<string, (answer: FilterCompletion) => void>();
    const completions = new Completions('filter', (text) => new Promise((resolve) => answers.set(text, resolve)));
    completions.focused = true;
    const first = completions.ask('a', 1);
    const second = completions.ask('ar', 2);
    answers.get('ar')?.({ ...found, options: [option('arm')] });
    answers.get('a')?.(found);
    await Promise.all([first, second]);
    expect(completions.options.map(({ text }) => text)).toEqual(['arm']);

    const third = completions.ask('arm', 3);
    completions.close();
    answers.get('arm')?.(found);
    await third;
    expect(completions.isOpen).toBe(false);
  });

  test('close if the lab does not answer', async () => {
    const completions = await opened();
    const broken = new Completions('filter', () => Promise.reject(new Error('The lab is gone.')));
    broken.focused = true;
    await broken.ask('a', 1);
    expect(broken.isOpen).toBe(false);
    completions.close();
    expect(completions.replaced).toBeNull();
  });
});
