/** What `src/compare.ts` does: learning curves of any runs beside each other. */
import { formatValue } from '../../config/domain.ts';
import { countDiverged, summarize } from '../../experiment/comparison.ts';
import { returnDecimals } from '../../experiment/return-range.ts';
import { median } from '../../experiment/statistics.ts';
import { MAX_SERIES } from '../../figures/figure.ts';
import { comparedCurvesFigure } from '../../figures/learning-curves.ts';
import { flagName } from '../arguments.ts';
import { commandOf } from '../checkout.ts';
import { withTasks } from '../load-task.ts';
import { printable } from '../printable.ts';
import { UsageError } from '../program.ts';
import { withReportFolder } from '../report-folder.ts';
import { quoteForShell } from '../shell-quote.ts';
import { formatCount } from '../status-line.ts';
import type { Block } from '../sweep/report-document.ts';
import type { CompareArguments } from './arguments.ts';
import { joinSeries, readSeries, type Series } from './series.ts';

const CURVES = 'learning-curves-compared';
const HEAD = 'series,seed,step,return';
const KIND = { table: 'curves.csv', headEnd: HEAD, figures: [CURVES] };

const csvText = (text: string) => `"${text.replaceAll('"', '""')}"`;

function curveRows(all: readonly Series[]): string {
  const lines = all.flatMap(({ name, runs }) =>
    runs.flatMap(({ seed, evaluations }) =>
      evaluations.map((point) => `${csvText(name)},${seed},${point.step},${point.return}\n`),
    ),
  );
  return `${HEAD}\n${lines.join('')}`;
}

function resultRows(all: readonly Series[]): string[][] {
  return all.map((series) => {
    const { finalReturn, firstPerfectSteps } = summarize(series);
    const digits = returnDecimals(series);
    const { low, high } = finalReturn.interval;
    const interval = series.runs.length > 1 ? ` (${low.toFixed(digits)} to ${high.toFixed(digits)})` : '';
    const middle = median(firstPerfectSteps);
    return [
      series.name,
      formatCount(series.runs.length),
      `${finalReturn.value.toFixed(digits)}${interval}`,
      Number.isFinite(middle) ? formatCount(middle) : series.settings === null ? '' : 'never',
    ];
  });
}

/** One row for each setting that is not the same in all series of ours. */
function differences(all: readonly Series[]): string[][] {
  const known = all.flatMap(({ settings }) => (settings === null ? [] : [settings]));
  const names = [...new Set(known.flatMap((settings) => Object.keys(settings)))];
  const differs = (name: string) => new Set(known.map((settings) => JSON.stringify(settings[name]))).size > 1;
  return names.filter(differs).map((name) => [
    flagName(name),
    ...all.map(({ settings }) => {
      const value = settings?.[name];
      return value === undefined ? '' : formatValue(value as never);
    }),
  ]);
}

function describe(all: readonly Series[], results: readonly string[][], given: readonly string[]): Block[] {
  const rows = differences(all);
  const caption = 'Interquartile mean of the greedy return over the seeds, with its 95 % interval.';
  return [
    { kind: 'heading', level: 1, text: all.map(({ name }) => name).join(' and ') },
    {
      kind: 'commands',
      lines: [[...commandOf('compare'), ...given].map((word) => quoteForShell(word)).join(' ')],
    },
    { kind: 'figure', name: CURVES, svg: comparedCurvesFigure(all), caption },
    { kind: 'heading', level: 2, text: 'Results' },
    { kind: 'table', header: RESULTS, rows: results },
    {
      kind: 'list',
      items: [
        'Final return: interquartile mean over the seeds, with its 95 % bootstrap interval; of a sweep that of the deciding evaluation, of a run folder that of the last evaluation on the way, of other programs their last value.',
        'First perfect: the first evaluation with the largest possible return or, where that is not known, at the threshold; the median over the seeds.',
      ],
    },
    { kind: 'heading', level: 2, text: 'Settings that differ' },
    rows.length === 0
      ? { kind: 'paragraph', text: 'None, as far as is known.' }
      : { kind: 'table', header: ['setting', ...all.map(({ name }) => name)], rows },
  ];
}

const RESULTS = ['series', 'seeds', 'final return', 'steps to first perfect'];

export async function main({ given, paths, out }: CompareArguments, stop: AbortSignal): Promise<number> {
  const all = countDiverged(joinSeries(await withTasks(() => paths.flatMap(readSeries))));
  if (all.length > MAX_SERIES) {
    throw new UsageError(`got ${all.length} series, expected at most ${MAX_SERIES}; compare fewer at once`);
  }
  await withReportFolder(out, KIND, stop, async (write) => {
    const results = resultRows(all);
    write(curveRows(all), describe(all, results, given));
    for (const [name, seeds, final, first] of results) {
      const perfect = first === '' ? '' : ` · first perfect: ${first === 'never' ? first : `${first} steps`}`;
      process.stdout.write(
        `${printable(name)}: ${seeds === '1' ? '1 seed' : `${seeds} seeds`} · final return ${final}${perfect}\n`,
      );
    }
    process.stdout.write(`report: ${printable(out)}/report.md\n`);
  });
  return 0;
}
