import { spawnSync } from 'node:child_process';
import { WAIT_MAX_MS } from '#test/waiting.ts';

/**
 * Answers a native dialog as a user at the keyboard would: the key goes to the dialog's window through the X server. A
 * page's test tools reach only the page, not the operating system's dialogs.
 *
 * @param title of the dialog's window
 * @param key alt+s presses the Save button of GTK's file dialog
 */
export async function answerDialog(
  env: NodeJS.ProcessEnv,
  title: string,
  key: 'Return' | 'Escape' | 'alt+s',
): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS;
  for (;;) {
    const window = dialogWindow(env, title);
    if (window !== null) {
      // Without a window manager nothing gives it the focus, and it accepts keys only once it is drawn. Waiting for
      // the focus (--sync) could go on for ever, with nothing else running meanwhile.
      xdotool(env, 'windowfocus', window);
      xdotool(env, 'key', '--clearmodifiers', key);
      await pause(500);
      if (dialogWindow(env, title) === null) return;
    }
    if (performance.now() > deadline) {
      throw new Error(`Expected a dialog “${title}” that ${key} answers.`);
    }
    await pause(200);
  }
}

/**
 * The newest visible window with exactly this title. Titles are read window by window, because xdotool searches the
 * older property WM_NAME, which GTK leaves empty where no locale is set and the title is not ASCII.
 */
function dialogWindow(env: NodeJS.ProcessEnv, title: string): string | null {
  const windows = xdotool(env, 'search', '--onlyvisible', '--name', '.*').trim().split('\n');
  return windows.findLast((window) => xdotool(env, 'getwindowname', window).trim() === title) ?? null;
}

function xdotool(env: NodeJS.ProcessEnv, ...args: string[]): string {
  return spawnSync('xdotool', args, { env, encoding: 'utf8' }).stdout;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
