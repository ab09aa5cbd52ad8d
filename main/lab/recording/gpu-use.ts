import { graphics } from 'systeminformation';

/**
 * How busy the graphics processors are, the busiest one's share from 0 to 1; null where the system does not tell, as on
 * machines without one of a maker whose driver says it.
 */
export async function gpuUse(): Promise<number | null> {
  const { controllers } = await graphics();
  const shares = controllers.flatMap(({ utilizationGpu }) =>
    typeof utilizationGpu === 'number' && Number.isFinite(utilizationGpu) ? [utilizationGpu / 100] : [],
  );
  return shares.length === 0 ? null : Math.max(...shares);
}
