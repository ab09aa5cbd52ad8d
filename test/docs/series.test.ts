import { readFile } from 'node:fs/promises';
import { format, type Options } from 'prettier';
import { expect, it } from 'vitest';
import { seriesReference } from './series-reference.ts';

it('docs/series.md lists all series (npm test -- test/docs -u writes it anew)', async () => {
  const options = JSON.parse(await readFile('.prettierrc.json', 'utf8')) as Options;
  const text = await format(seriesReference(), { ...options, plugins: [], parser: 'markdown' });
  await expect(text).toMatchFileSnapshot('../../docs/series.md');
});
