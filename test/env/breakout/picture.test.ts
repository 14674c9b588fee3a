import { expect, it } from 'vitest';
import { noPaint } from '../../../src/drawing/paint.ts';
import { Breakout } from '../../../src/env/breakout/breakout.ts';
import { breakoutPicture as picture } from '../../../src/env/breakout/picture.ts';
import type { Moment } from '../../../src/env/picture.ts';
import { Generator } from '../../../src/random.ts';

function momentAfter(actions: readonly number[]): Moment {
  const env = new Breakout({ stickyActions: 0, random: new Generator(0) });
  let observation = env.reset({ seed: 0 });
  for (const action of actions) ({ observation } = env.step(action));
  return { observation: observation.slice(), values: [0, 0, 0], action: 0, episodeReturn: 0 };
}

it('shows the cells: ball and trail, the wall and the paddle', () => {
  expect(picture.drawTerminal(momentAfter([2, 2]), 80, 24, noPaint)).toEqual([
    '┌────────────────────┐',
    '│                    │',
    '│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│',
    '│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│',
    '│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│',
    '│                ··  │',
    '│              ●●    │',
    '│                    │',
    '│                    │',
    '│                    │',
    '│            ▀▀      │',
    '└────────────────────┘',
  ]);
});

it('shows the ball in front of the wall', () => {
  expect(picture.drawTerminal(momentAfter([]), 80, 24, noPaint)[4]).toBe('│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒●●│');
});

it('counts the bricks', () => {
  expect(picture.describe(momentAfter([]))).toEqual(['30 bricks']);
});
