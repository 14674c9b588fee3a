/** The cart in words: for its captions, and for those who do not see the picture. */
import { formatCount, formatNumber } from '../format.ts';
import type { Driver, EpisodePlayer, EpisodeRecord } from './player.ts';
import { type Action, LEFT } from './steering.ts';

export const DRIVER_NAMES: Readonly<Record<Driver, string>> = {
  agent: 'the agent',
  you: 'you',
  chance: 'chance',
};

/** What a person has to do first. */
export const START_PROMPT = 'Press ← or → to start';

const ENDING_WORDS = { fell: 'fell', left: 'left the track', held: 'held to the end' } as const;

/** A number that always has the same decimals, and so stays in its place while it changes. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** An end of an axis, which has few digits. */
export const axisEnd = (value: number) => String(Number(value.toPrecision(2))).replaceAll('-', '−');

export const degrees = (radians: number) => (radians * 180) / Math.PI;

export const actionWord = (action: Action) => (action === LEFT ? '← left' : '→ right');

/** Which of Q(s, left) and Q(s, right) is the larger, and by how much. */
export function describeGap([left, right]: ArrayLike<number> & Iterable<number>): string {
  const gap = right - left;
  if (gap === 0) return 'Both are equal.';
  if (Number.isNaN(gap)) return 'They cannot be compared.';
  return `${gap < 0 ? 'Left' : 'Right'} is better by ${formatNumber(Math.abs(gap))}.`;
}

export function speedName(speed: number): string {
  return speed === Infinity ? 'fastest' : `×${{ 0.25: '¼', 0.5: '½' }[speed] ?? speed}`;
}

/** Who has taken over. */
export function describeDriver({ driver, pushing, waiting }: EpisodePlayer): string {
  if (driver === 'you') return `You drive.${waiting ? ` ${START_PROMPT}.` : ''}`;
  return pushing === 'agent' ? 'The agent drives.' : 'Chance drives.';
}

/** "The pole fell after 31 steps." */
export function describeEnd(episode: EpisodeRecord): string {
  const steps = `${formatCount(episode.return)} ${episode.return === 1 ? 'step' : 'steps'}`;
  if (episode.ending === 'held') return `Held for all ${steps}.`;
  return `${episode.ending === 'left' ? 'The cart left the track' : 'The pole fell'} after ${steps}.`;
}

/** One line of the list of episodes: "31: you, fell". */
export function describeEpisode({ return: sum, drivers, ending, strikes }: EpisodeRecord): string {
  const who = drivers.map((driver) => DRIVER_NAMES[driver]).join(', then ');
  const struck = strikes > 0 ? `, pole pushed ${strikes}×` : '';
  return `${formatCount(sum)}: ${who}, ${ENDING_WORDS[ending]}${struck}`;
}

const side = (value: number) => (value < 0 ? 'left' : 'right');

/** What the picture shows. */
export function describeScene(player: EpisodePlayer): string {
  const [x, , theta] = player.state;
  const { ended, pushing, action } = player;
  const now = `cart ${Math.abs(x).toFixed(2)} m ${side(x)} of the middle, pole leaning ${Math.abs(degrees(theta)).toFixed(1)}° to the ${side(theta)}`;
  if (ended !== null) return `${describeEnd(ended)} At the end: ${now}.`;
  const next = action === null ? '' : `, next push ${side(2 * action - 1)}`;
  return `Cart and pole, driven by ${DRIVER_NAMES[pushing]}: ${now}, return ${player.episodeReturn}${next}.`;
}
