import type { Page } from 'playwright-core';
import { WAIT_MAX_MS } from '#test/waiting.ts';

/** What a page must not do during a test: log errors, throw, or send requests outside its own origin. */
export interface Watch {
  /** Errors of the console and uncaught ones, one line each. */
  readonly errors: readonly string[];
  /** Requested addresses outside the page's own origin. */
  readonly foreignRequests: readonly string[];
}

/** Starts watching, without limits on the page's speed. The origin of a page that is already open is that of its address. */
export function watchPage(page: Page): Watch {
  page.setDefaultTimeout(WAIT_MAX_MS);
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => errors.push(`failed: ${request.url()} (${request.failure()?.errorText})`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol === 'data:' || url.protocol === 'blob:') return;
    if (page.url() !== 'about:blank' && origin(url) !== origin(new URL(page.url())))
      foreignRequests.push(request.url());
  });
  page.on('websocket', (socket) => {
    const url = new URL(socket.url());
    if (url.host !== new URL(page.url()).host) foreignRequests.push(socket.url());
  });
  return { errors, foreignRequests };
}

/** `URL.origin` is "null" for custom schemes. */
function origin(url: URL): string {
  return `${url.protocol}//${url.host}`;
}
