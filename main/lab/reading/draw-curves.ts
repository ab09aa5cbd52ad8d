import type { CurveRequest } from '#core/contract/curve-record.ts';
import type { CurveChunk } from '#core/series/curve.ts';
import { drawnCurve, type DrawnCurve } from '#core/stats/drawn-curve.ts';
import { wholeWindows } from '#core/stats/window-means.ts';
import type { Store } from '#main/store/store.ts';

type SeriesReader = Pick<Store['series'], 'read'>;

/** Curves as charts ask for them. What several of them are made of, such as a mean and its runs' lines, is read once. */
export async function drawCurves(
  reader: SeriesReader,
  requests: readonly CurveRequest[],
  pointsMax: number,
): Promise<DrawnCurve[]> {
  const read = new Map<string, Promise<readonly CurveChunk[]>>();
  const curves: DrawnCurve[] = [];
  for (const { runIds, name, window, fromStep = 0, toStep = Infinity } of requests) {
    const range = { from: fromStep, to: toStep };
    const { from, to } = wholeWindows(range, window);
    const runs = runIds.map((runId) => {
      const key = [runId, name, from, to].join(' ');
      const chunks = read.get(key) ?? scalarChunks(reader, runId, name, { from, to });
      read.set(key, chunks);
      return chunks;
    });
    curves.push(drawnCurve(await Promise.all(runs), window, range, pointsMax));
  }
  return curves;
}

async function scalarChunks(
  reader: SeriesReader,
  runId: string,
  name: string,
  range: { readonly from: number; readonly to: number },
): Promise<readonly CurveChunk[]> {
  const chunks = (await reader.read([runId], [name], range))[0]?.chunks ?? [];
  return chunks.every(({ width }) => width === 1) ? chunks : [];
}
