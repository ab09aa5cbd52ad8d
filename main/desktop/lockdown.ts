import { app, type Session, type WebContents } from 'electron';
import { DESKTOP_ORIGIN } from '#core/contract/desktop-bridge.ts';

/**
 * What Chromium would ask servers for by itself: updates of its components, dictionaries, names of links before they are
 * clicked, whether a portal wants a login. The app needs none of it, and its window resolves no name at all. (What a
 * person asks the lab to download is fetched by Node.) To be called before the app is ready.
 */
export function keepOffTheNetwork(): void {
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability']) {
    app.commandLine.appendSwitch(name);
  }
  for (const name of ['dns-prefetch-disable', 'no-pings', 'disable-sync']) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}

/**
 * Electron's security checklist, for every page of the app: it cannot navigate away, open windows, embed pages, get
 * permissions, or reach anything outside the app.
 */

export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents) => lockDown(contents));
}

function lockDown(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    // Its views are behind the hash; to reload it is to open it again.
    if (!event.isMainFrame || !isThePage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
}

/** A denied permission rejects the page's call, as if the user had declined. */
export function lockDownSession(session: Session): void {
  fetchNoDictionary(session);
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(permission === 'clipboard-sanitized-write' && isOwnPage(details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'clipboard-sanitized-write' && isOwnPage(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isLocal(details.url) }));
}

/** `spellcheck: false` of a window does not keep its session from fetching one. */
export function fetchNoDictionary(session: Session): void {
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerDictionaryDownloadURL(`${DESKTOP_ORIGIN}/no-dictionary/`);
}

/** The page itself, at whichever of its views. */
export function isThePage(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && isOwnPage(url) && parsed.pathname === '/';
}

export function isOwnPage(url: string): boolean {
  return url === DESKTOP_ORIGIN || url.startsWith(`${DESKTOP_ORIGIN}/`);
}

/** The app's own files, what the page itself creates (blob, data), and the developer tools. */
function isLocal(url: string): boolean {
  return isOwnPage(url) || /^(blob|data|devtools):/.test(url);
}
