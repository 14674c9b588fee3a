/** As `toFixed`, but without a minus before zeros. */
export const fixed = (value: number, digits: number): string =>
  value.toFixed(digits).replace(/^-(?=[0.]+$)/, '');

/** With a real minus sign, and none before zeros; `plus` stands where there is no minus. */
export function formatNumber(value: number, digits: number, plus = ''): string {
  const size = Math.abs(value);
  const text = size < 100_000 ? size.toFixed(digits) : size.toExponential(1);
  return `${value < 0 && Number(text) !== 0 ? '−' : plus}${text}`;
}
