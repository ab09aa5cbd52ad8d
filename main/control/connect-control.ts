import { connect, type Socket } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { Contract } from '#core/contract/contract.ts';
import { controlPath } from './control-path.ts';

export type LabClient = ContractRouterClient<Contract>;

export interface ControlConnection {
  readonly client: LabClient;
  /** Resolves when the connection has closed, from either end. Calls still open then get no answer. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects to the lab that owns a database, if one is open; null if none is listening. */
export async function connectControl(databaseFile: string): Promise<ControlConnection | null> {
  const socket = await opened(controlPath(databaseFile).address);
  if (socket === null) return null;
  const websocket = new WebSocket('ws://localhost/rpc', { createConnection: () => socket });
  const isOpen = await new Promise<boolean>((resolve) => {
    websocket.once('open', () => resolve(true));
    websocket.once('error', () => resolve(false));
  });
  if (!isOpen) return null;
  const closed = new Promise<void>((resolve) => websocket.once('close', () => resolve()));
  const client = createORPCClient<LabClient>(new RPCLink({ websocket }));
  return { client, closed, close: () => websocket.terminate() };
}

/** A socket that a dead lab left behind, or that belongs to another user, counts as none. */
function opened(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
