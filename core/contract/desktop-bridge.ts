import { z } from 'zod';
import { DESKTOP_ANSWER, MENU_COMMAND } from './desktop-channels.ts';

/**
 * What the desktop window's page, its preload and the main process say to each other besides the contract: the page
 * hands over one end of a MessageChannel, over which it then speaks the contract, the menu tells the page what was
 * chosen, and the page asks for the system's file dialogs. The browser served by the host has none of these; a page knows
 * which it is in by `location.origin`.
 */

export {
  ASK_DESKTOP,
  CONNECT_LAB,
  DESKTOP_ANSWER,
  DESKTOP_ORIGIN,
  DESKTOP_SCHEME,
  MENU_COMMAND,
  THEME_CHOSEN,
} from './desktop-channels.ts';

export const themeChoice = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof themeChoice>;

export const menuCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('newExperiment') }),
  /** Of the experiment on the screen, if there is one. */
  z.object({ kind: z.literal('exportReport') }),
  z.object({ kind: z.literal('setTheme'), theme: themeChoice }),
]);
export type MenuCommand = z.infer<typeof menuCommand>;

/** The message by which a chosen menu item reaches the page. */
export const menuMessage = z.object({ kind: z.literal(MENU_COMMAND), command: menuCommand });

/** Which files a dialog offers, beside all files: the endings of their names, without the dot. */
const fileFilter = z.object({
  name: z.string().min(1).max(80),
  extensions: z.array(z.string().regex(/^[a-z0-9]{1,8}$/)).max(8),
});
export type FileFilter = z.infer<typeof fileFilter>;

/** Far above any report or table, and a bound on what the page can make the main process hold. */
const CONTENT_MAX = 2 ** 28;

const dialog = z.object({ title: z.string().min(1).max(200), filter: fileFilter });
const target = dialog.extend({
  /** A file name, or an absolute path; a name alone is put into the folder of the last file that was saved. */
  suggested: z.string().min(1).max(4_096),
});

export const desktopRequest = z.discriminatedUnion('kind', [
  /** One existing file. */
  dialog.extend({ kind: z.literal('chooseFile') }),
  /** One existing folder. */
  dialog.pick({ title: true }).extend({ kind: z.literal('chooseFolder') }),
  /** The path of a file that the lab will write. */
  target.extend({ kind: z.literal('chooseTarget') }),
  /** Asks where, and writes the content there. */
  target.extend({
    kind: z.literal('saveFile'),
    content: z.union([
      z.string().max(CONTENT_MAX),
      z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength <= CONTENT_MAX),
    ]),
  }),
  /** Only a file that one of the dialogs above named. */
  z.object({ kind: z.literal('showInFolder'), path: z.string() }),
]);
export type DesktopRequest = z.infer<typeof desktopRequest>;

export const desktopAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chosen'), path: z.string() }),
  /** Written whole, at this absolute path. */
  z.object({ kind: z.literal('saved'), path: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('shown') }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type DesktopAnswer = z.infer<typeof desktopAnswer>;

/** The message by which an answer reaches the page; `id` is that of its request. */
export const answerMessage = z.object({ kind: z.literal(DESKTOP_ANSWER), id: z.int(), answer: desktopAnswer });
