import { createORPCClient, DynamicLink, type ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#core/contract/contract.ts';
import { CONNECT_LAB, DESKTOP_SCHEME } from '#core/contract/desktop-channels.ts';

/**
 * The only file that knows how the page reaches the lab: over a MessagePort that the preload hands to the main process
 * (desktop), or over a WebSocket of the same origin (host). A lost connection is reopened automatically; calls made
 * meanwhile wait for it, and calls that were open fail.
 */

export type LabClient = ContractRouterClient<Contract>;

type Link = ClientLink<Record<never, never>>;

const RETRY_MS = [300, 700, 1_500, 3_000, 5_000];

export class Connection {
  status = $state<'connecting' | 'open' | 'lost'>('connecting');
  /** How often a connection was opened; whatever was loaded over an earlier one may be out of date. */
  openings = $state(0);

  /** Failed attempts to connect since the last successful one. */
  failures = $state(0);

  readonly client: LabClient;

  #link!: Promise<Link>;
  #resolveLink!: (link: Link) => void;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#awaitLink();
    this.client = createORPCClient<LabClient>(new DynamicLink(() => this.#link));
    this.#open();
  }

  /** Tries to connect at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.status !== 'lost') return;
    clearTimeout(this.#retryTimer);
    this.#open();
  }

  #open(): void {
    if (location.protocol === `${DESKTOP_SCHEME}:`) this.#openPort();
    else this.#openSocket();
  }

  #openPort(): void {
    const { port1, port2 } = new MessageChannel();
    const link: Link = new PortLink({ port: port1 });
    port1.addEventListener('close', () => this.#lost());
    port1.start();
    window.postMessage(CONNECT_LAB, location.origin, [port2]);
    // A port cannot tell whether anybody is listening at its other end, but messages wait in it until somebody does.
    this.#opened(link);
  }

  #openSocket(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const websocket = new WebSocket(`${scheme}://${location.host}/rpc`);
    const link: Link = new SocketLink({ websocket });
    websocket.addEventListener('open', () => this.#opened(link));
    websocket.addEventListener('close', () => this.#lost());
  }

  #opened(link: Link): void {
    this.failures = 0;
    this.#resolveLink(link);
    this.status = 'open';
    this.openings += 1;
  }

  #lost(): void {
    if (this.status === 'open') this.#awaitLink();
    this.status = 'lost';
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#open(), wait);
  }

  #awaitLink(): void {
    this.#link = new Promise((resolve) => {
      this.#resolveLink = resolve;
    });
  }
}
