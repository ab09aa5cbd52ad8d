/** Numbers as people read them. All in English notation; a proper minus sign and no-break spaces before units. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 60000 → "60,000". */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** "1 run", "6 runs". */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A share of 1 as percent: 0.97531 → "97.53 %". */
export function formatPercent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)}\u00a0%`;
}

/** Four significant digits, exponents only where they help: 0.2310, 12.40, 3.1e-7. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-4
      ? value.toExponential(Math.max(0, digits - 2))
      : Number.isInteger(value)
        ? grouped.format(value)
        : value.toPrecision(digits).includes('e')
          ? grouped.format(value)
          : value.toPrecision(digits);
  return text.replace('-', '−').replace('e−', 'e−').replace('e+', 'e');
}

/** For axes: as short as it can be. 0.0001 → "0.0001", 1e-7 → "1e−7", 5000 → "5,000", 50000 → "50k". */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9) return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e').replaceAll('-', '−');
  if (size >= 1e6) return trim((value / 1e6).toPrecision(3)) + 'M';
  if (size >= 1e4) return trim((value / 1e3).toPrecision(3)) + 'k';
  if (size >= 1e3) return grouped.format(value).replace('-', '−');
  if (size < 1e-3) return value.toExponential(0).replaceAll('-', '−');
  return trim(value.toPrecision(3)).replace('-', '−');
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}
