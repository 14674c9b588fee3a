/** The figures of section 13 of `docs/engineering/performance.md`; the other sections are dated experiments. */
import { aimsTable, ratiosTable } from './aims.ts';
import { PEERS_COMMAND, WHOLE_RUNS_COMMAND } from './benchmarks.ts';
import { type Fact, fromFile, measured } from './fact.ts';
import {
  atEachSize,
  LARGE,
  type Measurement,
  MIDDLE,
  range,
  SMALL,
  timesOursText,
  timeText,
  ZEN_3,
  ZEN_4,
} from './measurement.ts';

const peersOf = (measurement: Measurement, machine: string) => ({
  [`${machine}-eager-time`]: timeText(measurement, 'pytorch-eager', MIDDLE),
  [`${machine}-script-time`]: timeText(measurement, 'pytorch-scripted', MIDDLE),
  ...atEachSize(`${machine}-all-script-time`, (row) => timeText(measurement, 'pytorch-all-scripted', row)),
  ...atEachSize(`${machine}-all-script`, (row) => timesOursText(measurement, 'pytorch-all-scripted', row)),
});

export const performanceFacts = (): Fact[] => [
  ...fromFile(ZEN_3.file, PEERS_COMMAND, {
    ratios: ratiosTable(),
    aims: aimsTable(),
    ...peersOf(ZEN_3, 'zen3'),
  }),
  ...fromFile(ZEN_3.wholeRunsFile, WHOLE_RUNS_COMMAND, {
    'cleanrl-step': ((1e6 * ZEN_3.seconds('cleanrl')) / 500_000).toFixed(0),
  }),
  ...fromFile(ZEN_4.file, PEERS_COMMAND, {
    ...peersOf(ZEN_4, 'zen4'),
    ...range('zen4-update', ZEN_4.rounds('ours', SMALL), 3),
    'zen4-c-middle': timeText(ZEN_4, 'c', MIDDLE),
    'zen4-c-large': timeText(ZEN_4, 'c', LARGE),
  }),
  ...measured(
    'chrt -r 1 taskset -c 0 node --import tsx bench/peers/ours/index.ts bench/peers/workload.json auto',
    '2026-11-29, AMD EPYC (Zen 3), Node 20.20.2, versions d9e58e2 and 74e5e7b in turn, other programs on the second core',
    {
      'since-small': '1.01',
      'since-middle': '1.06',
      'since-large': '1.02',
      'since-act': '0.98',
      'since-step': '1.57',
      'since-step-least': '1.30',
      'since-step-most': '1.88',
      'since-step-cost': '0.07',
      'step-before': '10.3',
    },
  ),
  ...measured(
    'the row environment step, and the same with the CheckedEnv left out, in turn',
    '2026-11-29, AMD EPYC (Zen 3), Node 20.20.2, other programs on the second core',
    { 'step-checked': '0.13', 'step-unchecked': '0.11' },
  ),
  ...measured(
    '4 million steps with random actions of a CartPole, and of makeEnv(CartPole-v1), in turn',
    '2026-11-29, AMD EPYC (Zen 3), Node 20.20.2, versions d9e58e2 and d22fda6, other programs on the second core',
    { 'since-cart-pole': '1.03', 'since-checked': '1.18' },
  ),
];
