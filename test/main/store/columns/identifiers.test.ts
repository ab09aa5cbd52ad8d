import { describe, expect, it } from 'vitest';
import { newIdentifier } from '#main/store/columns/identifiers.ts';

describe('identifiers', () => {
  it('are UUIDs of version 7 that begin with the time', () => {
    const time = Date.now() + 60_000;
    const id = newIdentifier(time);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(time);
  });

  it('are all different and sort as they were made, also within one millisecond and when the clock goes back', () => {
    const time = Date.now() + 120_000;
    const ids = Array.from({ length: 10_000 }, (_, index) => newIdentifier(time - (index % 3)));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });
});
