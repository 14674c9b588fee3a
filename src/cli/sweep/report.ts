/**
 * What a sweep found, in words, tables and figures:
 *
 *   report.md, figures/*.svg   for reading beside the results
 *   report.html                the same as one page that needs no other file
 */
import { fixed } from '../../drawing/format-number.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import {
  commonRange,
  countDiverged,
  type Estimate,
  finalScores,
  improvement,
  type Proportion,
  summarize,
  type VariantRuns,
  type VariantSummary,
} from '../../experiment/comparison.ts';
import { returnDecimals } from '../../experiment/return-range.ts';
import { ascending, median, quantile } from '../../experiment/statistics.ts';
import { MAX_SERIES } from '../../figures/figure.ts';
import { comparedCurvesFigure, learningCurvesFigure } from '../../figures/learning-curves.ts';
import { profileFigure } from '../../figures/profile.ts';
import { stripFigure } from '../../figures/strip.ts';
import { flagName } from '../arguments.ts';
import type { Session } from '../machine.ts';
import { OwnFolder } from '../own-folder.ts';
import { formatCount } from '../status-line.ts';
import type { SweepFolder } from './folder.ts';
import { formatSeeds } from './plan.ts';
import { type Block, FIGURE_FOLDER, toHtml, toMarkdown } from './report-document.ts';

/** Seeds named one by one in the list of failures. */
const MAX_LISTED = 40;

export interface Report {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly summaries: readonly VariantSummary[];
}

/** A report has some of these figures, whatever it compares. */
const FIGURES = [
  'learning-curves',
  'learning-curves-compared',
  'first-perfect',
  'final-return',
  'stability',
  'performance-profile',
];
const figureFile = (name: string) => `${FIGURE_FOLDER}/${name}.svg`;

/**
 * Writes a report into its folder, in place of an earlier one.
 *
 * @param figures the names of all that a report of this kind may have.
 */
export function writeReport(
  path: string,
  report: Pick<Report, 'title' | 'blocks'>,
  figures: readonly string[] = FIGURES,
): void {
  const own = new OwnFolder(path, ['report.md', 'report.html', ...figures.map(figureFile)]);
  own.removeLeftOvers();
  const drawn = new Set<string>();
  for (const block of report.blocks) {
    if (block.kind !== 'figure') continue;
    own.write(figureFile(block.name), block.svg);
    drawn.add(block.name);
  }
  for (const name of figures) if (!drawn.has(name)) own.remove(figureFile(name));
  own.write('report.md', toMarkdown(report.blocks));
  own.write('report.html', toHtml(report.title, report.blocks));
}

/** The report of a folder that holds at least one finished run of each variant. */
export function makeReport(folder: SweepFolder): Report {
  const { plan } = folder;
  const finished = folder.finishedByVariant();
  const variants = countDiverged(
    finished.map(({ variant, runs }) => {
      const { rewardThreshold, maxReturn } = environmentOf(variant.config).spec;
      return { name: variant.name, rewardThreshold, maxReturn, runs };
    }),
  );
  const summaries = variants.map(summarize);
  const perfectSeconds = finished.map(({ runs }) =>
    ascending(runs.map(({ timing }) => timing.wallSecondsToFirstPerfect ?? Number.POSITIVE_INFINITY)),
  );
  const title = `Sweep ${plan.name}`;
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: title },
    { kind: 'paragraph', text: describeExtent(folder) },
    { kind: 'heading', level: 2, text: 'Results' },
    resultsTable(variants, summaries, perfectSeconds),
    { kind: 'list', items: definitions(folder, areRated(variants)) },
    ...failures(variants),
    ...comparison(variants),
    { kind: 'heading', level: 2, text: 'Figures' },
    ...figures(variants, summaries),
    { kind: 'heading', level: 2, text: 'Settings' },
    settingsTable(folder),
    { kind: 'heading', level: 2, text: 'How it was made' },
    ...sessionBlocks(folder.sessions),
    {
      kind: 'paragraph',
      text: 'All settings are in sweep.json, the numbers in results.jsonl and curves.jsonl.',
    },
  ];
  return { title, blocks, summaries };
}

function describeExtent({ plan, runs, remaining }: SweepFolder): string {
  const { variants, seeds } = plan;
  const environments = [...new Set(variants.map(({ config }) => environmentOf(config).spec.id))].join(
    ' and ',
  );
  const extent = `${variants.length} ${variants.length === 1 ? 'variant' : 'variants'}, seeds ${formatSeeds(seeds)}: ${formatCount(runs.length)} runs on ${environments}.`;
  return remaining.length === 0
    ? extent
    : `${extent} Not finished: ${formatCount(remaining.length)} of them are missing here.`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export function formatProportion(proportion: Proportion | null): string {
  if (proportion === null) return '';
  const { count, of, interval } = proportion;
  return `${count} of ${of} (${percent(interval.low)} to ${percent(interval.high)})`;
}

export const formatEstimate = ({ value, interval: { low, high } }: Estimate, digits: number) =>
  `${fixed(value, digits)} (${fixed(low, digits)} to ${fixed(high, digits)})`;

const orNever = (value: number, format: (value: number) => string) =>
  Number.isFinite(value) ? format(value) : 'never';

/** Median and quartiles. */
export function formatQuartiles(sorted: readonly number[], format: (value: number) => string): string {
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return `${orNever(median(sorted), format)} (${orNever(lower, format)} to ${orNever(upper, format)})`;
}

/** "475", or "195 or 475" where the variants differ; empty where there is none. */
const listed = (values: readonly (number | null)[]) =>
  [...new Set(values.filter((value) => value !== null))].join(' or ').replaceAll('-', '−');

/** What there is only where the tasks have what it is about. */
const where = <T>(there: boolean, ...values: T[]): T[] => (there ? values : []);

/** Whether any task says from which return on it is solved, or which is perfect. */
const areRated = (variants: readonly VariantRuns[]) =>
  variants.some(({ rewardThreshold, maxReturn }) => rewardThreshold !== null || maxReturn !== null);

function resultsTable(
  variants: readonly VariantRuns[],
  summaries: readonly VariantSummary[],
  perfectSeconds: readonly (readonly number[])[],
): Block {
  const threshold = listed(variants.map(({ rewardThreshold }) => rewardThreshold));
  const maxReturn = listed(variants.map((variant) => variant.maxReturn));
  const rated = areRated(variants);
  return {
    kind: 'table',
    header: [
      'variant',
      ...where(rated, 'ever solved'),
      ...where(threshold !== '', `ends at ${threshold} or more`),
      ...where(maxReturn !== '', `ends at ${maxReturn}`),
      'final return',
      ...(rated
        ? ['steps to first perfect', 'seconds to first perfect', 'stability']
        : ['final return, median and quartiles']),
    ],
    rows: summaries.map((summary, k) => [
      summary.name,
      ...where(rated, formatProportion(summary.solved)),
      ...where(threshold !== '', formatProportion(summary.endsSolved)),
      ...where(maxReturn !== '', formatProportion(summary.endsPerfect)),
      formatEstimate(summary.finalReturn, returnDecimals(variants[k])),
      ...(rated
        ? [
            formatQuartiles(summary.firstPerfectSteps, formatCount),
            formatQuartiles(perfectSeconds[k], (seconds) => seconds.toFixed(2)),
            formatStability(summary),
          ]
        : [
            formatQuartiles(ascending(summary.finalReturns), (value) =>
              value.toFixed(returnDecimals(variants[k])),
            ),
          ]),
    ]),
  };
}

export const formatStability = ({ stability, stabilities }: VariantSummary) =>
  stability === null ? 'no evaluations' : `${formatEstimate(stability, 3)}, ${stabilities.length} runs`;

function definitions({ plan }: SweepFolder, rated: boolean): string[] {
  const configs = plan.variants.map(({ config }) => config);
  const onTheWay = listed(configs.map(({ evaluationEpisodes }) => evaluationEpisodes));
  const period = listed(configs.map(({ evaluationEverySteps }) => evaluationEverySteps));
  const atTheEnd = listed(configs.map(({ finalEvaluationEpisodes }) => finalEvaluationEpisodes));
  const ends = configs.every(({ earlyStop }) => earlyStop)
    ? 'Training stops when the environment is solved.'
    : configs.some(({ earlyStop }) => earlyStop)
      ? 'Training stops when the environment is solved, or goes on to the budget where early-stop is false.'
      : 'Training goes on to the budget, whether the environment is solved or not.';
  return [
    `Evaluations are greedy and on random streams of their own: ${onTheWay} episodes every ${period} steps, ${atTheEnd} ${rated ? `when an evaluation first reaches the threshold and at the end. ${ends}` : 'at the end.'}`,
    ...where(
      rated,
      'Ever solved: a deciding evaluation of those reached the threshold. In parentheses, as everywhere for shares: the 95 % interval of Wilson.',
    ),
    'Final return: interquartile mean over the runs of the last deciding evaluation, with its 95 % bootstrap interval. A run whose loss was no longer a number counts as the lowest return of any evaluation, 0 at most.',
    ...where(
      rated,
      'First perfect: the first evaluation with the largest possible return or, where that is not known, at the threshold; median and quartiles over the runs. Seconds are wall time of the run in a worker, with all workers busy.',
      'Stability: share of the evaluations after the first perfect one that reached the threshold; mean over the runs that have such evaluations, with its 95 % bootstrap interval.',
    ),
  ];
}

/** Every seed that did not end well, because statistics hide them. */
function failures(variants: readonly VariantRuns[]): Block[] {
  const items = variants.flatMap((variant) => {
    const scores = finalScores(variant);
    const failed = variant.runs.flatMap(({ seed, result }, k) => {
      if (variant.rewardThreshold === null || scores[k] >= variant.rewardThreshold) return [];
      return result.divergedAtStep === null
        ? [`${seed} (${fixed(scores[k], returnDecimals(variant))})`]
        : [`${seed} (diverged at step ${formatCount(result.divergedAtStep)})`];
    });
    if (failed.length === 0) return [];
    const more = failed.length > MAX_LISTED ? `, and ${failed.length - MAX_LISTED} more` : '';
    return [`${variant.name}: ${failed.slice(0, MAX_LISTED).join(', ')}${more}`];
  });
  const threshold = listed(variants.map(({ rewardThreshold }) => rewardThreshold));
  if (threshold === '') return [];
  if (items.length === 0) {
    return [{ kind: 'paragraph', text: `Every run ended at ${threshold} or more.` }];
  }
  return [
    { kind: 'paragraph', text: `Seeds that ended below ${threshold}, with their final return:` },
    { kind: 'list', items },
  ];
}

function comparison(variants: readonly VariantRuns[]): Block[] {
  const [first, ...others] = variants;
  if (others.length === 0) return [];
  const rated = areRated(variants);
  return [
    { kind: 'heading', level: 2, text: 'Probability of improvement' },
    {
      kind: 'paragraph',
      text: `How likely a run of the variant is better than one of "${first.name}", a tie counting one half; with the 95 % interval of a bootstrap stratified by variant. An interval that holds 0.5 leaves open which is better.`,
    },
    {
      kind: 'table',
      header: ['variant', 'higher final return', ...where(rated, 'fewer steps to first perfect')],
      rows: others.map((variant) => {
        const { finalReturn, firstPerfectSteps } = improvement(variant, first);
        return [
          variant.name,
          formatEstimate(finalReturn, 3),
          ...where(rated, formatEstimate(firstPerfectSteps, 3)),
        ];
      }),
    },
  ];
}

function figures(variants: readonly VariantRuns[], summaries: readonly VariantSummary[]): Block[] {
  const compared = variants.length <= MAX_SERIES;
  const lastStep = Math.max(
    ...variants.flatMap(({ runs }) => runs.map(({ evaluations }) => evaluations.at(-1)?.step ?? 1)),
  );
  const [{ rewardThreshold }] = variants;
  const dots =
    'Each dot is a run; the box reaches from the lower to the upper quartile, with the median in it.';
  const stable = summaries.filter(({ stabilities }) => stabilities.length > 0);
  return [
    {
      kind: 'figure',
      name: 'learning-curves',
      svg: learningCurvesFigure(variants),
      caption:
        'Mean greedy return of each evaluation: a thin line for each seed, the interquartile mean of all, and its 95 % bootstrap interval. A run that stopped early is held at its last value.',
    },
    ...(compared && variants.length > 1
      ? [
          {
            kind: 'figure' as const,
            name: 'learning-curves-compared',
            svg: comparedCurvesFigure(variants),
            caption: 'The interquartile means of all variants, with their 95 % bootstrap intervals.',
          },
        ]
      : []),
    ...where(areRated(variants), {
      kind: 'figure' as const,
      name: 'first-perfect',
      svg: stripFigure(
        summaries.map(({ name, firstPerfectSteps }) => ({
          name,
          values: firstPerfectSteps,
          note: `median ${orNever(median(firstPerfectSteps), formatCount)}`,
        })),
        {
          title: 'Steps to the first perfect evaluation',
          label: 'environment steps',
          domain: [0, lastStep],
        },
      ),
      caption: `When an evaluation was first perfect. ${dots}`,
    }),
    {
      kind: 'figure',
      name: 'final-return',
      svg: stripFigure(
        summaries.map(({ name, finalReturns, finalReturn }, k) => ({
          name,
          values: finalReturns,
          note: `interquartile mean ${fixed(finalReturn.value, returnDecimals(variants[k]))}`,
        })),
        {
          title: 'Final greedy return',
          label: 'mean return of the last evaluation (sum of rewards)',
          domain: commonRange(variants),
          ...(rewardThreshold === null ? {} : { mark: rewardThreshold }),
        },
      ),
      caption: `The policy that the run ended with. ${rewardThreshold === null ? '' : 'The dashed line is where the environment counts as solved. '}${dots}`,
    },
    ...(stable.length > 0
      ? [
          {
            kind: 'figure' as const,
            name: 'stability',
            svg: stripFigure(
              stable.map(({ name, stabilities, stability }) => ({
                name,
                values: stabilities,
                note: `mean ${stability?.value.toFixed(3)}`,
              })),
              {
                title: 'Stability after the first perfect evaluation',
                label: 'share of later evaluations that reached the threshold',
                domain: [0, 1],
              },
            ),
            caption: `How much of what was reached was kept. ${dots}`,
          },
        ]
      : []),
    ...(compared
      ? [
          {
            kind: 'figure' as const,
            name: 'performance-profile',
            svg: profileFigure(variants),
            caption:
              'For each return τ the share of runs whose final return is above it (higher is better), with its pointwise 95 % bootstrap interval.',
          },
        ]
      : []),
  ];
}

/** A value as a flag takes it. */
const formatValue = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value).replace(/^\[(.*)\]$/s, '$1');

function settingsTable({ plan }: SweepFolder): Block {
  return {
    kind: 'table',
    header: ['variant', 'preset', 'changed from the preset', 'budget of steps'],
    rows: plan.variants.map(({ name, preset, changes, config }) => [
      name,
      preset,
      Object.entries(changes)
        .map(([key, value]) => `${flagName(key)}=${formatValue(value)}`)
        .join(' ') || 'nothing',
      formatCount(config.steps),
    ]),
  };
}

/** Every command that had a part in it. */
export function sessionBlocks(sessions: readonly Session[]): Block[] {
  const commands = [...new Set(sessions.map(({ command }) => command))];
  const places = sessions.map(({ date, machine, versions }) => [date, machine, versions]);
  return [
    { kind: 'commands', lines: commands },
    {
      kind: 'table',
      header: ['begun', 'machine', 'versions'],
      // The parts of a sweep mostly begin together.
      rows: [...new Map(places.map((row) => [row.join(), row])).values()],
    },
  ];
}
