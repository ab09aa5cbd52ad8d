import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { StoreError } from '#core/errors.ts';
import type { Lab } from '#main/lab/lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { controlPath } from './control-path.ts';

/** No request of the contract comes near it. */
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** A command that has asked nothing for so long after it connected or was answered wants to know nothing more. */
const QUIET_MS = 200;
/** So long at most a lab that ends waits for those that it still answers. */
const GRACE_MS = 3_000;

/**
 * Lets other programs of the same person steer a lab that is open: the contract over a WebSocket on a socket that only
 * they can reach. Whoever owns the database owns its socket, so one that an ended lab left is taken away.
 *
 * @returns ends all connections, once those that are being answered have their answer; the lab stays open
 * @throws StoreError if the socket's folder belongs to somebody else
 */
export async function serveControl(lab: Lab, databaseFile: string): Promise<() => Promise<void>> {
  const { address, folder } = controlPath(databaseFile);
  if (folder !== null) {
    requireOwnFolder(folder);
    rmSync(address, { force: true });
  }
  const server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  const requests = new Requests();
  const rpc = new RPCHandler(labRouter(lab), { interceptors: [({ next }) => requests.answer(next)] });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      requests.noteConnection();
      void rpc.upgrade(webSocket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const deadline = performance.now() + GRACE_MS;
    while (sockets.clients.size > 0 && requests.quietMs < QUIET_MS && performance.now() < deadline) await sleep(20);
    for (const webSocket of sockets.clients) webSocket.terminate();
    sockets.close();
    server.closeAllConnections();
    await closed;
  };
}

/** Which requests are being answered: what pauses a lab's last run must hear of it, although the lab then ends. */
class Requests {
  #underWay = 0;
  #lastSignAt = -Infinity;

  /** Somebody has connected: what they are about to ask counts like what was just answered. */
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

  /** How long nothing has been asked any more. */
  get quietMs(): number {
    return this.#underWay > 0 ? 0 : performance.now() - this.#lastSignAt;
  }
}

/** The same, but a lab whose socket cannot be made is open without it, and says so. */
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

/** A folder of that name that another user made first, in a place where all may write, is not ours to trust. */
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
