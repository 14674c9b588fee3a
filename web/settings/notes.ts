/** What is said about the settings as a whole. */
import type { Lab } from '../lab.ts';
import { labelOf } from './labels.ts';
import { linkOf } from './link.ts';

/** Why there can be no run: the first of the wrong fields, and how many there are besides. */
export function wrongText(problems: ReadonlyMap<string, string>): string {
  const [[name, problem]] = problems;
  const more = problems.size > 1 ? ` ${problems.size - 1} more below.` : '';
  return `A new run cannot start with these settings. ${labelOf(name)} (${name}): ${problem}.${more} Until then, the last correct settings hold.`;
}

/** Whether what is chosen is what the page shows. */
export function relationText(lab: Pick<Lab, 'phase' | 'chosen' | 'preset' | 'config'>): string {
  const rule = 'These settings apply to the next run.';
  if (lab.phase === 'empty') return rule;
  const [next, present] = [lab.chosen, lab].map(({ preset, config }) => linkOf(preset, config));
  return next === present
    ? `${rule} The present run has the same.`
    : `${rule} The present one continues with its own.`;
}
