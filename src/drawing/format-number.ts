/** With a real minus sign, and none before zeros; `plus` stands where there is no minus. */
export function formatNumber(value: number, digits: number, plus = ''): string {
  const size = Math.abs(value);
  const text = size < 100_000 ? size.toFixed(digits) : size.toExponential(1);
  return `${value < 0 && Number(text) !== 0 ? '−' : plus}${text}`;
}
