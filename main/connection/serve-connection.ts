import type { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { ServerPeer } from '@orpc/standard-server-peer';
import { formatCount } from '#core/format/number.ts';
import { AnsweringTurns } from './answering-turns.ts';

/** One page or program that speaks the contract, whatever the transport. */
export interface Connection {
  send(message: Parameters<ConstructorParameters<typeof ServerPeer>[0]>[0]): void;
  /** What was sent and not taken by the other side yet; 0 where that cannot be known. */
  readonly unreadBytes: number;
  /** Nothing is received after that. The reason is for whoever wrote the other side. */
  end(reason: string): void;
}

/** What the transport reports. */
export interface ServedConnection {
  /** Resolves when the message has been answered, or dropped. */
  receive(message: unknown): Promise<void>;
  closed(): void;
}

export interface ConnectionLimits {
  /** Requests that wait for an answer; a page has some ten. */
  readonly requestsMax: number;
  /** Messages that are not requests of the contract. Each is dropped. */
  readonly unreadableMax: number;
  /** No request is answered while more is unread. */
  readonly unreadMax: number;
  /** With more unread, the connection ends: events are sent unasked, so they cannot wait. */
  readonly unreadEnd: number;
  /** How long more than `unreadMax` may be unread while a request waits. */
  readonly slowMs: number;
}

const LIMITS: ConnectionLimits = {
  requestsMax: 2_000,
  unreadableMax: 100,
  unreadMax: 2 ** 24,
  unreadEnd: 2 ** 28,
  slowMs: 60_000,
};

/**
 * Answers a connection's requests, a few at a time, and only as fast as the other side reads. Whoever floods the lab,
 * does not read, or speaks nonsense loses the connection, and costs neither the lab's memory nor its attention.
 */
export function serveConnection(
  // The router's context is empty.
  handler: StandardRPCHandler<Record<never, never>>,
  connection: Connection,
  limits: ConnectionLimits = LIMITS,
): ServedConnection {
  let isOpen = true;
  let requests = 0;
  let unreadable = 0;
  const turns = new AnsweringTurns(() => connection.unreadBytes <= limits.unreadMax, limits.slowMs);

  function end(reason: string): void {
    if (!isOpen) return;
    close();
    connection.end(reason);
  }

  function close(): void {
    isOpen = false;
    turns.close();
    peer.close();
  }

  const peer = new ServerPeer((message) => {
    if (!isOpen) return;
    connection.send(message);
    if (connection.unreadBytes > limits.unreadEnd) end('The answers and events of the lab are not read.');
  });
  const answer = createServerPeerHandleRequestFn(handler, { context: {} });

  async function receive(message: unknown): Promise<void> {
    let isRequest = false;
    try {
      await peer.message(message as Parameters<ServerPeer['message']>[0], async (request) => {
        isRequest = true;
        requests += 1;
        if (requests > limits.requestsMax)
          end(`More than ${formatCount(limits.requestsMax)} requests wait for an answer.`);
        try {
          return await turns.take(() => answer(request));
        } finally {
          requests -= 1;
        }
      });
    } catch {
      // A request that failed has got its answer; what fails here is the sending, or the other side is gone.
      if (isRequest) return turns.isTooSlow ? end('The answers of the lab are not read.') : undefined;
      unreadable += 1;
      if (unreadable > limits.unreadableMax) end(`More than ${limits.unreadableMax} messages were not requests.`);
    }
  }

  return {
    receive: (message) => (isOpen ? receive(message) : Promise.resolve()),
    closed: () => void (isOpen && close()),
  };
}
