/** Of the report of a search, what each hyper-parameter had to do with the score. */
import { formatValue } from '../../config/domain.ts';
import { fixed } from '../../drawing/format-number.ts';
import { ETA } from '../../experiment/halving.ts';
import { binsOfNumbers, importanceOf } from '../../experiment/importance.ts';
import type { SearchRange } from '../../experiment/search-space.ts';
import { ascending, median } from '../../experiment/statistics.ts';
import { type Marginal, marginalsFigure } from '../../figures/marginals.ts';
import { flagName } from '../arguments.ts';
import { formatCount } from '../status-line.ts';
import type { Block } from '../sweep/report-document.ts';
import { type Found, plural } from './found.ts';
import { formatRange } from './range.ts';

export function importanceBlocks({ search, outcomes, winner, decimals }: Found): Block[] {
  const { ranges, candidates } = search;
  const [{ scores, rung, best }] = outcomes;
  const [, second] = outcomes;
  const good = best.slice(0, Math.ceil(best.length / ETA));
  const rows = ranges
    .map((range) => {
      const values = candidates.map((candidate) => candidate[range.name]);
      return { range, values, importance: importanceOf(values, scores) };
    })
    .sort((a, b) => b.importance.explained - a.importance.explained);
  return [
    {
      kind: 'table',
      header: [
        'hyper-parameter',
        'explains',
        'chance explains up to',
        'rank correlation',
        'best quarter',
        'winner',
      ],
      rows: rows.map(({ range, values, importance: { explained, byChance, correlation } }) => [
        formatRange(range),
        `${(100 * explained).toFixed(0)} %`,
        `${(100 * byChance).toFixed(0)} %`,
        correlation === null ? '' : fixed(correlation, 2).replace('-', '−'),
        describeValues(
          range,
          good.map((number) => values[number]),
        ),
        formatValue(values[winner]),
      ]),
    },
    {
      kind: 'list',
      items: [
        `From the ${formatCount(candidates.length)} scores of the first rung, where the candidates are a fair sample: ${plural(rung.steps, 'step')}, ${plural(rung.seeds.length, 'seed')}. What mattered later in training may be something else.`,
        'Explains: the share of the variance of the ranks of scores that lies between four bins of the values with equally many candidates, or between the choices (η² of Kruskal and Wallis). Chance explains up to: what shuffled scores exceed in one case of twenty; below it, there is no sign that the hyper-parameter mattered.',
        "Rank correlation: Spearman's ρ; above 0 if larger values were better. Best quarter: median and range of the values of the best quarter of candidates.",
        'Each is looked at alone, averaged over the others. What matters only in combination does not show, and the range decides as much as the hyper-parameter: any one matters in a range that is wide enough.',
      ],
    },
    {
      kind: 'figure',
      name: 'marginals',
      svg: marginalsFigure({
        title: 'Score by each hyper-parameter',
        label: `mean of all greedy evaluations up to step ${formatCount(rung.steps)}`,
        panels: rows.map(({ range, values }) => marginalOf(range, values)),
        scores,
        promoted: candidates.map((_, number) => second?.numbers.includes(number) ?? good.includes(number)),
        winner,
      }),
      caption: `Each dot is a candidate on the first rung${second === undefined ? ', blue if it is of the best quarter' : ', blue if it went on'}; the ring is the winner, and the bars are the means of the bins. Lowest ${fixed(Math.min(...scores), decimals)}, highest ${fixed(Math.max(...scores), decimals)}.`,
    },
  ];
}

function describeValues({ kind }: SearchRange, values: readonly unknown[]): string {
  if (kind === 'choice') {
    const texts = values.map(formatValue);
    return [...new Set(texts)]
      .map((text) => `${text} ×${texts.filter((one) => one === text).length}`)
      .join(', ');
  }
  const sorted = ascending(values as readonly number[]);
  const middle = Number(median(sorted).toPrecision(3));
  return `${middle} (${sorted[0]} to ${sorted[sorted.length - 1]})`;
}

function marginalOf(range: SearchRange, values: readonly unknown[]): Marginal {
  const name = flagName(range.name);
  if (range.kind === 'choice') {
    const choices = range.values.map(formatValue);
    const places = values.map((value) => choices.indexOf(formatValue(value)));
    return { name, axis: { kind: 'choice', choices }, values: places, bins: places };
  }
  const { low, high, isLog } = range;
  const numbers = values as readonly number[];
  return { name, axis: { kind: 'number', low, high, isLog }, values: numbers, bins: binsOfNumbers(numbers) };
}
