import type { Output } from '../output.ts';

/** What every command is given: where to write, which database, who we are. */
export interface CommandContext {
  readonly output: Output;
  readonly databaseFile: string;
  readonly appVersion: string;
  /** The built job process. */
  readonly jobEntry: string;
  /** The built process that checks a database. */
  readonly checkEntry: string;
}
