/** Names of files that a program is asked to write. */
import { UsageError } from './program.ts';

/** A parser of the name of a file, whose ending must be that of what it will hold. */
export const fileName =
  (flag: string, ending: string) =>
  (text: string): string => {
    if (text.toLowerCase().endsWith(ending)) return text;
    throw new UsageError(`${flag}: got ${JSON.stringify(text)}, expected a name that ends in ${ending}`);
  };
