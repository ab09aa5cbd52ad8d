import {
  answerMessage,
  ASK_DESKTOP,
  DESKTOP_SCHEME,
  type DesktopAnswer,
  type DesktopRequest,
  type FileFilter,
} from '#core/contract/desktop-bridge.ts';

/** True in the desktop window, whose main process has the system's dialogs. A browser reveals no paths. */
export function isDesktop(): boolean {
  return location.protocol === `${DESKTOP_SCHEME}:`;
}

let asked = 0;

/** Asks the desktop's main process; only where `isDesktop()`. Resolves when the person has closed the dialog. */
export function askDesktop(request: DesktopRequest): Promise<DesktopAnswer> {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    const listen = (event: MessageEvent) => {
      if (event.source !== window || event.origin !== location.origin) return;
      const message = answerMessage.safeParse(event.data);
      if (!message.success || message.data.id !== id) return;
      window.removeEventListener('message', listen);
      resolve(message.data.answer);
    };
    window.addEventListener('message', listen);
    window.postMessage({ kind: ASK_DESKTOP, id, request }, location.origin);
  });
}

type Filter = { readonly name: string; readonly extensions: readonly string[] };

function plainFilter({ name, extensions }: Filter): FileFilter {
  return { name, extensions: [...extensions] };
}

/** The path of a file that a person chooses in the system's dialog; null if none. */
export async function chooseFile(title: string, filter: Filter): Promise<string | null> {
  const answer = await askDesktop({ kind: 'chooseFile', title, filter: plainFilter(filter) });
  return answer.kind === 'chosen' ? answer.path : null;
}

/** The path that a person chooses in the system's dialog for a file that the lab will write; null if none. */
export async function chooseTarget(title: string, suggested: string, filter: Filter): Promise<string | null> {
  const answer = await askDesktop({ kind: 'chooseTarget', title, suggested, filter: plainFilter(filter) });
  return answer.kind === 'chosen' ? answer.path : null;
}

/** The path of a folder that a person chooses in the system's dialog; null if none. */
export async function chooseFolder(title: string): Promise<string | null> {
  const answer = await askDesktop({ kind: 'chooseFolder', title });
  return answer.kind === 'chosen' ? answer.path : null;
}
