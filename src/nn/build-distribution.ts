/** Makes a distribution from its text, which may come from a file. */
import { refusal } from '../checks.ts';
import { Categorical } from './categorical.ts';
import type { Distribution } from './distribution.ts';
import { Quantiles } from './quantiles.ts';

/** @throws RangeError for a text that is not the `text` of a distribution. */
export function distributionFromText(text: string): Distribution {
  const [kind, ...numbers] = text.split(',');
  if (kind === 'categorical' && numbers.length === 3) {
    const [atoms, vMin, vMax] = numbers.map(Number);
    return new Categorical(atoms, vMin, vMax);
  }
  if (kind === 'quantile' && numbers.length === 1) return new Quantiles(Number(numbers[0]));
  throw refusal('distribution', text, 'categorical,<atoms>,<vMin>,<vMax> or quantile,<quantiles>');
}
