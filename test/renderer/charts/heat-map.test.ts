import { describe, expect, it } from 'vitest';
import { parseHex, rampColor } from '#renderer/charts/color.ts';
import { cellAt, columnEdges, heatMap } from '#renderer/charts/heat-map.ts';
import { theme } from './theme.fixture.ts';

const field = { x: [0, 1, 3], rows: 2, values: [0, 1, 2, 3, 4, 5], low: 0, high: 5 };

describe('heatMap', () => {
  it('puts the edges of columns halfway between their moments', () => {
    expect(columnEdges([0, 1, 3])).toEqual([-0.5, 0.5, 2, 4]);
    expect(columnEdges([7])).toEqual([6.5, 7.5]);
  });

  it('finds the cell under a place on the axes', () => {
    expect(cellAt(field, 1.9, 1.5)).toEqual({ column: 1, row: 1 });
    expect(cellAt(field, -0.4, 0)).toEqual({ column: 0, row: 0 });
    expect(cellAt(field, 1, 2)).toBeNull();
    expect(cellAt(field, 4.1, 0)).toBeNull();
  });

  it('draws itself: it has no lines, and its axes reach from the first moment to the last and over all rows', () => {
    const built = heatMap(field, { xTitle: 'Step', yTitle: 'Channel' }, { width: 100, theme, x: null, y: null });
    expect(built.lines).toEqual([]);
    expect(built.drawBehind).toBeTypeOf('function');
    expect(built.axes.x).toMatchObject({ min: 0, max: 3 });
    expect(built.axes.y).toMatchObject({ min: 0, max: 2 });
  });

  it('mixes the colours of the ramp', () => {
    const stops = ['#000000', '#808080', '#ffffff'].map(parseHex);
    expect(rampColor(stops, 0)).toEqual([0, 0, 0]);
    expect(rampColor(stops, 0.25)).toEqual([64, 64, 64]);
    expect(rampColor(stops, 1)).toEqual([255, 255, 255]);
    expect(rampColor(stops, 7)).toEqual([255, 255, 255]);
  });
});
