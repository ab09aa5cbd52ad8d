import { readFile } from 'node:fs/promises';
import { format, type Options } from 'prettier';
import { expect, it } from 'vitest';
import { specReference } from './spec-reference.ts';

it('docs/spec.md lists the fields of the schemas (npm test -- test/docs -u writes it anew)', async () => {
  const options = JSON.parse(await readFile('.prettierrc.json', 'utf8')) as Options;
  const text = await format(specReference(), { ...options, plugins: [], parser: 'markdown' });
  await expect(text).toMatchFileSnapshot('../../docs/spec.md');
});
