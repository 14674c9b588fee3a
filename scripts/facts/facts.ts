/**
 * The figures of the docs: how each reads, the command that made it, and the file it is read from. A page marks a figure by its
 * name, as in `3000<!-- solved-step -->`; `npm run facts` writes it there.
 */
import { benchmarkFacts } from './benchmarks.ts';
import { breakoutFacts } from './breakout.ts';
import { experimentFacts } from './experiments.ts';
import type { Fact } from './fact.ts';
import { instabilityFacts } from './instability.ts';
import { labFacts } from './lab.ts';
import { performanceFacts } from './performance.ts';
import { presetFacts } from './presets.ts';
import { resultsFacts } from './results.ts';
import { searchFacts } from './searches.ts';

export const PAGES_WITH_FACTS = [
  'README.md',
  'docs/ablations.md',
  'docs/benchmarks.md',
  'docs/engineering/lab.md',
  'docs/engineering/performance.md',
  'docs/experiments.md',
  'docs/from-cart-pole-to-a-screen.md',
  'docs/instability.md',
  'docs/presets.md',
  'docs/results.md',
] as const;

export const findFacts = (): Fact[] => [
  ...resultsFacts(),
  ...benchmarkFacts(),
  ...performanceFacts(),
  ...labFacts(),
  ...presetFacts(),
  ...instabilityFacts(),
  ...breakoutFacts(),
  ...experimentFacts(),
  ...searchFacts(),
];

export const isTable = ({ text }: Fact) => text.startsWith('|');

/** As the pages are filled in. */
export const asPageFacts = (facts: readonly Fact[]) => ({
  numbers: textsByName(facts.filter((fact) => !isTable(fact))),
  blocks: textsByName(facts.filter(isTable)),
});

const textsByName = (facts: readonly Fact[]) =>
  Object.fromEntries(facts.map(({ name, text }) => [name, text]));
