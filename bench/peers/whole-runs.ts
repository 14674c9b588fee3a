/** Whole training runs of this project, beside the times of other programs on the same task as recorded elsewhere. */
import { nodeCommand } from './peers.ts';
import { runAlone } from './rounds.ts';

interface RecordedRun {
  readonly title: string;
  readonly preset: string;
  readonly steps: number;
  /** Wall time on one core of another machine of the same kind, PyTorch 1.13 with OpenBLAS on one thread. */
  readonly recordedSeconds: number;
}

export const RECORDED_RUNS: readonly RecordedRun[] = [
  { title: "CleanRL's dqn.py", preset: 'cleanrl', steps: 500_000, recordedSeconds: 140 },
  {
    title: 'Stable-Baselines3 DQN, settings of rl-zoo',
    preset: 'sb3-zoo',
    steps: 50_000,
    recordedSeconds: 67,
  },
];

export interface MeasuredRun extends RecordedRun {
  readonly seconds: number;
}

export async function measureRun(run: RecordedRun, pinned: boolean, stop: AbortSignal): Promise<MeasuredRun> {
  const command = nodeCommand('ours/whole-run.ts', run.preset, String(run.steps));
  return { ...run, seconds: Number(await runAlone(command, pinned, stop)) };
}
