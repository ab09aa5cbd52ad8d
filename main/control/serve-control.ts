import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { StandardRPCHandler } from '@orpc/server/standard';
import { WebSocketServer } from 'ws';
import { StoreError } from '#core/errors.ts';
import { MESSAGE_BYTES_MAX, serveWebSocket } from '#main/connection/serve-web-socket.ts';
import type { Lab } from '#main/lab/lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { controlPath } from './control-path.ts';

/** How long a lab that closes waits for others. */
export interface ClosingLimits {
  /** A command that has asked nothing for this long since it connected or was last answered has nothing more to ask. */
  readonly quietMs: number;
  /** At most, for requests that are still being answered. */
  readonly graceMs: number;
}

const CLOSING_LIMITS: ClosingLimits = { quietMs: 200, graceMs: 3_000 };

/**
 * Lets other programs of the same user control an open lab: the contract over a WebSocket on a socket that only that
 * user can reach. Whoever owns the database owns its socket, so a socket left by a dead lab is replaced.
 *
 * @returns closes all connections once open requests are answered; the lab stays open
 * @throws StoreError if the socket's folder belongs to another user
 */
export async function serveControl(
  lab: Lab,
  databaseFile: string,
  { quietMs, graceMs } = CLOSING_LIMITS,
): Promise<() => Promise<void>> {
  const { address, folder } = controlPath(databaseFile);
  if (folder !== null) {
    requireOwnFolder(folder);
    rmSync(address, { force: true });
  }
  const server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  const requests = new Requests();
  const rpc = new StandardRPCHandler(labRouter(lab), { interceptors: [({ next }) => requests.answer(next)] });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      requests.noteConnection();
      serveWebSocket(rpc, webSocket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const deadline = performance.now() + graceMs;
    while (sockets.clients.size > 0 && requests.quietMs < quietMs && performance.now() < deadline) await sleep(20);
    for (const webSocket of sockets.clients) webSocket.terminate();
    sockets.close();
    server.closeAllConnections();
    await closed;
  };
}

/**
 * Which requests are being answered: whoever pauses a lab's last run must get an answer, although the lab then closes.
 */
class Requests {
  #underWay = 0;
  #lastSignAt = -Infinity;

  /** Somebody has connected; the time until their first request counts like that after an answer. */
  noteConnection(): void {
    this.#lastSignAt = performance.now();
  }

  async answer<T>(next: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await next();
    } finally {
      this.#underWay -= 1;
      this.#lastSignAt = performance.now();
    }
  }

  /** How long nothing has been asked. */
  get quietMs(): number {
    return this.#underWay > 0 ? 0 : performance.now() - this.#lastSignAt;
  }
}

/** The same, but if the socket cannot be created, the lab opens without it and says so. */
export async function openControl(
  lab: Lab,
  databaseFile: string,
  warn: (text: string) => void,
): Promise<() => Promise<void>> {
  try {
    return await serveControl(lab, databaseFile);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    warn(`The command line cannot reach this lab while it is open. ${why}`);
    return () => Promise.resolve();
  }
}

/** A folder of that name that another user created first in a world-writable place cannot be trusted. */
function requireOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  const isOurs = lstatSync(folder).isDirectory() && uid === process.getuid?.();
  if (!isOurs) {
    throw new StoreError(`The folder ${folder} belongs to another user. Remove it, or set XDG_RUNTIME_DIR.`, {
      folder,
    });
  }
  chmodSync(folder, 0o700);
}
