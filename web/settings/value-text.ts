/** The text of a value in a field and in a link; `parseValue` of `src/config/config.ts` gives the value back to the last bit. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(',');
  return String(value);
}
