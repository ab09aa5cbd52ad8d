import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartArguments } from '#main/start-arguments.ts';

describe('parseStartArguments', () => {
  it('reads both ways of writing a value', () => {
    expect(parseStartArguments(['--db', 'a.db', '--jobs=3', '--port', '0'], 'refuse')).toEqual({
      databaseFile: resolve('a.db'),
      jobs: 3,
      port: 0,
      readOnly: false,
    });
    expect(parseStartArguments(['--read-only'], 'refuse')).toEqual({
      databaseFile: undefined,
      jobs: undefined,
      port: undefined,
      readOnly: true,
    });
  });

  it.each([
    [['--port', '70000'], '--port: expected a whole number from 0 to 65535, received "70000".'],
    [['--port', 'http'], '--port: expected a whole number from 0 to 65535, received "http".'],
    [['--jobs', '0'], '--jobs: expected a whole number from 1 to 1024, received "0".'],
    [['--jobs', '2.5'], '--jobs: expected a whole number from 1 to 1024, received "2.5".'],
    [['--db='], '--db: expected a file, received nothing.'],
  ])('refuses %j', (args, message) => {
    expect(() => parseStartArguments(args, 'refuse')).toThrow(message);
    expect(() => parseStartArguments(args, 'ignore')).toThrow(message);
  });

  it('names what it knows where something is unknown', () => {
    expect(() => parseStartArguments(['--databse', 'x'], 'refuse')).toThrow(
      /--databse.*Known options: --db FILE, --jobs N, --port N and --read-only/s,
    );
    expect(() => parseStartArguments(['--db'], 'refuse')).toThrow(/--db/);
  });

  it('passes over the script and the switches of Chromium on the command line of Electron', () => {
    const args = ['--no-sandbox', '--remote-debugging-port=0', 'out/main/desktop.js', '--db', 'a.db'];
    expect(parseStartArguments(args, 'ignore').databaseFile).toBe(resolve('a.db'));
    // No shell expands it behind the equals sign.
    expect(parseStartArguments(['--db=~/a.db'], 'refuse').databaseFile).toBe(join(homedir(), 'a.db'));
    expect(() => parseStartArguments(['.', '--db'], 'ignore')).toThrow('--db: expected a file, received nothing.');
  });
});
