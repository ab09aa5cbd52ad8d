import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  placeWindow,
  readWindowState,
  smallestWindow,
  writeWindowState,
  type WindowState,
} from '#main/desktop/window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'bnlab-window-'));
const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const monitor = { x: 1440, y: 0, width: 2560, height: 1440 };

describe('readWindowState', () => {
  it('returns what was written', () => {
    const file = join(folder, 'new', 'window.json');
    const state: WindowState = {
      bounds: { x: 10, y: 30, width: 1000, height: 700 },
      maximized: true,
      fullScreen: false,
      theme: 'dark',
    };
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(readdirSync(join(folder, 'new'))).toEqual(['window.json']);
  });

  it.each([
    ['missing', null],
    ['cut short', '{"bounds": {"x": 1'],
    ['of another kind', '[1, 2]'],
    ['with impossible bounds', '{"bounds": {"x": 0, "y": 0, "width": -5, "height": "tall"}, "maximized": true}'],
  ])('uses the defaults for a file that is %s', (name, text) => {
    const file = join(folder, `${name}.json`);
    if (text !== null) writeFileSync(file, text);
    expect(readWindowState(file)).toEqual({ maximized: false, fullScreen: false, theme: 'system' });
  });
});

describe('smallestWindow', () => {
  it('is never larger than a display: 1280 × 720 at 125 % has 1024 × 576', () => {
    expect(smallestWindow([laptop, monitor])).toEqual({ width: 900, height: 600 });
    expect(smallestWindow([monitor, { x: 0, y: 0, width: 1024, height: 576 }])).toEqual({ width: 900, height: 576 });
  });
});

describe('placeWindow', () => {
  it('restores the window to the display it was on', () => {
    const kept = { x: 1600, y: 100, width: 1200, height: 800 };
    expect(placeWindow(kept, [laptop, monitor])).toEqual(kept);
  });

  it('opens at the default size if the display is gone', () => {
    const kept = { x: 1600, y: 100, width: 1200, height: 800 };
    expect(placeWindow(kept, [laptop])).toEqual({ width: 1280, height: 800 });
  });

  it('does not leave the title bar above or below the screen', () => {
    expect(placeWindow({ x: 100, y: -10, width: 1000, height: 700 }, [laptop])).toEqual({ width: 1280, height: 800 });
    expect(placeWindow({ x: 100, y: 890, width: 1000, height: 700 }, [laptop])).toEqual({ width: 1280, height: 800 });
  });

  it('clips a window from a larger display to this one', () => {
    expect(placeWindow({ x: 0, y: 25, width: 2500, height: 1400 }, [laptop])).toEqual({
      x: 0,
      y: 25,
      width: 1440,
      height: 875,
    });
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 });
  });
});
