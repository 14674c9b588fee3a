/** Numbers as the page shows them. */

const MINUS = '−';

/** A count with thin spaces between its thousands: 12 500. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A number with `digits` significant digits, or to the unit if that takes more; in powers of ten where it is very small or large. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Math.round(size) >= 10 ** digits && size < 1e6) return formatCount(value).replace('-', MINUS);
  const text = size < 1e-3 || size >= 1e6 ? value.toExponential(digits - 1) : value.toPrecision(digits);
  return text.replaceAll('-', MINUS).replace('e+', 'e');
}

export function formatOrDash(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined ? '–' : formatNumber(value, digits);
}

/** A number that always has the same decimals, and so stays in its place while it changes. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', MINUS);
}

export const degrees = (radians: number) => (radians * 180) / Math.PI;
