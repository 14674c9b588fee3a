import { commandOf } from './checkout.ts';
import { quotePath } from './shell-quote.ts';

/** The command that resumes the run in a folder, to be copied into a shell. */
export const resumeCommand = (folder: string, bug?: string): string =>
  [...commandOf('train'), '--resume', quotePath(folder), ...(bug === undefined ? [] : ['--bug', bug])].join(
    ' ',
  );
