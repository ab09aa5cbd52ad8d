import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { builtProgram } from '#test/built-program.ts';
import { newExperiment } from '../store/experiments.ts';

/** What an archive from elsewhere may bring: a title, a note and tags that a terminal would obey. */

const entry = builtProgram('cli.js');
const folder = mkdtempSync(join(tmpdir(), 'bnlab-hostile-text-'));
const database = join(folder, 'lab.db');
const hostile = (text: string) => `${text}\u001b]0;owned\u0007\u001b]52;c;aGk=\u001b\\\u202e\u009b2J`;
let experimentId = '';

beforeAll(async () => {
  const store = await openStore(database, { mode: 'own' });
  const { id } = await store.experiments.create(newExperiment(hostile('Title')));
  await store.experiments.annotate(id, { note: hostile('Note'), tags: [hostile('tag')] });
  await store.close();
  experimentId = id;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['list', 'show', 'runs', 'show --json', 'list --json', 'remove', 'trash'])(
  'bnlab %s shows it, and sends none of it to the terminal',
  async (words) => {
    const [command, ...options] = words.split(' ');
    const id = ['show', 'remove'].includes(command!) ? [experimentId] : [];
    const list = command === 'trash' ? ['list'] : [];
    const args = [entry, command, ...list, ...id, ...options, '--db', database];
    const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
    const text = `${stdout}${stderr}`;
    expect(text).toContain('Title\\u001b]0;owned');
    // Colours of the program's own remain.
    expect(text.replaceAll(/\u001b\[[0-9]{1,2}m/g, '')).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    if (options.includes('--json')) expect(() => JSON.parse(stdout)).not.toThrow();
  },
);
