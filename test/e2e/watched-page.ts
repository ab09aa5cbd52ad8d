import type { Page } from 'playwright-core';

/** What a page must not do while a test looks at it: complain in the console, throw, or ask anybody but its own origin. */
export interface Watch {
  /** Errors of the console and uncaught ones, each as one line. */
  readonly errors: readonly string[];
  /** Addresses outside the page's own origin that were asked for. */
  readonly foreignRequests: readonly string[];
}

/** Watches from now on; for a page that is already there, its own origin is that of its address. */
export function watchPage(page: Page): Watch {
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

/** `URL.origin` is "null" for schemes of one's own. */
function origin(url: URL): string {
  return `${url.protocol}//${url.host}`;
}
