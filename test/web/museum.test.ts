/** The museum of the lab, without its elements: riddles, excerpts, and two runs one after the other. */
import { describe, expect, it } from 'vitest';
import { MUSEUM } from '../../museum/bugs.ts';
import type { MuseumExhibit } from '../../museum/exhibit.ts';
import { museumExhibits } from '../../museum/exhibits.ts';
import { readMeasurements } from '../../museum/measurement.ts';
import { Lab } from '../../web/lab.ts';
import { dealt } from '../../web/museum/deck.ts';
import { excerptOf } from '../../web/museum/excerpt.ts';
import { riddleOf, suspectsOf } from '../../web/museum/riddles.ts';
import { configOf } from '../../web/museum/settings.ts';
import { SideBySide, type Stage } from '../../web/museum/side-by-side.ts';
import { ScriptedWorker } from './workers.ts';

const exhibits = museumExhibits('.', MUSEUM, MUSEUM, readMeasurements());
const suspects = suspectsOf(exhibits);
const idOf = (number: number) => riddleOf(suspects, number).culprit?.id ?? null;

describe('riddles', () => {
  it('go through all cards before one comes again, and then in another order', () => {
    const cards = ['a', 'b', 'c', 'd', 'e'];
    const decks = [0, 1, 2].map((deck) => cards.map((_, k) => dealt(cards, deck * cards.length + k + 1)));
    for (const deck of decks) expect([...deck].sort()).toEqual(cards);
    expect(new Set(decks.map(String)).size).toBeGreaterThan(1);
    expect(dealt(cards, 3)).toBe(decks[0][2]);
  });

  it('have every bug that its curves give away, and the correct agent with all of their settings', () => {
    const none = new Set(suspects.map(({ preset, changes }) => JSON.stringify([preset, changes]))).size;
    const ids = Array.from({ length: suspects.length + none }, (_, k) => idOf(k + 1));
    expect(ids.filter((id) => id === null)).toHaveLength(none);
    expect(new Set(ids)).toEqual(new Set([null, ...suspects.map(({ id }) => id)]));
  });

  it('are trained from seeds whose runs are in the report', () => {
    const seeds = Array.from({ length: 60 }, (_, k) => riddleOf(suspects, k + 1).seed);
    expect(new Set(seeds).size).toBeGreaterThan(8);
    expect(seeds.every((seed) => seed >= 1 && seed <= 16)).toBe(true);
  });
});

describe('an excerpt', () => {
  const hunk = (text: string) => ({
    file: 'a.ts',
    firstLine: 1,
    lines: text.split(',').map((line) => ({ mark: line[0] as ' ', text: line.slice(1) })),
  });
  const drawn = (text: string) =>
    excerptOf(hunk(text)).map((line) => (line.isWrong ? `!${line.text}` : line.text));

  it('has the wrong line in the place of the right one', () => {
    expect(drawn(' a,-b,+c, d')).toEqual(['a', '!c', 'd']);
  });

  it('counts the neighbours of a line that is missing', () => {
    expect(drawn(' z, a,-b, c, d')).toEqual(['z', '!a', '!c', 'd']);
    expect(drawn('-b, c')).toEqual(['!c']);
  });

  it('has a wrong line for each bug that no curve gives away', () => {
    for (const { guess, hunks } of exhibits) {
      if (guess === null) expect(excerptOf(hunks[0]).some(({ isWrong }) => isWrong)).toBe(true);
    }
  });
});

describe('side by side', () => {
  const exhibit = exhibits.find(({ id }) => id === 'rare-updates') as MuseumExhibit;

  function stand() {
    const [right, wrong] = [new ScriptedWorker(), new ScriptedWorker()];
    const lab = new Lab(right, undefined, () => wrong);
    const stages: Stage[] = [];
    const sideBySide = new SideBySide(lab, (stage) => stages.push(stage));
    const finish = (worker: ScriptedWorker, run: number) =>
      worker.say({
        kind: 'finished',
        run,
        answers: worker.last().id,
        last: null,
        inspection: {} as never,
        checksum: '00000000',
      });
    return { lab, right, wrong, stages, sideBySide, finish };
  }

  it('the correct agent trains to its end, then the one with the bug, with the same settings', () => {
    const { lab, right, wrong, stages, sideBySide, finish } = stand();
    sideBySide.begin(exhibit);
    const config = configOf(exhibit, 1);
    expect(config).toMatchObject({ seed: 1, steps: 15_000, earlyStop: false });
    expect(right.requests).toMatchObject([
      { kind: 'start', config },
      { kind: 'run', until: Infinity },
    ]);
    expect(wrong.requests).toEqual([]);
    finish(right, 1);
    expect(wrong.requests).toMatchObject([
      { kind: 'start', config },
      { kind: 'run', until: Infinity },
    ]);
    finish(wrong, 3);
    expect([stages, lab.run.exhibit]).toEqual([
      ['right', 'wrong', 'done'],
      { bug: 'rare-updates', isSecret: false },
    ]);
  });

  it('a pause is no end, and another run is', () => {
    const { lab, wrong, stages, sideBySide } = stand();
    sideBySide.begin(exhibit);
    lab.pause();
    lab.start();
    lab.train();
    expect(stages).toEqual(['right', 'interrupted']);
    expect(wrong.requests).toEqual([]);
  });

  it('a bug with which the run fails has been seen, too', () => {
    const { right, wrong, stages, sideBySide, finish } = stand();
    sideBySide.begin(exhibit);
    finish(right, 1);
    wrong.say({ kind: 'failed', run: 3, message: 'the loss is NaN' });
    expect(stages.at(-1)).toBe('done');
  });
});
