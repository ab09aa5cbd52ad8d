import { CHOOSE_FILE, DESKTOP_SCHEME, fileMessage } from '#core/contract/desktop-bridge.ts';

/** True in the desktop window, whose main process opens the system's dialog. A browser does not reveal paths. */
export function canChooseFile(): boolean {
  return location.protocol === `${DESKTOP_SCHEME}:`;
}

/** The path of a file that the user chooses; null if none. @param extensions File name extensions, without the dot. */
export function chooseFile(extensions: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent) => {
      if (event.source !== window || event.origin !== location.origin) return;
      const message = fileMessage.safeParse(event.data);
      if (!message.success) return;
      window.removeEventListener('message', listen);
      resolve(message.data.path);
    };
    window.addEventListener('message', listen);
    window.postMessage({ kind: CHOOSE_FILE, extensions }, location.origin);
  });
}
