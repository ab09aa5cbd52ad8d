import type { StandardRPCHandler } from '@orpc/server/standard';
import { serveConnection, type ConnectionLimits, type ServedConnection } from '#main/connection/serve-connection.ts';

/** The lab's end of a connection, with what the client says and hears at the other end. */
export class OpenSocket {
  readonly #served: ServedConnection;
  readonly #answers: string[] = [];
  readonly #handled: Promise<void>[] = [];
  #heard: () => void = () => undefined;
  #endedFor: string | null = null;
  /** As if the client had not read so much. */
  unreadBytes = 0;

  constructor(handler: StandardRPCHandler<Record<never, never>>, limits?: ConnectionLimits) {
    const send = (data: unknown) => {
      this.#answers.push(String(data));
      this.#heard();
    };
    const end = (reason: string) => void (this.#endedFor = reason);
    const unreadBytes = () => this.unreadBytes;
    this.#served = serveConnection(
      handler,
      {
        send,
        end,
        get unreadBytes() {
          return unreadBytes();
        },
      },
      limits,
    );
  }

  get answers(): readonly string[] {
    return this.#answers;
  }

  /** Why the lab ended the connection; null as long as it has not. */
  get endedFor(): string | null {
    return this.#endedFor;
  }

  /** Resolves when the message has been handled, or answered by the first of many events. */
  async receive(data: unknown): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.#heard = resolve));
    const handled = this.#served.receive(data);
    this.#handled.push(handled);
    await Promise.race([handled, answered]);
  }

  /** The client leaves. Resolves when nothing of what it asked for goes on. */
  async end(): Promise<void> {
    this.#served.closed();
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
