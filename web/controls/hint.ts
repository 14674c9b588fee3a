/** What a person should know before they train on: one sentence for each thing, or none. */
import { learningEnd } from '../../src/config/schedule.ts';
import { formatCount } from '../format.ts';
import type { Run, RunSettings } from '../run.ts';
import { linkOf } from '../settings/link.ts';

/** Whether the next run would be another than the one on the page. */
export function isOtherChosen(
  { phase, preset, config }: Pick<Run, 'phase' | 'preset' | 'config'>,
  chosen: RunSettings,
): boolean {
  if (phase === 'empty') return false;
  return linkOf(chosen.preset, chosen.config) !== linkOf(preset, config);
}

/** Of a run whose budget goes on after its learning rate has come to 0. */
function learningEndText({ step, config }: Pick<Run, 'step' | 'config'>): string[] {
  const end = learningEnd(config);
  if (end === null || step < end) return [];
  return [
    `The learning rate is 0 from step ${formatCount(end)} on: updates change no weights. To learn for longer, start a new run with longer schedules, or with a learning rate that does not end at 0.`,
  ];
}

export function hintText(
  run: Pick<Run, 'phase' | 'step' | 'preset' | 'config'>,
  chosen: RunSettings,
): string {
  const other = isOtherChosen(run, chosen) ? ['Chosen settings are for the next run.'] : [];
  return [...other, ...learningEndText(run)].join(' ');
}
