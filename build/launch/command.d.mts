/** What the launcher hands each of its commands. */
export interface CommandContext {
  /** The Node executable that programs run with. */
  readonly node: string;
  /** The environment they get: that Node is first on PATH. */
  readonly env: NodeJS.ProcessEnv;
  /** The command's own arguments. */
  readonly args: readonly string[];
}
