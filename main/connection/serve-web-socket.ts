import type { StandardRPCHandler } from '@orpc/server/standard';
import type { WebSocket } from 'ws';
import { serveConnection } from './serve-connection.ts';

/** Far larger than any request of the contract; a spec file of this size is not a spec. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** The other side acts against the rules. */
const POLICY_VIOLATION = 1008;
/** Whoever does not read gets no closing message either. */
const CLOSING_MS = 2_000;

/** Serves the contract over a WebSocket. */
export function serveWebSocket(handler: StandardRPCHandler<Record<never, never>>, webSocket: WebSocket): void {
  const served = serveConnection(handler, {
    send: (message) => webSocket.send(message as string | Buffer),
    get unreadBytes() {
      return webSocket.bufferedAmount;
    },
    end(reason) {
      webSocket.close(POLICY_VIOLATION, reason);
      setTimeout(() => webSocket.terminate(), CLOSING_MS).unref();
    },
  });
  // A message that is too long or malformed closes only its own connection; `ws` then reports it here as well.
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('message', (data: Buffer, isBinary) => void served.receive(isBinary ? data : data.toString('utf8')));
  webSocket.on('close', () => served.closed());
}
