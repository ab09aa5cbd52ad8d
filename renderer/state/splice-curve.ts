import type { DrawnCurve } from '#core/stats/drawn-curve.ts';

/** A thinned curve with one part of it replaced by a more detailed version. */
export function spliceCurve(whole: DrawnCurve, detail: DrawnCurve): DrawnCurve {
  const { steps } = detail;
  if (steps.length === 0) return whole;
  const head = countWhile(whole.steps, (step) => step < steps[0]);
  const tail = countWhile(whole.steps, (step) => step <= steps[steps.length - 1]);
  const spliced = <Column extends Float64Array | Int32Array>(of: (curve: DrawnCurve) => Column): Column => {
    const [outer, inner] = [of(whole), of(detail)];
    const column = new (outer.constructor as new (length: number) => Column)(head + inner.length + outer.length - tail);
    column.set(outer.subarray(0, head));
    column.set(inner, head);
    column.set(outer.subarray(tail), head + inner.length);
    return column;
  };
  return {
    ...whole,
    steps: spliced((curve) => curve.steps),
    mean: spliced((curve) => curve.mean),
    sd: spliced((curve) => curve.sd),
    n: spliced((curve) => curve.n),
  };
}

function countWhile(steps: Float64Array, holds: (step: number) => boolean): number {
  const end = steps.findIndex((step) => !holds(step));
  return end === -1 ? steps.length : end;
}
