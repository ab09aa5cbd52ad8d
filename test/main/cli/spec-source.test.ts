import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { readExperiment } from '#main/cli/spec-source.ts';
import { freshFolder } from '../store/experiments.ts';

const CP1252 = join(import.meta.dirname, '../../fixtures/spec/cp1252.yaml');

it('refuses a spec in Windows-1252 by name, with the first byte that shows it', async () => {
  await expect(readExperiment(CP1252)).rejects.toThrow(DataError);
  await expect(readExperiment(CP1252)).rejects.toThrow(
    'received the byte 0xdc (“Ü” in Windows-1252) at line 1, byte 8',
  );
});

it.each<[string, (text: string) => Buffer]>([
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte-order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, little-endian', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16, big-endian', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
])('reads the same spec in %s', async (_, encode) => {
  const file = join(await freshFolder(), 'spec.yaml');
  await writeFile(file, encode((await readFile(CP1252)).toString('latin1')));
  const { title, arms } = await readExperiment(file);
  expect([title, arms[0].name]).toEqual(['Überprüfung der Größe', 'ohne Störung']);
});
