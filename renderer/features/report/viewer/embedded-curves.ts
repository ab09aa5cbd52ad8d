import type { LiveFigure } from '#core/report/document/document.ts';
import type { Curve } from '#core/series/curve.ts';

/** The curves of an embedded CSV file, one a column after `step`; empty fields are no points. */
export function parseCurves(csv: string): Curve[] {
  const [header, ...lines] = csv.trimEnd().split('\n');
  const curves = Array.from({ length: columnCount(header) - 1 }, () => ({
    steps: [] as number[],
    values: [] as number[],
  }));
  for (const line of lines) {
    const fields = line.split(',');
    const step = Number(fields[0]);
    curves.forEach((curve, column) => {
      const field = fields[column + 1];
      if (field === '') return;
      curve.steps.push(step);
      curve.values.push(Number(field));
    });
  }
  return curves;
}

/** Fields of the header line: arm names may hold quoted commas. */
function columnCount(header: string): number {
  return header.replaceAll(/"(?:[^"]|"")*"/g, 'quoted').split(',').length;
}

/** The curves of one arm of a figure. */
export function armCurves(curves: readonly Curve[], arm: LiveFigure['arms'][number]): Curve[] {
  return arm.columns.map((column) => curves[column]);
}
