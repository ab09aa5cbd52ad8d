import { Interaction, type InteractionItem, type InteractionModeFunction } from 'chart.js';

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestPerSeries: InteractionModeFunction;
  }
}

/**
 * An interaction mode that finds, in every line, the point nearest to the pointer along x. Chart.js's own modes miss
 * lines whose points are not at the very same x, as decimated ones are.
 */
export const nearestPerSeries: InteractionModeFunction = (chart, event, _options, useFinalPosition) => {
  const x = event.x;
  const { left, right } = chart.chartArea;
  if (x === null || x < left || x > right) return [];
  const items: InteractionItem[] = [];
  for (const meta of chart.getSortedVisibleDatasetMetas()) {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    meta.data.forEach((element, index) => {
      const position = element.getProps(['x', 'y', 'skip'], useFinalPosition) as { x: number; y: number; skip?: boolean };
      if (position.skip || !Number.isFinite(position.y) || position.x < left - 1 || position.x > right + 1) return;
      const distance = Math.abs(position.x - x);
      if (distance < bestDistance) {
        best = index;
        bestDistance = distance;
      }
    });
    if (best >= 0) items.push({ element: meta.data[best], datasetIndex: meta.index, index: best });
  }
  return items;
};

Interaction.modes.nearestPerSeries = nearestPerSeries;
