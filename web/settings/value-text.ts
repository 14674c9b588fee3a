/** A value as fields and links write it. */
import { formatValue } from '../../src/config/domain.ts';

/** What stands for all entries if it is the same for each: of a screen they are hundreds. */
const ONE_FOR_ALL = 'observationScale';

export function valueText(name: string, value: unknown): string {
  const isOneForAll =
    name === ONE_FOR_ALL && Array.isArray(value) && value.every((entry) => entry === value[0]);
  return formatValue(isOneForAll ? value.slice(0, 1) : value);
}
