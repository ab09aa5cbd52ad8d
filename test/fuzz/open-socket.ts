import type { WsHandler } from '@orpc/server/ws';

type Socket = Parameters<WsHandler<Record<never, never>>['upgrade']>[0];
type Listener = (event: { data: string }) => unknown;

/** The server's end of a WebSocket, as oRPC sees it, with what the client says and hears at the other end. */
export class OpenSocket {
  readonly #listeners: Record<string, Listener[]> = { message: [], close: [] };
  readonly #answers: string[] = [];
  readonly #handled: unknown[] = [];
  #heard: () => void = () => undefined;

  readonly addEventListener: Socket['addEventListener'] = (event: string, listener: unknown) => {
    this.#listeners[event].push(listener as Listener);
  };

  readonly send: Socket['send'] = (data: unknown) => {
    this.#answers.push(String(data));
    this.#heard();
  };

  /** Resolves when the message has been handled, or answered by the first of many events. */
  async receive(data: string): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.#heard = resolve));
    const handled = Promise.all(this.#listeners['message'].map((listener) => listener({ data })));
    this.#handled.push(handled);
    await Promise.race([handled, answered]);
  }

  /** The client leaves. Resolves when nothing of what it asked for goes on. */
  async end(): Promise<void> {
    for (const listener of this.#listeners['close']) listener({ data: '' });
    await Promise.all(this.#handled);
  }

  /** Answers that are none a client may get: no JSON, or an error that is neither typed nor the client's own. */
  faults(): Error[] {
    return this.#answers.filter((answer) => !isAllowed(answer)).map((answer) => new Error(`An answer: ${answer}`));
  }
}

function isAllowed(answer: string): boolean {
  const { p } = JSON.parse(answer) as {
    p?: { s?: number; b?: { json?: { code?: string; data?: { code?: string } } } };
  };
  const error = p?.b?.json;
  if (error?.code === 'LAB') return error.data?.code !== 'INTERNAL';
  return (p?.s ?? 200) < 500;
}
