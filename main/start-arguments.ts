import { parseArgs } from 'node:util';
import { LabError } from '#core/errors.ts';
import { absolutePath } from '#main/files/absolute-path.ts';

/** What the desktop app and the host accept on their command lines. */
export interface StartArguments {
  /** The database's absolute path; undefined: the default one. */
  readonly databaseFile: string | undefined;
  /** Runs at the same time; undefined: the number of cores. */
  readonly jobs: number | undefined;
  /** The host's port; undefined: the default one, or any free one. */
  readonly port: number | undefined;
  /** Whether the database is opened for reading only. */
  readonly readOnly: boolean;
}

const options = {
  db: { type: 'string' },
  jobs: { type: 'string' },
  port: { type: 'string' },
  'read-only': { type: 'boolean' },
} as const;

/**
 * @param args without the executable and the script
 * @param others `refuse` unknown arguments, or `ignore` them, as Electron must, because its command line contains
 * Chromium's switches
 * @throws LabError naming the argument, what was expected and what was received
 */
export function parseStartArguments(args: readonly string[], others: 'refuse' | 'ignore'): StartArguments {
  const values = read(args, others);
  const databaseFile = text('--db', 'a file', values['db']);
  return {
    databaseFile: databaseFile === undefined ? undefined : absolutePath(databaseFile, process.cwd()),
    jobs: wholeNumber('--jobs', text('--jobs', 'a number', values['jobs']), 1, 1024),
    port: wholeNumber('--port', text('--port', 'a number', values['port']), 0, 65_535),
    readOnly: values['read-only'] === true,
  };
}

function read(args: readonly string[], others: 'refuse' | 'ignore'): Record<string, string | boolean | undefined> {
  try {
    const strict = others === 'refuse';
    return parseArgs({ args: [...args], options, strict, allowPositionals: !strict }).values;
  } catch (error) {
    throw argumentError(
      `${error instanceof Error ? error.message : String(error)} Known options: --db FILE, --jobs N, --port N and --read-only.`,
    );
  }
}

/** Because it is not strict, `parseArgs` reads an option without its value as true. */
function text(name: string, expected: string, value: string | boolean | undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw argumentError(`${name}: expected ${expected}, received nothing.`);
}

function wholeNumber(name: string, value: string | undefined, min: number, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw argumentError(`${name}: expected a whole number from ${min} to ${max}, received "${value}".`);
}

function argumentError(message: string): LabError {
  return new LabError('UNSUPPORTED', message);
}
