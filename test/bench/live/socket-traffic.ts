import type { Page } from 'playwright-core';

/** Frames of one kind in one direction. */
export interface FrameCount {
  frames: number;
  bytes: number;
}

export interface Traffic {
  /** By request: its path. By answer: the path of its request. By event: its kind. */
  readonly sent: Readonly<Record<string, FrameCount>>;
  readonly received: Readonly<Record<string, FrameCount>>;
  /** Series of one run that requests of the page made the lab read, each time that they did. */
  readonly seriesReads: number;
}

/** A frame of the contract on the socket, as far as it tells what it is. */
interface Frame {
  readonly i: string;
  /** What it is; a request or its answer where it is missing. */
  readonly t?: number;
  readonly p?: { readonly u?: string; readonly b?: Body; readonly d?: { readonly json?: { readonly kind?: string } } };
}

interface Body {
  readonly json?: Partial<SeriesQuestion>;
}

interface SeriesQuestion {
  readonly runIds: readonly string[];
  readonly names: readonly string[];
  readonly curves: readonly { readonly runIds: readonly string[]; readonly name: string }[];
}

const EVENT = 3;

/** Counts what a page and its lab say to each other over the page's WebSocket; payloads only, in bytes of UTF-8. */
export class SocketTraffic {
  #sent = new Map<string, FrameCount>();
  #received = new Map<string, FrameCount>();
  #seriesReads = 0;
  readonly #paths = new Map<string, string>();

  /** Before the page opens its socket. */
  constructor(page: Page) {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => this.#send(String(payload)));
      socket.on('framereceived', ({ payload }) => this.#receive(String(payload)));
    });
  }

  /** Counts from here on. */
  restart(): void {
    this.#sent = new Map();
    this.#received = new Map();
    this.#seriesReads = 0;
  }

  traffic(): Traffic {
    return {
      sent: Object.fromEntries(this.#sent),
      received: Object.fromEntries(this.#received),
      seriesReads: this.#seriesReads,
    };
  }

  #send(text: string): void {
    const { i, p } = JSON.parse(text) as Frame;
    if (p?.u === undefined) return count(this.#sent, 'end of a watch', text);
    this.#paths.set(i, p.u);
    count(this.#sent, p.u, text);
    this.#seriesReads += seriesRead(p.u, p.b?.json ?? {});
  }

  #receive(text: string): void {
    const { i, t, p } = JSON.parse(text) as Frame;
    const kind = t === EVENT ? `event ${p?.d?.json?.kind ?? 'end'}` : (this.#paths.get(i) ?? 'unknown');
    count(this.#received, kind, text);
  }
}

function count(counts: Map<string, FrameCount>, kind: string, text: string): void {
  const known = counts.get(kind) ?? { frames: 0, bytes: 0 };
  counts.set(kind, { frames: known.frames + 1, bytes: known.bytes + Buffer.byteLength(text) });
}

/** Curves of one request that are made of the same series read it once. */
function seriesRead(path: string, { runIds = [], names = [], curves = [] }: Partial<SeriesQuestion>): number {
  if (path === '/runs/series') return runIds.length * names.length;
  if (path !== '/runs/curves') return 0;
  return new Set(curves.flatMap((curve) => curve.runIds.map((runId) => `${runId} ${curve.name}`))).size;
}
