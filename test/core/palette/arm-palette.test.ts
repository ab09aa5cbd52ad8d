import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ARM_COLORS, ARM_COLOR_COUNT, paletteIndex, repeatsColor } from '#core/palette/arm-palette.ts';
import { reportStyle } from '#core/report/html/style.ts';

const tokensCss = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');
const [windowLight, windowDark] = tokensCss.split("[data-theme='dark']");

describe('arm palette', () => {
  it('never gives the baseline’s colour to another arm, however many there are', () => {
    for (let index = 1; index < 32; index += 1) expect(paletteIndex(index)).toBeGreaterThan(0);
    expect(paletteIndex(9)).toBe(1);
    expect(repeatsColor(9)).toBe(true);
    expect(repeatsColor(8)).toBe(false);
  });

  it('has as many colours in the dark', () => expect(ARM_COLORS.dark).toHaveLength(ARM_COLOR_COUNT));

  it('is what the window’s CSS tokens hold', () => {
    const tokens = (text: string) => [...text.matchAll(/--series-\d: (#[0-9a-f]{6});/g)].map(([, color]) => color);
    expect(tokens(windowLight)).toEqual(ARM_COLORS.light);
    expect(tokens(windowDark)).toEqual(ARM_COLORS.dark);
  });
});

it('gives a report the colours of the window, by their names', () => {
  const [light, dark] = reportStyle(1).split('prefers-color-scheme: dark');
  const colors = (css: string) =>
    new Map([...css.matchAll(/(--[\w-]+): (#[0-9a-f]+);/g)].map(([, ...pair]) => pair as [string, string]));
  for (const [report, app] of [
    [light, windowLight],
    [dark, windowDark],
  ]) {
    const shared = [...colors(report)].filter(([name]) => colors(app).has(name));
    expect(shared.length).toBeGreaterThan(15);
    expect(Object.fromEntries(shared)).toEqual(
      Object.fromEntries(shared.map(([name]) => [name, colors(app).get(name)])),
    );
  }
});
