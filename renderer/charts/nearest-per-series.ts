import { Interaction, type InteractionItem, type InteractionModeFunction } from 'chart.js';

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestPerSeries: InteractionModeFunction;
  }
}

/** Points this much farther away than the nearest one still speak of the same place. */
const SAME_PLACE_PIXELS = 12;

/**
 * An interaction mode that finds, in every line, the point nearest to the pointer along x. Chart.js's own modes miss
 * lines whose points are not at the very same x, as decimated ones are. Lines that have no point there (a run that
 * ended early) are left out.
 */
export const nearestPerSeries: InteractionModeFunction = (chart, event, _options, useFinalPosition) => {
  const x = event.x;
  const { left, right } = chart.chartArea;
  if (x === null || x < left || x > right) return [];
  const found: { item: InteractionItem; distance: number }[] = [];
  for (const meta of chart.getSortedVisibleDatasetMetas()) {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    meta.data.forEach((element, index) => {
      const position = element.getProps(['x', 'y', 'skip'], useFinalPosition) as {
        x: number;
        y: number;
        skip?: boolean;
      };
      if (position.skip || !Number.isFinite(position.y) || position.x < left - 1 || position.x > right + 1) return;
      const distance = Math.abs(position.x - x);
      if (distance < bestDistance) {
        best = index;
        bestDistance = distance;
      }
    });
    if (best < 0) continue;
    found.push({ item: { element: meta.data[best], datasetIndex: meta.index, index: best }, distance: bestDistance });
  }
  const nearest = Math.min(...found.map((one) => one.distance));
  return found.filter((one) => one.distance <= nearest + SAME_PLACE_PIXELS).map((one) => one.item);
};

Interaction.modes.nearestPerSeries = nearestPerSeries;
