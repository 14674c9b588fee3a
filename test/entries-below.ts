import { readdirSync } from 'node:fs';

/** Everything in a folder and the folders in it, by its path from there: with / on every system. */
export const entriesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
