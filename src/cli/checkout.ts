/**
 * What the programs do otherwise in a checkout, where they are TypeScript, than in the package, where they are bundled JavaScript:
 * the build of the package puts `packaged.ts` in the place of this file.
 */
import { Option } from 'commander';

/** The command that starts a program, word by word. */
export const commandOf = (program: string): string[] => ['npx', 'tsx', `src/${program}.ts`];

/** What `npm run build:web` writes, and what to do where that is missing. */
export const LAB_FOLDER = new URL('../../dist/web/', import.meta.url);
export const HOW_TO_GET_LAB = 'build it with npm run build:web, or serve its source with npm run web';

/** The flag that puts a bug into the program. */
export async function bugOption(): Promise<Option> {
  const { MUSEUM } = await import('../../museum/bugs.ts');
  const option = new Option('--bug <id>', 'Train with a known bug; docs/silent-bugs.md describes each.');
  return option.choices(MUSEUM.map(({ id }) => id));
}

/** The program that trains, with a bug in it if one is named. */
export async function loadTrain(bug?: string): Promise<Pick<typeof import('./train.ts'), 'main'>> {
  if (bug === undefined) return await import('./train.ts');
  return await (await import('../../museum/loading.ts')).loadTrainWithBug(bug);
}
