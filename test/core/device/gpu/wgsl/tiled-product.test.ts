import { describe, expect, it } from 'vitest';
import { tiledGroups, tilingOf } from '#core/device/gpu/wgsl/tiled-product.ts';

const GROUPS_MAX = 65_535;

describe('a product in tiles', () => {
  it('has every element of c in one tile, and no dimension of the dispatch beyond WebGPU’s limit', () => {
    for (const m of [1, 60, 784, 65_536, 8192 * 32 * 32]) {
      for (const n of [1, 10, 64, 100, 512]) {
        const shape = { m, n, k: 300 };
        const tiling = tilingOf(shape, false);
        const [x, y, z] = tiledGroups(shape, tiling);
        expect(Math.max(x, y, z)).toBeLessThanOrEqual(GROUPS_MAX);
        expect(x * y * tiling.threads.rows * 4).toBeGreaterThanOrEqual(m);
        expect((x * y - y) * tiling.threads.rows * 4).toBeLessThan(m);
        expect(z).toBe(Math.ceil(n / (tiling.threads.columns * 4)));
      }
    }
  });

  it('sums in parts only where few tiles would leave a GPU idle, and covers k with whole slices', () => {
    for (const k of [60, 256, 511, 512, 8192, 65_536]) {
      const { parts, partLength } = tilingOf({ m: 288, n: 64, k }, true);
      expect(partLength % 16).toBe(0);
      expect(parts * partLength).toBeGreaterThanOrEqual(k);
      expect((parts - 1) * partLength).toBeLessThan(k);
      expect(parts > 1).toBe(k >= 512);
    }
    expect(tilingOf({ m: 288, n: 64, k: 65_536 }, false).parts).toBe(1);
    expect(tilingOf({ m: 4096, n: 4096, k: 65_536 }, true).parts).toBe(1);
  });
});
