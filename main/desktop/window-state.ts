import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { themeChoice } from '#core/contract/desktop-bridge.ts';

/**
 * The window's last place and state, kept in a small file of its own. It is a convenience: a missing, damaged or
 * foreign file means the defaults, never an error.
 */

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
export type Rectangle = z.infer<typeof rectangle>;

const windowState = z.object({
  /** The bounds of the window when it is neither maximized nor full screen. */
  bounds: rectangle.optional(),
  maximized: z.boolean().default(false),
  fullScreen: z.boolean().default(false),
  theme: themeChoice.default('system'),
});
export type WindowState = z.infer<typeof windowState>;

const SMALLEST_WINDOW = { width: 900, height: 600 };
const FIRST_WINDOW = { width: 1280, height: 800 } as const;

export function readWindowState(file: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return windowState.parse({});
  }
}

/** Written to a temporary file and moved into place, so that a crash leaves either the old state or the new one. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Bounds for a window on the displays that are connected now: the saved ones, clipped to the display, if enough of the
 * title bar is visible to grab it; otherwise the default size, placed by the system.
 *
 * @param workAreas of all displays, in the same coordinates as the bounds; the primary one first
 */
export function placeWindow(
  kept: Rectangle | undefined,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const home = kept === undefined ? undefined : workAreas.find((area) => titleBarVisible(kept, area));
  if (kept === undefined || home === undefined)
    return fit(FIRST_WINDOW, workAreas[0] ?? { ...FIRST_WINDOW, x: 0, y: 0 });
  return { x: kept.x, y: kept.y, ...fit(kept, home) };
}

/** The least size in which every room works, or less where a display, scaled up, has less room. */
export function smallestWindow(workAreas: readonly Rectangle[]): { width: number; height: number } {
  return workAreas.reduce(fit, SMALLEST_WINDOW);
}

function fit(size: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return { width: Math.min(size.width, area.width), height: Math.min(size.height, area.height) };
}

const GRABBABLE = { width: 120, height: 32 } as const;

function titleBarVisible(bounds: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return overlap >= GRABBABLE.width && bounds.y >= area.y && bounds.y + GRABBABLE.height <= area.y + area.height;
}
