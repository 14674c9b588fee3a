/**
 * The score that `sweep --search` gives to candidates, for the variants of any sweep: `npx tsx scripts/search/scores.ts SWEEP…`
 * prints them, the best first, with 95 % bootstrap intervals. So a grid can be judged as a search is (docs/reports/search).
 */
import { evaluationsDue } from '../../src/cli/search/outcome.ts';
import { SweepFolder } from '../../src/cli/sweep/folder.ts';
import { estimate } from '../../src/experiment/comparison.ts';
import { mean } from '../../src/experiment/evaluation.ts';
import { lowestReturn, ranking, scoreOf } from '../../src/experiment/halving.ts';

for (const path of process.argv.slice(2)) {
  const folder = SweepFolder.read(path);
  const variants = folder.finishedByVariant();
  const lowest = lowestReturn(variants.flatMap(({ runs }) => runs));
  const due = evaluationsDue(folder.plan);
  const scores = variants.map(({ runs }) =>
    estimate(
      runs.map((run) => scoreOf(run, due, lowest)),
      mean,
    ),
  );
  console.log(path);
  for (const k of ranking(scores.map(({ value }) => value))) {
    const { value, interval } = scores[k];
    const ends = [interval.low, interval.high].map((end) => end.toFixed(1)).join(' to ');
    console.log(`  ${value.toFixed(1).padStart(6)} (${ends})  ${variants[k].variant.name}`);
  }
}
