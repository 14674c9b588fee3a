/** The scene in words: for its captions, and for those who do not see the picture. */
import { formatCount, formatNumber } from '../format.ts';
import type { ActionView } from '../tasks/task-view.ts';
import type { Driver, EpisodePlayer, EpisodeRecord } from './player.ts';

export const DRIVER_NAMES: Readonly<Record<Driver, string>> = {
  run: 'the run',
  agent: 'the agent',
  you: 'you',
  chance: 'chance',
};

/** What a person has to do first. */
export const START_PROMPT = 'Press ← or → to start';

/** An end of an axis, which has few digits. */
export const axisEnd = (value: number) => String(Number(value.toPrecision(2))).replaceAll('-', '−');

/** A return: a whole number in every task that is here. */
export const returnText = (value: number) => `${value < 0 ? '−' : ''}${formatCount(Math.abs(value))}`;

/** By how much the best action is better than the second best. */
export function describeGap(q: Float32Array, actions: readonly ActionView[]): string {
  if (q.some(Number.isNaN)) return 'They cannot be compared.';
  const [best, second] = [...q.keys()].sort((a, b) => q[b] - q[a]);
  const gap = q[best] - q[second];
  if (gap === 0) return 'The best two are equal.';
  const { name } = actions[best];
  return `${name[0].toUpperCase()}${name.slice(1)} is better by ${formatNumber(gap)}.`;
}

export function speedName(speed: number): string {
  return speed === Infinity ? 'fastest' : `×${{ 0.25: '¼', 0.5: '½' }[speed] ?? speed}`;
}

/** A sentence for the driver of the present episode. */
export function describeDriver({ driver, acting, waiting }: EpisodePlayer): string {
  if (acting === 'run') return 'The training episode is shown.';
  if (driver === 'you') return `You drive.${waiting ? ` ${START_PROMPT}.` : ''}`;
  return acting === 'agent' ? 'The agent drives.' : 'Chance drives.';
}

/** "The pole fell after 31 steps." */
export function describeEnd(episode: EpisodeRecord): string {
  const steps = `${formatCount(episode.steps)} ${episode.steps === 1 ? 'step' : 'steps'}`;
  const sum = episode.return === episode.steps ? '' : ` Return ${returnText(episode.return)}.`;
  return `${episode.ending.sentence} ${steps}.${sum}`;
}

/** One line of the list of episodes: "31: you, fell". */
export function describeEpisode(
  { return: sum, drivers, ending, strikes }: EpisodeRecord,
  thing = '',
): string {
  const who = drivers.map((driver) => DRIVER_NAMES[driver]).join(', then ');
  const struck = strikes > 0 ? `, ${thing} struck ${strikes}×` : '';
  return `${returnText(sum)}: ${who}, ${ending.short}${struck}`;
}

/** What the picture shows. */
export function describeScene(player: EpisodePlayer): string {
  const { ended, acting, action, observation, episodeReturn, view, watched } = player;
  const now = view.describe(observation);
  if (watched !== null) return `The training episode, ${watched.caption.toLowerCase()}: ${now}.`;
  if (ended !== null) return `${describeEnd(ended)} At the end: ${now}.`;
  const next = action === null ? '' : `, next ${view.actions[action].name}`;
  return `Driven by ${DRIVER_NAMES[acting]}: ${now}, return ${returnText(episodeReturn)}${next}.`;
}
