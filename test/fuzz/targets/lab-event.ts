import { isDeepStrictEqual } from 'node:util';
import { labEvent } from '#core/contract/lab-event.ts';
import { runSeries, type ChunkRecord } from '#core/contract/series-record.ts';
import { decodeChunk, encodeChunk } from '#core/contract/series-codec.ts';
import { LabError } from '#core/errors.ts';
import { SeriesBuffer } from '#renderer/state/series-buffer.ts';
import { expectThat, withinMemory } from '../check.ts';
import { jsonOf } from '../input.ts';

/** What the lab tells a page of its series: an event with points, or all chunks of a series. */
export const fuzz = withinMemory((bytes) => {
  const json = jsonOf(bytes);
  const event = labEvent.safeParse(json).data;
  if (event?.kind === 'points') follow([event.chunk]);
  const series = runSeries.safeParse(json).data;
  if (series !== undefined) follow(series.chunks);
});

/** As the page does: what is drawn afterwards stands at ascending steps. */
function follow(chunks: readonly ChunkRecord[]): void {
  let buffer: SeriesBuffer | null = null;
  for (const chunk of chunks) {
    const points = decoded(chunk);
    if (points === undefined) continue;
    expectThat(points.values.length % points.width === 0, 'whole points');
    expectThat(isDeepStrictEqual(decodeChunk('s', encodeChunk(points)), points), 'the same points when encoded again');
    buffer ??= new SeriesBuffer(points.width);
    buffer.append(points);
  }
  const steps = [...(buffer?.steps ?? [])];
  expectThat(
    steps.every((step, index) => Number.isSafeInteger(step) && (index === 0 || step > steps[index - 1])),
    'ascending steps',
  );
  expectThat(buffer === null || buffer.values.length === buffer.count * buffer.width, 'as many values as points');
}

/** A broken chunk is a fault of the lab that sent it, and is said to be one. */
function decoded(chunk: ChunkRecord): ReturnType<typeof decodeChunk> | undefined {
  try {
    return decodeChunk('s', chunk);
  } catch (thrown) {
    if (thrown instanceof LabError) return undefined;
    throw thrown;
  }
}
