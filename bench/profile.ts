/**
 * Where the time of a training run goes: the share of the kernels, and of every function beside them.
 *
 * V8's sampling profiler, over the default preset without evaluations; the first steps are left out, because they are
 * mostly the compiler's.
 */
import { type Profiler, Session } from 'node:inspector/promises';
import { createCommand } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { presetConfig } from '../src/config/presets.ts';
import { TrainingRun } from '../src/experiment/run.ts';

const WARM_UP_STEPS = 5000;
const STEPS = 50_000;
const SAMPLING_MICROSECONDS = 200;
const SHOWN = 12;

/** A run that never evaluates before its last step, which is not reached. */
const config = presetConfig('default', {
  steps: WARM_UP_STEPS + STEPS + 1,
  evaluationEverySteps: 1_000_000,
  metricsEverySteps: 1_000_000,
});

async function profileRun(): Promise<Profiler.Profile> {
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const advance = (steps: number) => {
    for (let k = 0; k < steps; k++) run.advance();
  };
  advance(WARM_UP_STEPS);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
  await session.post('Profiler.start');
  advance(STEPS);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return profile;
}

/** Microseconds that each function was itself running, callees aside. Functions of WebAssembly are the kernels. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => {
      const file = url.split('/').at(-1);
      const isKernel = url.startsWith('wasm:') || functionName.startsWith('wasm-');
      return [id, isKernel ? 'kernels' : file ? `${functionName} (${file})` : functionName];
    }),
  );
  const times = new Map<string, number>();
  samples.forEach((id, k) => {
    const name = names.get(id) as string;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[k]);
  });
  return times;
}

async function main(): Promise<number> {
  createCommand('bench:profile')
    .description('Shows where the time of a training run (default preset, no evaluations) goes.')
    .parse();
  const times = selfTimes(await profileRun());
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  console.log(`${STEPS} steps, ${(total / STEPS).toFixed(1)} µs each`);
  const rows = [...times].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  for (const [name, time] of rows) console.log(`${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`);
  return 0;
}

await start(main);
