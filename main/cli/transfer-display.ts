import { createLogUpdate } from 'log-update';
import { bar } from './bar.ts';
import { colouredText } from './colors.ts';
import type { Output } from './output.ts';

/** Shows the progress of something with a known length and several parts, one after another. Writes to stderr. */
export interface TransferDisplay {
  update(what: string, share: number): void;
  close(): void;
}

const REDRAW_MS = 100;

/** On a terminal one line, overwritten in place; elsewhere one line per quarter. */
export function transferDisplay({ live, colors, note }: Output): TransferDisplay {
  return live ? liveDisplay(colors.err) : lineDisplay(note);
}

function liveDisplay(colors: Output['colors']['err']): TransferDisplay {
  const draw = createLogUpdate(process.stderr);
  let drawnAt = 0;
  let shown = '';
  return {
    update: (what, share) => {
      if (what !== shown && shown !== '') draw.done();
      const now = performance.now();
      if (what === shown && share < 1 && now - drawnAt < REDRAW_MS) return;
      shown = what;
      drawnAt = now;
      draw(colouredText(`${bar(share, colors)}  ${what}`));
    },
    close: () => draw.done(),
  };
}

function lineDisplay(note: (text: string) => void): TransferDisplay {
  let shown = '';
  let quarters = 0;
  return {
    update: (what, share) => {
      const reached = Math.floor(share * 4);
      if (what === shown && reached <= quarters) return;
      shown = what;
      quarters = reached;
      note(`${what}: ${reached * 25} %`);
    },
    close: () => {},
  };
}
