/**
 * The shortest decimal text that reads back as the same float32; `NaN`, `Infinity` and `-Infinity` as they are.
 *
 * Nine significant digits always suffice for float32, and six are always kept, so the search starts between them.
 */
export function float32Text(value: number): string {
  const exact = Math.fround(value);
  if (!Number.isFinite(exact)) return String(exact);
  if (Number.isInteger(exact) && Math.abs(exact) < 1e6) return Object.is(exact, -0) ? '-0' : String(exact);
  let digits = 6;
  if (readsBack(exact, digits)) {
    while (digits > 1 && readsBack(exact, digits - 1)) digits--;
  } else {
    while (!readsBack(exact, digits)) digits++;
  }
  return String(Number(exact.toPrecision(digits)));
}

function readsBack(value: number, digits: number): boolean {
  return Math.fround(Number(value.toPrecision(digits))) === value;
}
