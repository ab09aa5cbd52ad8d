import { isDefinedError } from '@orpc/client';
import { createRouterClient } from '@orpc/server';
import { fromWireError, LabError, type WireError } from '#core/errors.ts';
import { connectControl, type ControlConnection, type LabClient } from '#main/control/connect-control.ts';
import { openControl } from '#main/control/serve-control.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { labRouter } from '#main/lab/router.ts';
import type { CommandContext } from './commands/context.ts';
import { noteDamage, noteRecovery } from './recovery-note.ts';

/** A lab that a command controls. */
export interface SteeredLab {
  readonly client: LabClient;
  /** Whether it is open in another program and so continues after the command has ended. */
  readonly isElsewhere: boolean;
}

export interface OwnLabOptions {
  readonly jobs?: number;
  readonly turbo?: boolean;
}

/**
 * Calls `use` with a lab for the database: the one that is open in the app, a host or another command if there is one,
 * and otherwise one in this process, which is closed afterwards.
 *
 * @throws LabError whatever the lab refuses, wherever it is open
 */
export async function withLab<T>(
  { output, databaseFile, appVersion, launcher, startCheck, devices }: CommandContext,
  use: (lab: SteeredLab) => Promise<T>,
  options: OwnLabOptions = {},
): Promise<T> {
  const elsewhere = await connectControl(databaseFile);
  if (elsewhere !== null) {
    try {
      return await Promise.race([use({ client: elsewhere.client, isElsewhere: true }), ended(elsewhere)]);
    } catch (thrown) {
      throw labErrorOf(thrown);
    } finally {
      elsewhere.close();
    }
  }
  const lab = await createLab({
    databaseFile,
    door: 'cli',
    launcher,
    startCheck,
    devices,
    appVersion,
    ...options,
  });
  noteRecovery(lab.recovery, output);
  // So that another terminal can pause what this process runs.
  const closeControl = await openControl(lab, databaseFile, output.note);
  try {
    return await use({ client: createRouterClient(labRouter(lab)), isElsewhere: false });
  } catch (thrown) {
    throw labErrorOf(thrown);
  } finally {
    noteDamage(lab.damage, output);
    await closeControl();
    await lab.close();
  }
}

/** A lab that is shutting down no longer answers; do not wait for it. */
export async function ended({ closed }: ControlConnection): Promise<never> {
  await closed;
  throw new LabError(
    'CONFLICT',
    'The lab that was open on this database has ended. Try again; the command will then open its own.',
  );
}

/** Restores the lab's own error as it was before it crossed the contract. */
export function labErrorOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !isDefinedError(thrown)) return thrown;
  return fromWireError(Reflect.get(thrown, 'data') as WireError);
}
