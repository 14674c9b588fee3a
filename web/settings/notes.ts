/** What is said about the settings as a whole. */
import type { Config } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { formatCount } from '../format.ts';
import type { Run, RunSettings } from '../run.ts';
import { labelOf } from './labels.ts';
import { linkOf } from './link.ts';

/** Why there can be no run: the first of the wrong fields, and how many there are besides. */
export function wrongText(problems: ReadonlyMap<string, string>): string {
  const [[name, problem]] = problems;
  const more = problems.size > 1 ? ` ${problems.size - 1} more below.` : '';
  return `A new run cannot start with these settings. ${labelOf(name)} (${name}): ${problem}.${more}`;
}

/** Whether what is chosen is what the page shows. */
export function relationText(run: Pick<Run, 'phase' | 'preset' | 'config'>, chosen: RunSettings): string {
  const rule = 'These settings apply to the next run.';
  if (run.phase === 'empty') return rule;
  const [next, present] = [chosen, run].map(({ preset, config }) => linkOf(preset, config));
  return next === present
    ? `${rule} The present run has the same.`
    : `${rule} The present one continues with its own.`;
}

/** MB below which nothing is said. */
const MUCH = 100;
/** Of a transition: s and s′ have so many for each entry. */
const BYTES_PER_ENTRY = 2 * Float32Array.BYTES_PER_ELEMENT;

/** What the replay memory takes of the browser's memory, where that is much; else empty. */
export function memoryText(config: Config): string {
  const { observationSize } = environmentOf(config).spec;
  const megabytes = (config.replayCapacity * observationSize * BYTES_PER_ENTRY) / 1e6;
  return megabytes < MUCH
    ? ''
    : `The replay memory of such a run grows to ${formatCount(megabytes)} MB. When the run is finished, a copy for its checkpoint takes as much again.`;
}
