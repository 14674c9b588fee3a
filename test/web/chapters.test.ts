/** Each chapter is played with the trainer of the page: what should be seen is seen in the end, and not before. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import type { Chapter } from '../../web/chapters/chapter.ts';
import { ChapterProgress } from '../../web/chapters/chapter-progress.ts';
import { GUIDE } from '../../web/chapters/guide.ts';
import { isRunOf, setPage } from '../../web/chapters/set-page.ts';
import { Lab } from '../../web/lab.ts';
import type { Report } from '../../web/messages.ts';
import { Trainer } from '../../web/worker/trainer.ts';

/** A lab whose worker is in this process; a message takes a turn of the event loop, as it does in a page. */
function createTestLab(): Lab {
  let hear: (event: { data: Report }) => void = () => {};
  const trainer = new Trainer((data) => setImmediate(() => hear({ data })), {
    now: () => performance.now(),
    soon: setImmediate,
    later: setTimeout,
  });
  return new Lab({
    postMessage: (request) => setImmediate(() => trainer.hear(request)),
    addEventListener(type: string, listener: (event: never) => void) {
      if (type === 'message') hear = listener as typeof hear;
    },
    terminate() {},
  });
}

/** Whatever the lab was asked to do is done once it says so and stands. */
function settled(lab: Lab): Promise<void> {
  return new Promise((resolve) => {
    const stop = lab.on('inspection', () => {
      if (lab.run.phase === 'running' || lab.inspection === null) return;
      stop();
      resolve();
    });
  });
}

function chapterOf(id: string): Chapter {
  const chapter = GUIDE.find((candidate) => candidate.id === id);
  if (chapter === undefined) throw new Error(`there is no chapter ${id}`);
  return chapter;
}

/** Presses the button of a trial, and waits. */
async function press(lab: Lab, chapter: Chapter, trial: number): Promise<void> {
  const { action } = chapter.trials[trial];
  if (action === undefined) throw new Error(`trial ${trial} of ${chapter.id} has no button`);
  action.act(lab);
  await settled(lab);
}

/** Sets the page to a chapter, and watches it as the pane does. `seen()` gives the numbers of the sights, from 1. */
async function open(id: string) {
  const lab = createTestLab();
  const chapter = chapterOf(id);
  const log = new ChapterProgress();
  for (const event of ['started', 'phase', 'progress', 'inspection'] as const)
    lab.on(event, () => log.look(lab, chapter));
  log.look(lab, chapter);
  log.begin(chapter);
  expect(chapter.sights.some((sight) => log.has(sight))).toBe(false);
  expect(await setPage(lab, chapter.state)).toBe(true);
  const seen = () => chapter.sights.flatMap((sight, k) => (log.has(sight) ? [k + 1] : []));
  return { lab, chapter, log, seen };
}

describe('what should be seen', () => {
  test('the environment: a step, then the first episode', async () => {
    const { lab, chapter, seen } = await open('environment');
    expect(lab.run).toMatchObject({ step: 0, phase: 'paused' });
    expect(lab.next).toBe('choose');
    await press(lab, chapter, 0);
    expect([lab.next, seen()]).toEqual(['execute', []]);
    await press(lab, chapter, 0);
    expect([lab.next, seen()]).toEqual(['store', [1]]);
    await press(lab, chapter, 1);
    expect(seen()).toEqual([1, 2]);
    expect(lab.run.episodes[0]).toMatchObject({ episode: 1, terminated: true, truncated: false });
  });

  test('the Q-function: low values that already guide', async () => {
    const { lab, chapter, seen } = await open('q-function');
    expect([lab.run.step, lab.run.updates, seen()]).toEqual([1000, 0, [1]]);
    await press(lab, chapter, 0);
    expect([lab.run.step, lab.run.updates, seen()]).toEqual([2000, 1000, [1, 2]]);
  });

  test('exploration: ε falls to its end, and episodes grow longer', async () => {
    const { lab, chapter, seen } = await open('exploration');
    lab.trainUntil(4900);
    await settled(lab);
    expect(seen()).toEqual([2]);
    await press(lab, chapter, 0);
    expect(lab.run.metrics.at(-1)).toMatchObject({ step: 5000, epsilon: 0.05 });
    expect(seen()).toEqual([1, 2]);
  });

  test('the memory: a minibatch from all over it, and falls that become rare', async () => {
    const { lab, chapter, seen } = await open('memory');
    expect([lab.run.step, lab.next, seen()]).toEqual([2001, 'sampleBatch', []]);
    await press(lab, chapter, 0);
    expect(seen()).toEqual([1]);
    await press(lab, chapter, 1);
    expect([lab.run.step, seen()]).toEqual([8000, [1, 2]]);
  });

  test('the target network: different, equal, different again', async () => {
    const { lab, chapter, seen } = await open('target-network');
    expect([lab.run.step, lab.next, seen()]).toEqual([1400, 'sync', [1]]);
    await press(lab, chapter, 0);
    expect([lab.next, seen()]).toEqual(['moveOn', [1, 2]]);
    await press(lab, chapter, 1);
    expect([lab.run.step, lab.next, seen()]).toEqual([1401, 'sync', [1, 2, 3]]);
  });

  test('one update: targets, the gradient of the actions taken, a small step', async () => {
    const { lab, chapter, seen } = await open('one-update');
    expect([lab.run.step, lab.next]).toEqual([1501, 'sampleBatch']);
    const after: (readonly [string | null, number[]])[] = [];
    for (let line = 0; line < 8; line++) {
      await press(lab, chapter, 0);
      after.push([lab.next, seen()]);
    }
    expect(after).toEqual([
      ['computeTargets', []],
      ['computeQValues', [1]],
      ['computeLoss', [1]],
      ['updatePriorities', [1]],
      ['computeGradients', [1]],
      ['clipGradients', [1, 2]],
      ['updateParameters', [1, 2]],
      ['sync', [1, 2, 3]],
    ]);
  });

  test('why it collapses: perfect at step 2000, lost at step 4000', async () => {
    const { lab, chapter, seen } = await open('collapse');
    expect(lab.run.metrics.at(-1)).toMatchObject({ step: 2000, greedyReturn: 500 });
    expect(seen()).toEqual([]);
    await press(lab, chapter, 0);
    expect(lab.run.metrics.at(-1)?.greedyReturn).toBeLessThan(200);
    expect(seen()).toEqual([1, 2, 3]);
  });

  test('what steadies it: perfect at step 2000, and still at step 6000', async () => {
    const { lab, chapter, seen } = await open('steadies');
    expect(lab.run.metrics.at(-1)).toMatchObject({ step: 2000, greedyReturn: 500 });
    lab.trainUntil(5900);
    await settled(lab);
    expect(seen()).toEqual([]);
    await press(lab, chapter, 0);
    expect(seen()).toEqual([1, 2]);
  });

  test('the run of the collapse does not pass for one that stays', async () => {
    const { lab } = await open('collapse');
    lab.trainUntil(6000);
    await settled(lab);
    expect(chapterOf('steadies').sights.map(({ isSeen }) => isSeen(lab))).toEqual([false, false]);
  });
});

test('what another run shows does not count', async () => {
  const lab = createTestLab();
  const chapter = chapterOf('environment');
  const log = new ChapterProgress();
  // Like that of the chapter, but that it would stop when solved.
  lab.choose('default', presetConfig('default', { seed: 0 }));
  lab.start();
  lab.advance('episode');
  await settled(lab);
  expect(chapter.sights.some(({ isSeen }) => isSeen(lab))).toBe(true);
  log.begin(chapter);
  expect(log.look(lab, chapter)).toBe(false);
});

test('the very run of a chapter does not count before the page was set to the chapter, nor for another chapter', async () => {
  const lab = createTestLab();
  const chapter = chapterOf('environment');
  const log = new ChapterProgress();
  lab.choose('default', presetConfig('default', chapter.state.changes));
  lab.start();
  lab.advance('episode');
  await settled(lab);
  expect(log.look(lab, chapter)).toBe(false);
  log.begin(chapterOf('q-function'));
  expect(log.look(lab, chapter)).toBe(false);
  log.begin(chapter);
  expect(log.look(lab, chapter)).toBe(true);
});

describe('the guide', () => {
  test('has its eight chapters in their order', () => {
    expect(GUIDE.map(({ id }) => id)).toEqual([
      'environment',
      'q-function',
      'exploration',
      'memory',
      'target-network',
      'one-update',
      'collapse',
      'steadies',
    ]);
  });

  test.each(GUIDE)('$id and a page of the introduction name each other', ({ title, lesson }) => {
    const read = (name: string) =>
      readFileSync(new URL(`../../docs/introduction/${name}`, import.meta.url), 'utf8');
    expect(read(lesson)).toContain(`*${title}*`);
    const [row] = read('README.md').match(new RegExp(`^.*\\(${lesson}\\).*$`, 'm')) ?? [];
    expect(row).toContain(title);
  });

  test.each(GUIDE.map((chapter) => [chapter.id, chapter] as const))(
    '%s is complete, short, and about a part of the page',
    (_, chapter) => {
      const { paragraphs, trials, sights, state, look } = chapter;
      expect(paragraphs.length).toBeGreaterThanOrEqual(2);
      expect(paragraphs.length).toBeLessThanOrEqual(3);
      expect(paragraphs.join(' ').split(' ').length).toBeLessThan(190);
      expect(trials.length).toBeGreaterThan(0);
      expect(trials.some(({ action }) => action !== undefined)).toBe(true);
      expect(sights.length).toBeGreaterThan(0);
      expect(Object.keys(PRESETS)).toContain(state.preset);
      expect(presetConfig(state.preset, state.changes).steps).toBeGreaterThan(state.step);
      expect(['scene', 'curves', 'policy-map', 'network', 'step-through']).toContain(look.pane);
    },
  );
});

describe('setting the page', () => {
  test('gives way to another run that is started meanwhile', async () => {
    const lab = createTestLab();
    const setting = setPage(lab, chapterOf('memory').state);
    lab.choose('steady', presetConfig('steady'));
    lab.start();
    expect(await setting).toBe(false);
    expect([lab.run.preset, lab.run.step]).toEqual(['steady', 0]);
  });

  test('gives way to training that continues meanwhile', async () => {
    const lab = createTestLab();
    const setting = setPage(lab, chapterOf('target-network').state);
    lab.on('inspection', () => {
      if (lab.run.phase === 'paused' && lab.run.step >= 1399 && lab.next === 'execute') lab.train();
    });
    expect(await setting).toBe(false);
    lab.pause();
  });

  test('knows the run of a chapter, however far it has come, from any other', async () => {
    const { lab, chapter } = await open('q-function');
    expect(isRunOf(lab, chapter.state)).toBe(true);
    expect(isRunOf(lab, chapterOf('collapse').state)).toBe(true);
    expect(isRunOf(lab, chapterOf('steadies').state)).toBe(false);
    expect(isRunOf(createTestLab(), chapter.state)).toBe(false);
  });

  test('what was seen is forgotten when the chapter begins again', async () => {
    const { lab, chapter, log } = await open('q-function');
    await press(lab, chapter, 0);
    expect(log.hasAll(chapter)).toBe(true);
    expect(log.look(lab, chapter)).toBe(false);
    log.begin(chapter);
    expect(log.hasAll(chapter)).toBe(false);
  });
});
