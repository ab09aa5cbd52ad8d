import { spawnSync } from 'node:child_process';

export interface TensorboardTime {
  readonly version: string;
  readonly scalars: number;
  readonly last: number;
  readonly seconds: number;
}

/** Reads an event file by TensorBoard itself; null where `python` has none. */
export function tensorboardTime(python: string, script: string, file: string): TensorboardTime | null {
  if (spawnSync(python, ['-c', 'import tensorboard']).status !== 0) return null;
  const { status, stdout, stderr } = spawnSync(python, [script, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`TensorBoard could not read the event file: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as TensorboardTime;
}
