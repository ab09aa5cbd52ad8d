import type { LabEvent } from '#core/contract/lab-event.ts';
import type { LabClient } from '../api/connection.svelte.ts';

const RETRY_MS = 1_000;

/** The experiment whose series are followed, and which of them come with their points. */
export interface WatchRequest {
  readonly experimentId?: string;
  readonly series?: string[];
}

export interface Listener {
  /** A subscription is established. Missed events are not replayed, so the state is loaded now. */
  start(): void;
  event(event: LabEvent): void;
  /** A subscription has ended; unless it was stopped, it is renewed. */
  end?(): void;
}

/** Watches the lab until stopped, without points. `onStart` runs each time a subscription is established. */
export function watchLab(
  client: Pick<LabClient, 'lab'>,
  onStart: () => void,
  onEvent: (event: LabEvent) => void,
): () => void {
  const stop = new AbortController();
  void listen(client, {}, stop.signal, { start: onStart, event: onEvent });
  return () => stop.abort();
}

/** Watches until stopped. A subscription that ends by itself (connection lost, lab restarted) is renewed. */
export async function listen(
  client: Pick<LabClient, 'lab'>,
  request: WatchRequest,
  stop: AbortSignal,
  listener: Listener,
): Promise<void> {
  while (!stop.aborted) {
    try {
      const events = await client.lab.watch(request, { signal: stop });
      if (stop.aborted) return;
      listener.start();
      for await (const event of events) {
        if (stop.aborted) return;
        listener.event(event);
      }
    } catch {
      // The banner shows a lost connection; here only the next attempt matters.
    } finally {
      listener.end?.();
    }
    if (!stop.aborted) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
