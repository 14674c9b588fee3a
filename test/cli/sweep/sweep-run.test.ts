/** A run that was kept and goes on is the run that had the larger budget from its first step. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SweepRun } from '../../../src/cli/sweep/sweep-run.ts';
import type { Config } from '../../../src/config/config.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import { runResult } from '../../../src/experiment/run-result.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-run-'));
  file = join(folder, '1-0.bin');
});
afterEach(() => rmSync(folder, { recursive: true }));

const SMALL = {
  hiddenSizes: [8],
  batchSize: 8,
  learningStartSteps: 20,
  evaluationEverySteps: 100,
  evaluationEpisodes: 2,
  finalEvaluationEpisodes: 3,
  scheduleSteps: 470,
};
const withSteps = (config: Config, steps: number): Config => ({ ...config, steps });

/** Trains to the end, and keeps the run on the way if there is a place for it. */
function finish(sweepRun: SweepRun, to: string | null = null) {
  const { run, curve } = sweepRun;
  if (to !== null) {
    while (!sweepRun.isTrained) run.advance();
    sweepRun.keep(to);
  }
  while (!run.finished) run.advance();
  return {
    result: runResult(run, curve, false),
    evaluations: curve.evaluations,
    episodes: curve.episodes,
    weights: [...run.network.params],
  };
}

const begun = (config: Config) => new SweepRun(config, 'auto');
const continued = (config: Config) => SweepRun.continued(file, config, 'auto') as SweepRun;

describe('a run that goes on', () => {
  const perBurst = { trainEverySteps: 25, trainUpdates: 10 };
  it.each<[string, Config]>([
    ['with a learning rate that falls to 0', presetConfig('default', { ...SMALL, learningRateEnd: 0 })],
    ['with several updates at its last step', presetConfig('default', { ...SMALL, ...perBurst, nStep: 3 })],
    ['with priorities and noise', presetConfig('rainbow', { ...SMALL, atoms: 5 })],
    ['with two networks', presetConfig('robust', SMALL)],
  ])('%s ends as one that never stopped', (_, config) => {
    // 175 is no multiple of the period: there the shorter run is evaluated, and the longer one is not.
    for (const [before, after] of [
      [175, 250],
      [250, 470],
    ]) {
      const from = existsSync(file) ? continued(withSteps(config, before)) : begun(withSteps(config, before));
      const short = finish(from, file);
      expect(short).toEqual(finish(begun(withSteps(config, before))));
      const long = continued(withSteps(config, after));
      expect(long.run.step).toBe(before);
      expect(finish(long)).toEqual(finish(begun(withSteps(config, after))));
    }
  });

  it('is over if it had stopped early', () => {
    // A policy that balances, so that nothing has to be learned.
    const balancing = (sweepRun: SweepRun) => {
      vi.spyOn(sweepRun.run.agent.q, 'greedyAction').mockImplementation(([x, xDot, theta, thetaDot]) =>
        x / 20 + xDot / 5 + theta + thetaDot / 4 > 0 ? 1 : 0,
      );
      return sweepRun;
    };
    const scale = { observationScale: [1, 1, 1, 1], learningStartSteps: 10_000 };
    const config = presetConfig('default', { ...SMALL, ...scale, steps: 200 });
    const stopped = finish(balancing(begun(config)), file);
    expect(stopped.result).toMatchObject({ steps: 100, solvedAtStep: 100 });
    const longer = balancing(continued(withSteps(config, 400)));
    expect(longer.run.finished).toBe(true);
    expect(finish(longer)).toEqual(stopped);
  });
});

describe('a file from which no run can go on', () => {
  const config = presetConfig('default', { ...SMALL, steps: 100 });

  it('is as good as none', () => {
    expect(SweepRun.continued(file, config, 'auto')).toBeNull();
    finish(begun(config), file);
    const bytes = readFileSync(file);
    expect(continued(withSteps(config, 101)).run.step).toBe(100);
    // Of other settings, of another seed, or further than the budget.
    expect(SweepRun.continued(file, { ...config, gamma: 0.5 }, 'auto')).toBeNull();
    expect(SweepRun.continued(file, { ...config, seed: 7 }, 'auto')).toBeNull();
    expect(SweepRun.continued(file, withSteps(config, 99), 'auto')).toBeNull();
    writeFileSync(file, bytes.subarray(0, bytes.length - 9));
    expect(SweepRun.continued(file, withSteps(config, 200), 'auto')).toBeNull();
  });
});
