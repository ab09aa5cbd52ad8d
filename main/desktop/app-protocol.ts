import { protocol, type Protocol } from 'electron';
import { DESKTOP_ORIGIN, DESKTOP_SCHEME } from '#core/contract/desktop-bridge.ts';
import { readPageFile, SECURITY_HEADERS } from '#main/pages/page-files.ts';

/**
 * Serves the page from app://lab instead of file://: it gets its own origin with storage and a content security policy,
 * and nothing but the built renderer can be reached.
 */

/** Chromium requires this before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: DESKTOP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveRenderer(to: Protocol, rendererFolder: string): void {
  to.handle(DESKTOP_SCHEME, async (request) => {
    const url = new URL(request.url);
    const file =
      url.host === new URL(DESKTOP_ORIGIN).host && request.method === 'GET'
        ? await readPageFile(rendererFolder, url.pathname)
        : null;
    if (file === null) return new Response('Not found', { status: 404, headers: SECURITY_HEADERS });
    return new Response(file.body, { headers: file.headers });
  });
}
