import type { LabEvent } from '#core/contract/lab-event.ts';
import type { LabClient } from '../api/connection.svelte.ts';

const RETRY_MS = 1_000;

/**
 * Watches the lab until stopped. `onStart` runs each time a subscription is established: missed events are not
 * replayed, so the state is loaded then. A subscription that ends by itself (connection lost, lab restarted) is
 * renewed.
 */
export function watchLab(
  client: LabClient,
  experimentId: string | undefined,
  onStart: () => void,
  onEvent: (event: LabEvent) => void,
): () => void {
  const stop = new AbortController();
  const listen = async () => {
    while (!stop.signal.aborted) {
      try {
        const events = await client.lab.watch(experimentId === undefined ? {} : { experimentId }, {
          signal: stop.signal,
        });
        onStart();
        for await (const event of events) {
          if (stop.signal.aborted) return;
          onEvent(event);
        }
      } catch {
        // The banner shows a lost connection; here only the next attempt matters.
      }
      if (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  };
  void listen();
  return () => stop.abort();
}
