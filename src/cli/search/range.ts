/** What a search tries for one hyper-parameter, as text: "learning-rate=1e-4..1e-2 log", "n-step=1..8" or "loss=squared|huber". */
import { type HyperParameter, parseValue } from '../../config/config.ts';
import { formatValue, isInDomain } from '../../config/domain.ts';
import type { SearchRange } from '../../experiment/search-space.ts';
import { flagName } from '../arguments.ts';
import { UsageError } from '../program.ts';
import { findParameter } from '../sweep/variants.ts';

const FORM = 'expected a flag without its dashes, = and';
const EXAMPLES =
  'such as "learning-rate=1e-4..1e-2 log" or n-step=1..8 for numbers, or "loss=squared|huber" for choices';

/** Scores under different ones could not be compared. */
const MEASURES = ['env', 'envOptions', 'maxEpisodeSteps'];
const isMeasure = ({ name, group }: HyperParameter) =>
  group === 'Run' || group === 'Evaluation' || MEASURES.includes(name);

/** @throws UsageError that says what was given and what is expected. */
export function parseRange(text: string): SearchRange {
  const refuse = (problem: string) => new UsageError(`--range: got ${JSON.stringify(text)}, ${problem}`);
  const [, flag, values] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  if (flag === undefined || values === undefined) throw refuse(`${FORM} its values, ${EXAMPLES}`);
  const parameter = findParameter('--range', flag);
  if (isMeasure(parameter)) {
    throw refuse(
      `but ${flag} decides how candidates are measured, not how they learn; set it for all of them`,
    );
  }
  if (values.includes('|')) return choice(parameter, values.split('|'), refuse);
  const [, low, high, scale] = /^(\S+?)\.\.(\S+)(\s+log)?$/.exec(values) ?? [];
  if (low === undefined || high === undefined) throw refuse(`${FORM} ends or choices, ${EXAMPLES}`);
  return numbers(parameter, [low, high], scale !== undefined, refuse);
}

type Refuse = (problem: string) => UsageError;

function choice(parameter: HyperParameter, texts: readonly string[], refuse: Refuse): SearchRange {
  const values = texts.map((text) => parsed(parameter, text, refuse));
  if (new Set(values.map(formatValue)).size < values.length) throw refuse('which names a value twice');
  return { name: parameter.name, kind: 'choice', values };
}

function numbers(
  parameter: HyperParameter,
  texts: readonly [string, string],
  isLog: boolean,
  refuse: Refuse,
): SearchRange {
  const { name, kind } = parameter;
  if (kind !== 'integer' && kind !== 'number') {
    throw refuse(`but ${flagName(name)} has no order; separate choices by |`);
  }
  const [low, high] = texts.map((text) => parsed(parameter, text, refuse) as number);
  if (low >= high) throw refuse(`where ${low} is not less than ${high}`);
  if (isLog && low <= 0) throw refuse(`where ${low} has no logarithm; begin above 0`);
  return { name, kind, low, high, isLog };
}

function parsed(parameter: HyperParameter, text: string, refuse: Refuse): unknown {
  const value = parseValue(parameter, text);
  if (isInDomain(parameter, value)) return value;
  throw refuse(`where ${JSON.stringify(text)} is not ${parameter.expected}`);
}

/** The text from which `parseRange` gives a range back. */
export function formatRange(range: SearchRange): string {
  const values =
    range.kind === 'choice'
      ? range.values.map(formatValue).join('|')
      : `${range.low}..${range.high}${range.isLog ? ' log' : ''}`;
  return `${flagName(range.name)}=${values}`;
}
