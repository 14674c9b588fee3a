/** The pictures of README and docs, made from real runs. Apart from `build-media.ts` so that a test can ask, too. */
import { readFileSync } from 'node:fs';
import { growthFigure } from '../bench/peers/growth-figure.ts';
import type { Comparison } from '../bench/peers/report.ts';
import type { Config } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import { breakoutPicture } from '../src/env/breakout/picture.ts';
import { drawSvg } from '../src/env/cart-pole/picture-svg.ts';
import type { Moment } from '../src/env/picture.ts';
import { environmentOf } from '../src/experiment/assembly.ts';
import { parseMetrics } from '../src/experiment/files/metrics-table.ts';
import { CurveRecorder } from '../src/experiment/learning-curve.ts';
import type { MetricsRow } from '../src/experiment/metrics.ts';
import { Policy } from '../src/experiment/policy.ts';
import { recordGreedyEpisode } from '../src/experiment/recording.ts';
import { TrainingRun } from '../src/experiment/run.ts';
import { renderCurveSvg } from '../src/figures/curve-svg.ts';
import { renderDiagnosisSvg } from '../src/figures/diagnosis.ts';
import { Generator } from '../src/random.ts';
import { PICTURES } from './introduction/pictures.ts';

function train(config: Config) {
  const curve = new CurveRecorder(environmentOf(config).spec);
  const run = new TrainingRun(config, curve);
  while (!run.finished) run.advance();
  return { agent: run.agent, curve };
}

/** As `npx tsx src/train.ts` and `npx tsx src/play.ts runs/CartPole-v1_default_seed1 --svg FILE`. */
function agentSvg(): string {
  const config = presetConfig('default', { seed: 1 });
  const { agent } = train(config);
  const environment = environmentOf(config);
  const env = environment.createUnscaledForEvaluation(new Generator(0));
  return drawSvg(recordGreedyEpisode(new Policy(agent.q, config), env, environment.spec));
}

/** As `curve.svg` of `npx tsx src/train.ts --evaluation-every-steps 250 --no-early-stop`. */
function curveSvg(): string {
  const config = presetConfig('default', { seed: 1, evaluationEverySteps: 250, earlyStop: false });
  return renderCurveSvg(train(config).curve, 'CartPole-v1 · default · seed 1');
}

/** As `diagnosis.svg` of `npx tsx src/train.ts --preset PRESET --seed SEED --no-early-stop`, and what is changed. */
function diagnosisSvg(name: string, preset: string, changes: Readonly<Record<string, unknown>>): string {
  const config = presetConfig(preset, { earlyStop: false, ...changes });
  const rows: MetricsRow[] = [];
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken: (row) => rows.push(row) });
  while (!run.finished) run.advance();
  return renderDiagnosisSvg(rows, `${config.env} · ${name} · seed ${config.seed}`, environmentOf(config));
}

/** What is kept of runs that are too long to be made again. */
const kept = (path: string) => readFileSync(new URL(`../docs/reports/${path}`, import.meta.url), 'utf8');

/** The evaluations in `metrics.csv` of `npx tsx src/train.ts --preset breakout --seed 5000`. */
function breakoutCurveSvg(): string {
  const { spec, diagnosis } = environmentOf(presetConfig('breakout'));
  const curve = new CurveRecorder(spec);
  for (const row of parseMetrics([kept('breakout-run/metrics.csv')], diagnosis)) curve.metricsTaken(row);
  return renderCurveSvg(curve, 'Breakout · breakout · seed 5000');
}

/** The first game of its policy, from the actions: `npx tsx src/play.ts runs/Breakout_breakout_seed5000 --svg FILE`. */
function breakoutSvg(): string {
  const environment = environmentOf(presetConfig('breakout'));
  const { id } = environment.spec;
  const env = environment.createUnscaledForEvaluation(new Generator(0));
  const moments: Moment[] = [];
  let observation = env.reset().slice();
  let episodeReturn = 0;
  let terminated = false;
  for (const digit of kept('breakout-run/actions.txt').trim()) {
    moments.push({ observation, values: [], action: Number(digit), episodeReturn });
    const result = env.step(Number(digit));
    observation = result.observation.slice();
    episodeReturn += result.reward;
    terminated = result.terminated;
  }
  moments.push({ observation, values: [], action: null, episodeReturn });
  return breakoutPicture.drawSvg({ id, moments, episodeReturn, terminated });
}

/** Drawn from figures measured once, as `bench/results/growth.json` says. */
function growthSvg(): string {
  const figures = new URL('../bench/results/growth.json', import.meta.url);
  return growthFigure(JSON.parse(readFileSync(figures, 'utf8')) as Comparison);
}

/** File names in `docs/media` and how their content is made. */
export const MEDIA: Readonly<Record<string, () => string>> = {
  'agent.svg': agentSvg,
  'breakout.svg': breakoutSvg,
  'breakout-curve.svg': breakoutCurveSvg,
  'curve.svg': curveSvg,
  'diagnosis-default.svg': () => diagnosisSvg('default', 'default', { seed: 2 }),
  'diagnosis-huber.svg': () => diagnosisSvg('default, Huber loss', 'default', { seed: 2, loss: 'huber' }),
  'diagnosis-steady.svg': () => diagnosisSvg('steady', 'steady', { seed: 2 }),
  'diagnosis-tutorial.svg': () => diagnosisSvg('tutorial', 'tutorial', { seed: 1 }),
  'growth.svg': growthSvg,
  ...Object.fromEntries(Object.entries(PICTURES).map(([name, draw]) => [`introduction/${name}`, draw])),
};
