/** The pictures of README and docs, made from real runs. Apart from `build-media.ts` so that a test can ask, too. */
import { readFileSync } from 'node:fs';
import { growthFigure } from '../bench/peers/growth-figure.ts';
import type { Comparison } from '../bench/peers/report.ts';
import type { Config } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import { drawSvg } from '../src/env/cart-pole/picture-svg.ts';
import { environmentOf } from '../src/experiment/assembly.ts';
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

/** Drawn from figures measured once, as `bench/results/growth.json` says. */
function growthSvg(): string {
  const figures = new URL('../bench/results/growth.json', import.meta.url);
  return growthFigure(JSON.parse(readFileSync(figures, 'utf8')) as Comparison);
}

/** File names in `docs/media` and how their content is made. */
export const MEDIA: Readonly<Record<string, () => string>> = {
  'agent.svg': agentSvg,
  'curve.svg': curveSvg,
  'diagnosis-default.svg': () => diagnosisSvg('default', 'default', { seed: 2 }),
  'diagnosis-huber.svg': () => diagnosisSvg('default, Huber loss', 'default', { seed: 2, loss: 'huber' }),
  'diagnosis-steady.svg': () => diagnosisSvg('steady', 'steady', { seed: 2 }),
  'diagnosis-tutorial.svg': () => diagnosisSvg('tutorial', 'tutorial', { seed: 1 }),
  'growth.svg': growthSvg,
  ...Object.fromEntries(Object.entries(PICTURES).map(([name, draw]) => [`introduction/${name}`, draw])),
};
