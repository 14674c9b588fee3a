/** The phase of a run in words; they are read out when they change. */
import { formatCount } from '../format.ts';
import type { Run } from '../run.ts';

type Told = Pick<Run, 'phase' | 'solvedAtStep' | 'message' | 'exhibit'>;

export const phaseText = (run: Told): string => wordsFor(run) + museumText(run);

/** A run of the museum must not pass for one of the program as it is. */
function museumText({ exhibit }: Told): string {
  if (exhibit?.isSecret) return ' · a riddle';
  return exhibit?.bug == null ? '' : ` · with the bug ${exhibit.bug}`;
}

function wordsFor({ phase, solvedAtStep, message }: Told): string {
  switch (phase) {
    case 'empty':
      return 'Ready';
    case 'running':
      return 'Training';
    case 'paused':
      return 'Paused';
    case 'finished':
      return solvedAtStep === null
        ? 'Finished, not solved'
        : `Finished, solved at step ${formatCount(solvedAtStep)}`;
    case 'failed':
      return `Stopped: ${message ?? 'it cannot go on'}`;
  }
}
