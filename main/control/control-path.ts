import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where other programs of the same user can reach the lab that owns a database: a Unix socket, or on Windows a named
 * pipe. Not beside the database, because its path may exceed the hundred bytes or so that a socket's path may have.
 */
export interface ControlPath {
  /** The path to listen on and to connect to. */
  readonly address: string;
  /** The folder of the socket, which only its owner may enter; null for a pipe, which has none. */
  readonly folder: string | null;
}

export function controlPath(databaseFile: string): ControlPath {
  const file = existsSync(databaseFile) ? realpathSync(databaseFile) : resolve(databaseFile);
  const name = createHash('sha256').update(file).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\batchnorm-lab-${name}`, folder: null };
  const folder = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `batchnorm-lab-${process.getuid?.() ?? 'user'}`);
  return { address: join(folder, `${name}.sock`), folder };
}
