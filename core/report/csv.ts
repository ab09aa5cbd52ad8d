import type { Curve } from '../series/curve.ts';
import { float32Text } from '../series/float32-text.ts';

/** One column of a wide table: a series of one run. */
export interface CsvColumn {
  readonly name: string;
  readonly curve: Curve;
}

/** A field by RFC 4180: quoted where it must be. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Series of several runs side by side: a row a step, empty where a run has no point there. Every point is there, at
 * full float32 precision; lines end in \n.
 */
export function curvesCsv(columns: readonly CsvColumn[]): string {
  const lines = [['step', ...columns.map((column) => csvField(column.name))].join(',')];
  const positions = new Int32Array(columns.length);
  for (;;) {
    let step = Infinity;
    columns.forEach(({ curve }, c) => {
      if (positions[c] < curve.steps.length) step = Math.min(step, curve.steps[positions[c]]);
    });
    if (step === Infinity) break;
    const fields = columns.map(({ curve }, c) =>
      curve.steps[positions[c]] === step ? float32Text(curve.values[positions[c]++]) : '',
    );
    lines.push(`${step},${fields.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}
