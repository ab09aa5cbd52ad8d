import type { Output } from '../output.ts';

/** What every command receives: where to write, which database, and the program's identity. */
export interface CommandContext {
  readonly output: Output;
  readonly databaseFile: string;
  readonly appVersion: string;
  /** The built job process's file. */
  readonly jobEntry: string;
  /** The file of the built process that checks a database. */
  readonly checkEntry: string;
}
