/** The figures of `docs/experiments.md` before its search: nothing is kept of these runs, but its commands make them again on every machine. */
import { count, type Fact, measured } from './fact.ts';

const ANYWHERE = '2026-11-29, Node 20.20.2, the same on every machine';

const PLAYED: Readonly<Record<string, readonly [flags: string, mean: string]>> = {
  'short-at-0': ['--at 0', '10.69'],
  'short-at-5000': ['--at 5000', '117.36'],
  'short-best': ['--best', '500.00'],
  'short-epsilon': ['--epsilon 0.1', '446.86'],
  'short-action-noise': ['--action-noise 0.1', '396.64'],
  'short-observation-noise': ['--observation-noise 0.1', '500.00'],
  'short-push': ['--push 1', '188.24'],
  'short-long-pole': ['--env-options length=2', '65.65'],
  'short-long-episodes': ['--max-episode-steps 5000', '5000.00'],
};

export const experimentFacts = (): Fact[] => [
  ...measured('npx tsx src/train.ts --out runs/short', ANYWHERE, { 'short-solved': count(13_000) }),
  ...Object.entries(PLAYED).flatMap(([name, [flags, mean]]) =>
    measured(`npx tsx src/play.ts runs/short --no-render ${flags}`, ANYWHERE, { [name]: mean }),
  ),
  ...measured(
    'npx tsx src/train.ts --from runs/short --env-options length=2 --epsilon-start 0.05 --out runs/long',
    ANYWHERE,
    { 'branch-solved': count(12_000), 'branch-max-q': '106.7' },
  ),
  ...measured('npx tsx src/train.ts --env-options length=2 --out runs/scratch', ANYWHERE, {
    'scratch-solved': count(2000),
  }),
  ...measured('npx tsx src/compare.ts runs/branch_seed* runs/anew_seed* --out comparisons/long', ANYWHERE, {
    'branch-return': '408.1',
    'branch-return-lower': '139.8',
    'branch-return-upper': '500.0',
    'branch-first': count(7000),
    'anew-return': '262.3',
    'anew-return-lower': '139.2',
    'anew-return-upper': '463.3',
    'anew-first': count(4000),
  }),
];
