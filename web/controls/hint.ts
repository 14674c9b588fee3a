/** What a person should know before they train on: one sentence for each thing, or none. */
import { learningEnd } from '../../src/config/schedule.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';

/** Whether the next run would be another than the one on the page. */
export function isOtherChosen({
  phase,
  chosen,
  preset,
  config,
}: Pick<Lab, 'phase' | 'chosen' | 'preset' | 'config'>): boolean {
  if (phase === 'empty') return false;
  return chosen.preset !== preset || JSON.stringify(chosen.config) !== JSON.stringify(config);
}

/** Of a run whose budget goes on after its learning rate has come to 0. */
function learningEndText({ step, config }: Pick<Lab, 'step' | 'config'>): string[] {
  const end = learningEnd(config);
  if (end === null || step < end) return [];
  return [
    `The learning rate is 0 from step ${formatCount(end)} on: updates change no weights. To learn for longer, start a new run with longer schedules, or with a learning rate that does not end at 0.`,
  ];
}

export function hintText(lab: Pick<Lab, 'phase' | 'step' | 'chosen' | 'preset' | 'config'>): string {
  const other = isOtherChosen(lab) ? ['Chosen settings are for the next run.'] : [];
  return [...other, ...learningEndText(lab)].join(' ');
}
