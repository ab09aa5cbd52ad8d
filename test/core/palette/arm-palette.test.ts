import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ARM_COLORS, ARM_COLOR_COUNT, paletteIndex, repeatsColor } from '#core/palette/arm-palette.ts';

describe('arm palette', () => {
  it('never gives the baseline’s colour to another arm, however many there are', () => {
    for (let index = 1; index < 32; index += 1) expect(paletteIndex(index)).toBeGreaterThan(0);
    expect(paletteIndex(9)).toBe(1);
    expect(repeatsColor(9)).toBe(true);
    expect(repeatsColor(8)).toBe(false);
  });

  it('has as many colours in the dark', () => expect(ARM_COLORS.dark).toHaveLength(ARM_COLOR_COUNT));

  it('is what the window’s CSS tokens hold', () => {
    const css = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');
    const [light, dark] = css.split("[data-theme='dark']");
    const tokens = (text: string) => [...text.matchAll(/--series-\d: (#[0-9a-f]{6});/g)].map(([, color]) => color);
    expect(tokens(light)).toEqual(ARM_COLORS.light);
    expect(tokens(dark)).toEqual(ARM_COLORS.dark);
  });
});
