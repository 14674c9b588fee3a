/** The figures of `docs/results.md`, and those of README that are not about speed alone. */
import { ascending, median } from '../../src/experiment/statistics.ts';
import { resultsOf } from '../introduction/reports.ts';
import {
  cellCount,
  cellNumber,
  count,
  ENDS,
  type Fact,
  FIRST,
  fromReport,
  measured,
  PERFECT,
  STABILITY,
} from './fact.ts';
import { reportTable } from './report-table.ts';

export const QUIET_CORE = '2026-11-29, one quiet core of an AMD EPYC, Node 20.20.2';

const solvedAt = (report: string, variant: string) =>
  ascending(
    resultsOf(report).flatMap((run) =>
      run.variant === variant && run.solvedAtStep !== null ? [run.solvedAtStep] : [],
    ),
  );

function successors(): Fact[] {
  const medianStep = (variant: string) => count(median(solvedAt('successors', variant)));
  return fromReport('successors', {
    successors: reportTable('successors', [ENDS, PERFECT, FIRST]),
    'munchausen-solved': medianStep('munchausen'),
    'c51-solved': medianStep('c51'),
    'qr-dqn-solved': medianStep('qr-dqn'),
    'noisy-solved': medianStep('noisy'),
    'rainbow-solved': medianStep('rainbow'),
  });
}

export function resultsFacts(): Fact[] {
  const steps = solvedAt('early-stop', 'default');
  const thousand = (column: string, digits = 0, which = 0) =>
    cellNumber('steady-1000', 'steady', column, digits, which);
  return [
    ...fromReport('early-stop', {
      'solved-runs': cellNumber('early-stop', 'default', ENDS),
      'solved-runs-lower': cellNumber('early-stop', 'default', ENDS, 1, 2),
      'solved-step': count(median(steps)),
      'solved-step-latest': count(steps[steps.length - 1]),
    }),
    ...measured('npm run bench:start -- --runs 100', QUIET_CORE, {
      'solved-seconds': '1.54',
      'solved-seconds-lower': '1.44',
      'solved-seconds-upper': '1.83',
      'solved-seconds-longest': '2.57',
      'empty-program-seconds': '0.66',
      'package-seconds': '0.46',
      'package-seconds-lower': '0.41',
      'package-seconds-upper': '0.80',
      'package-seconds-longest': '1.33',
    }),
    ...fromReport('stability', {
      stability: reportTable('stability', [ENDS, PERFECT, FIRST, STABILITY]),
      'default-ends': cellNumber('stability', 'default', ENDS),
      'steady-ends': cellNumber('stability', 'steady', ENDS),
    }),
    ...fromReport('steady-1000', {
      'steady-1000-ends': thousand(ENDS),
      'steady-1000-ends-lower': thousand(ENDS, 1, 2),
      'steady-1000-perfect': thousand(PERFECT),
      'steady-1000-stability': thousand(STABILITY, 3),
    }),
    ...fromReport('lasting', {
      'lasting-seeds': cellNumber('lasting', 'lasting', ENDS, 0, 1),
      'lasting-ends': cellNumber('lasting', 'lasting', ENDS),
      'lasting-perfect': cellNumber('lasting', 'lasting', PERFECT),
      'lasting-first': cellCount('lasting', 'lasting', FIRST),
      'lasting-stability': cellNumber('lasting', 'lasting', STABILITY, 3),
      'lasting-stability-lower': cellNumber('lasting', 'lasting', STABILITY, 3, 1),
      'lasting-stability-upper': cellNumber('lasting', 'lasting', STABILITY, 3, 2),
    }),
    ...fromReport('evaluation-interval', {
      'evaluation-interval': reportTable('evaluation-interval', [ENDS, PERFECT, FIRST]),
    }),
    ...successors(),
    ...fromReport('originals', { originals: reportTable('originals', [ENDS, FIRST, STABILITY]) }),
  ];
}
