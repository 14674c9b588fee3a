/** A rounded number on the page that still carries all its digits, for a pointer or a program that reads the page. */
import { element } from '../dom.ts';

/**
 * @param quantity what the number is, as the code calls it.
 * @param text how it is shown.
 */
export function exactNumber(
  quantity: string,
  value: number | readonly number[],
  text: string,
): HTMLDataElement {
  const exact = typeof value === 'number' ? String(value) : value.join(' ');
  return element('data', { value: exact, 'data-quantity': quantity, title: exact }, text);
}
