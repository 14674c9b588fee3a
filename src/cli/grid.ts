/** What `play --vary` does: a policy under every pair of some conditions, as a table and a heat map. */
import { MAX_DISTURBANCE } from '../env/disturbed-env.ts';
import { Environment } from '../env/environment.ts';
import { taskNamed } from '../env/registry.ts';
import type { OptionValue } from '../env/task.ts';
import { TaskError } from '../env/task-error.ts';
import { mean } from '../experiment/evaluation.ts';
import type { NetworkPolicy } from '../experiment/policy.ts';
import { returnDecimals } from '../experiment/return-range.ts';
import { heatMapFigure } from '../figures/heat-map.ts';
import { commandOf } from './checkout.ts';
import type { GridAxis } from './grid-axis.ts';
import { printable } from './printable.ts';
import { UsageError } from './program.ts';
import { withReportFolder } from './report-folder.ts';
import { quoteForShell } from './shell-quote.ts';
import { workInSlices } from './slices.ts';
import { StatusLine } from './status-line.ts';
import type { Block } from './sweep/report-document.ts';
import { type Conditions, newEpisode } from './trial.ts';

/** As many as the flag of a run may have. */
const MAX_STEPS = 1e9;

export interface GridArguments {
  /** The arguments as they were given. */
  readonly given: readonly string[];
  readonly vary: readonly GridAxis[];
  readonly episodes: number;
  readonly seed: number;
  readonly conditions: Conditions;
  /** Where the report goes; without, only its table is printed. */
  readonly out?: string;
}

/** One pair of conditions. */
interface Cell {
  /** One of each axis. */
  readonly values: readonly number[];
  readonly environment: Environment;
  readonly conditions: Conditions;
}

/** Conditions by the names of their flags, with their largest values; every other name is an option of the task. */
const CONDITIONS = new Map<string, readonly [keyof Conditions, number]>([
  ['epsilon', ['epsilon', 1]],
  ['action-noise', ['actionNoise', 1]],
  ['observation-noise', ['observationNoise', MAX_DISTURBANCE]],
  ['push', ['push', MAX_DISTURBANCE]],
]);
const STEP_LIMIT = 'max-episode-steps';

const HEAT_MAP = 'heat-map';
const KIND = { table: 'grid.csv', headEnd: ',episodes,mean_return,std,min,max', figures: [HEAT_MAP] };

/** @throws UsageError if a name or a value is none of these. */
function makeCell(
  { settings }: NetworkPolicy,
  axes: readonly GridAxis[],
  values: readonly number[],
  base: Conditions,
): Cell {
  const task = taskNamed(settings.env);
  const options = Object.keys(task.options ?? {});
  let conditions = base;
  let { maxEpisodeSteps = 0 } = settings;
  const envOptions: Record<string, OptionValue> = { ...settings.envOptions };
  for (const [k, { name }] of axes.entries()) {
    const condition = CONDITIONS.get(name);
    if (condition !== undefined)
      conditions = { ...conditions, [condition[0]]: inBounds(name, values[k], 0, condition[1]) };
    else if (name === STEP_LIMIT) maxEpisodeSteps = inBounds(name, values[k], 1, MAX_STEPS);
    else if (options.includes(name)) envOptions[name] = values[k];
    else {
      const names = [...options, STEP_LIMIT, ...CONDITIONS.keys()].join(', ');
      throw new UsageError(
        `--vary: ${task.spec.id} has no option ${JSON.stringify(name)}; expected one of ${names}`,
      );
    }
  }
  const environment = blamingVary(() => new Environment(task, { ...settings, envOptions, maxEpisodeSteps }));
  if (conditions.push > 0 && environment.task.push === undefined) {
    throw new UsageError(`--vary: ${environment.spec.id} cannot be pushed; leave push out`);
  }
  return { values, environment, conditions };
}

/** The settings of the policy are known to be right, so an option that is not was varied. */
function blamingVary(make: () => Environment): Environment {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    throw new UsageError(`--vary: ${error.problem}`, { cause: error });
  }
}

function inBounds(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max && (name !== STEP_LIMIT || Number.isSafeInteger(value))) return value;
  throw new UsageError(
    `--vary: got ${name}=${value}, expected ${name === STEP_LIMIT ? 'an integer' : 'a number'} from ${min} to ${max}`,
  );
}

/** The returns of its episodes; fewer if the program is to stop. */
async function play(
  { environment, conditions }: Cell,
  policy: NetworkPolicy,
  { episodes, seed }: GridArguments,
  stop: AbortSignal,
) {
  const returns: number[] = [];
  for (let i = 0; i < episodes && !stop.aborted; i++) {
    const episode = newEpisode(policy, environment, conditions, seed + i);
    await workInSlices({ isDone: () => episode.ended, advance: () => episode.step() }, stop);
    if (episode.ended) returns.push(episode.return);
  }
  return returns;
}

const range = (values: readonly number[]) =>
  [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;

/** What a grid has found, for each cell in their order. */
interface Results {
  /** Its table, without its first line. */
  readonly rows: string;
  readonly means: readonly number[];
}

export async function playGrid(
  path: string,
  policy: NetworkPolicy,
  args: GridArguments,
  stop: AbortSignal,
): Promise<void> {
  const [x, y = null] = args.vary;
  const cells = (y?.values ?? [null]).flatMap((row) =>
    x.values.map((column) =>
      makeCell(policy, args.vary, row === null ? [column] : [column, row], args.conditions),
    ),
  );
  const { out } = args;
  if (out === undefined) {
    const results = await playCells(cells, policy, args, stop);
    if (results !== null) printTable(tableOf(cells, args, results));
    return;
  }
  await withReportFolder(out, KIND, stop, async (write) => {
    const results = await playCells(cells, policy, args, stop);
    if (results === null) return;
    printTable(tableOf(cells, args, results));
    const head = `${args.vary.map(({ name }) => name).join(',')}${KIND.headEnd}`;
    write(`${head}\n${results.rows}`, describe(path, cells, args, results));
    process.stdout.write(`report: ${printable(out)}/report.md\n`);
  });
}

/** Null if the program is to stop. */
async function playCells(
  cells: readonly Cell[],
  policy: NetworkPolicy,
  args: GridArguments,
  stop: AbortSignal,
): Promise<Results | null> {
  const status = new StatusLine(process.stdout);
  const means: number[] = [];
  let rows = '';
  for (const [k, cell] of cells.entries()) {
    status.show(() => `${k} of ${cells.length} conditions`);
    const returns = await play(cell, policy, args, stop);
    if (stop.aborted) break;
    const average = mean(returns);
    const std = Math.sqrt(mean(returns.map((value) => (value - average) ** 2)));
    rows += `${[...cell.values, returns.length, average, std, ...range(returns)].join(',')}\n`;
    means.push(average);
  }
  status.clear();
  return stop.aborted ? null : { rows, means };
}

/** The means as text, a row for each value of the second axis. */
function tableOf([{ environment }]: readonly Cell[], { vary: [x, y] }: GridArguments, { means }: Results) {
  const decimals = returnDecimals(environment.spec);
  const names = y?.values.map(String) ?? ['mean return'];
  const rows = names.map((name, r) => [
    name,
    ...means.slice(r * x.values.length, (r + 1) * x.values.length).map((value) => value.toFixed(decimals)),
  ]);
  return [[y === undefined ? x.name : `${y.name} \\ ${x.name}`, ...x.values.map(String)], ...rows];
}

/** The first column to the left, numbers to the right. */
function printTable(table: readonly (readonly string[])[]): void {
  const widths = table[0].map((_, c) => table.reduce((most, row) => Math.max(most, row[c].length), 0));
  for (const row of table) {
    const line = row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])));
    process.stdout.write(`${printable(line.join('  '))}\n`);
  }
}

function describe(path: string, cells: readonly Cell[], args: GridArguments, results: Results): Block[] {
  const { given, episodes, seed } = args;
  const [x, y = { name: '', values: [''] }] = args.vary;
  const { maxReturn, rewardThreshold, id, maxEpisodeSteps } = cells[0].environment.spec;
  const { means } = results;
  const caption = `Mean return of ${episodes} episodes of ${id}`;
  const sameLimit = cells.every(({ environment: { spec } }) => spec.maxEpisodeSteps === maxEpisodeSteps);
  const [lowest, highest] = range(means);
  const svg = heatMapFigure({
    title: caption,
    x: { name: x.name, labels: x.values.map(String) },
    y: { name: y.name, labels: y.values.map(String) },
    values: y.values.map((_, r) => means.slice(r * x.values.length, (r + 1) * x.values.length)),
    range: [Math.min(0, lowest), sameLimit && maxReturn !== null ? maxReturn : highest],
    decimals: returnDecimals(cells[0].environment.spec) === 1 ? 0 : 3,
  });
  const [header, ...rows] = tableOf(cells, args, results);
  const threshold = rewardThreshold === null ? '' : ` The task counts as solved from ${rewardThreshold} on.`;
  return [
    { kind: 'heading', level: 1, text: `${path} under other conditions` },
    {
      kind: 'commands',
      lines: [[...commandOf('play'), ...given].map((word) => quoteForShell(word)).join(' ')],
    },
    { kind: 'paragraph', text: `${caption}, seeds ${seed} to ${seed + episodes - 1}.${threshold}` },
    { kind: 'table', header, rows },
    { kind: 'figure', name: HEAT_MAP, svg, caption },
  ];
}
