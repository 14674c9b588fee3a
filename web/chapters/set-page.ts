/** Puts the page in the state of a chapter. */
import { presetConfig } from '../../src/config/presets.ts';
import type { Lab } from '../lab.ts';
import type { LabEvent } from '../lab-events.ts';
import type { PageState } from './chapter.ts';

/** Resolves at the next of these events. */
function nextOf(lab: Lab, ...events: LabEvent[]): Promise<LabEvent> {
  return new Promise((resolve) => {
    const stops = events.map((event) =>
      lab.on(event, () => {
        for (const stop of stops) stop();
        resolve(event);
      }),
    );
  });
}

/**
 * Starts the run of a chapter and brings it to its place.
 *
 * Resolves to false if someone did something else with the lab meanwhile, which is then left as they want it.
 */
export async function setPage(lab: Lab, state: PageState): Promise<boolean> {
  const { preset, changes, step, line } = state;
  lab.choose(preset, presetConfig(preset, changes));
  lab.start();
  if (step > 0) lab.trainUntil(step);
  do {
    const event = await nextOf(lab, 'inspection', 'started');
    if (event === 'started' || lab.shown === 'weights') return false;
  } while (lab.inspection === null && lab.run.phase !== 'failed');
  if (lab.run.phase !== 'paused' || lab.run.step < step) return false;
  while (line !== undefined && lab.next !== line) {
    lab.advance('line');
    const event = await nextOf(lab, 'inspection', 'started');
    if (event === 'started' || lab.run.phase !== 'paused' || lab.inspection === null) return false;
  }
  return true;
}

/** Whether the run on the page is that of a chapter, however far it has come. */
export function isRunOf(lab: Lab, { preset, changes }: PageState): boolean {
  if (lab.run.phase === 'empty' || lab.run.preset !== preset) return false;
  return JSON.stringify(lab.run.config) === JSON.stringify(presetConfig(preset, changes));
}
