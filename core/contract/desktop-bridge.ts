import { z } from 'zod';
import { FILE_CHOSEN, MENU_COMMAND } from './desktop-channels.ts';

/**
 * What the desktop window's page, its preload and the main process say to each other besides the contract: the page
 * hands over one end of a MessageChannel, over which it then speaks the contract, the menu tells the page what was
 * chosen, and the system's dialog gives it the path of a file. The browser served by the host has neither; a page knows which it is in by `location.origin`.
 */

export {
  CHOOSE_FILE,
  CONNECT_LAB,
  DESKTOP_ORIGIN,
  DESKTOP_SCHEME,
  FILE_CHOSEN,
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

/** What the page says of the file it wants: the endings of its name, without their dot. */
export const fileExtensions = z.array(z.string().regex(/^[a-z0-9]{1,8}$/)).max(8);

/** The message by which a chosen file, or null, reaches the page. */
export const fileMessage = z.object({ kind: z.literal(FILE_CHOSEN), path: z.string().nullable() });
