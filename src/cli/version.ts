/** The version of this project. */
import { readFileSync } from 'node:fs';

/** As it stands in `package.json`, which lies two folders up, in a checkout as in the package. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
