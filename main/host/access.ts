import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the host. Loopback alone keeps nobody out: any web page open in the same browser can send requests to
 * 127.0.0.1, and with DNS rebinding even under its own host name. So the printed address carries a random token, which
 * becomes a cookie; the Host header must name loopback; and any request that a page could send across origins must have
 * our own origin.
 */
export class HostAccess {
  readonly token = randomBytes(24).toString('base64url');
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** The address for the user who started the host. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.token}`;
  }

  /** All ports of a host name share their cookies, so two labs need two cookie names. */
  get #cookieName(): string {
    return `bnlab-${this.#port}`;
  }

  /** Not readable by scripts, never sent from another site, dropped when the browser closes. */
  get cookie(): string {
    return `${this.#cookieName}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  namesThisHost(request: IncomingMessage): boolean {
    const host = request.headers.host;
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }

  /**
   * True if the request comes from a page that this host served. Browsers send Origin with every upgrade and every
   * non-GET.
   */
  comesFromOwnPage(request: IncomingMessage): boolean {
    return this.namesThisHost(request) && request.headers.origin === `http://${request.headers.host}`;
  }

  hasCookie(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
    const prefix = `${this.#cookieName}=`;
    return cookies.some((cookie) => cookie.startsWith(prefix) && this.isToken(cookie.slice(prefix.length)));
  }

  /** Takes the same time wherever the first difference is. */
  isToken(received: string): boolean {
    return timingSafeEqual(digest(received), digest(this.token));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
