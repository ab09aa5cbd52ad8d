/** An axis: from values to a place between 0 (its low end) and 1, and the ticks on it. */
export interface AxisScale {
  readonly min: number;
  readonly max: number;
  place(value: number): number;
  readonly ticks: readonly number[];
}

/** Ticks at 1, 2 or 5 times a power of ten, about `tickCount` of them. */
export function linearScale(min: number, max: number, tickCount: number): AxisScale {
  const span = max > min ? max - min : Math.abs(min) || 1;
  const top = max > min ? max : min + span;
  const step = niceStep(span / tickCount);
  const ticks: number[] = [];
  for (let k = Math.ceil(min / step - 1e-9); k * step <= top + step * 1e-9; k++) {
    ticks.push(Number((k * step).toPrecision(12)));
  }
  return { min, max: top, place: (value) => (value - min) / span, ticks };
}

/** Ticks at powers of ten, and at 2 and 5 times them where there are few decades. Values must be above 0. */
export function logarithmicScale(min: number, max: number): AxisScale {
  if (!(min > 0)) throw new RangeError(`min: expected a number above 0, received ${min}`);
  const low = Math.log10(min);
  const span = Math.log10(max) - low || 1;
  const decadesApart = Math.max(1, Math.ceil(span / 8));
  const factors = span < 2.5 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let decade = Math.floor(low); decade <= low + span; decade += decadesApart) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** decade).toPrecision(12));
      if (tick >= min && tick <= max) ticks.push(tick);
    }
  }
  return { min, max, place: (value) => (Math.log10(value) - low) / span, ticks };
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `size`. */
export function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= size * (1 - 1e-9));
  return (factor ?? 10) * power;
}
