import type { StoreTask } from '#core/contract/store-care.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import type { Output } from './output.ts';
import { transferDisplay } from './transfer-display.ts';

/** What is followed: the task, and what the progress line names. */
export interface FollowedTask {
  readonly task: StoreTask;
  /** As the lab names it; undefined if the lab chooses one. */
  readonly file: string | undefined;
  readonly label: string;
}

/** Shows how far a lab is with something that it was asked for, wherever the lab is open, until `work` has ended. */
export async function followStoreTask<T>(
  client: LabClient,
  { task, file, label }: FollowedTask,
  output: Output,
  work: () => Promise<T>,
): Promise<T> {
  const display = transferDisplay(output);
  const events = await client.lab.watch({});
  let ended = false;
  const follow = async () => {
    for await (const event of events) {
      if (ended) return;
      if (event.kind !== 'storeProgressed' || event.task !== task) continue;
      if (file === undefined || event.file === file) display.update(label, event.share);
    }
  };
  // A lab that ends also ends the work, which says so.
  const following = follow().catch(() => undefined);
  try {
    const result = await work();
    ended = true;
    display.update(label, 1);
    return result;
  } finally {
    ended = true;
    await events.return?.();
    await following;
    display.close();
  }
}
