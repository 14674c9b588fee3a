/** The files of a run that the page can save, named as `train` names them in its folder. */
import type { SavedRun } from '../messages.ts';

export interface RunFile {
  readonly name: string;
  /** What is on its button. */
  readonly label: string;
  readonly meaning: string;
  readonly content: (saved: SavedRun) => Uint8Array | string;
}

export const RUN_FILES: readonly RunFile[] = [
  {
    name: 'weights.safetensors',
    label: 'Weights (safetensors)',
    meaning: 'the network as it is now, for PyTorch, for play.ts and for this page',
    content: ({ weights }) => weights,
  },
  {
    name: 'best.safetensors',
    label: 'Best weights',
    meaning: 'the network as it was when an evaluation went best',
    content: ({ best }) => best,
  },
  {
    name: 'checkpoint.bin',
    label: 'Checkpoint',
    meaning: 'everything that is needed to go on, here or in Node',
    content: ({ checkpoint }) => checkpoint,
  },
  {
    name: 'config.json',
    label: 'Settings',
    meaning: 'every hyper-parameter of the run, and its preset',
    content: ({ configJson }) => configJson,
  },
  {
    name: 'episodes.csv',
    label: 'Episodes',
    meaning: 'one line for each training episode',
    content: ({ episodesCsv }) => episodesCsv,
  },
  {
    name: 'metrics.csv',
    label: 'Metrics',
    meaning: 'one line for each row of metrics and each evaluation',
    content: ({ metricsCsv }) => metricsCsv,
  },
];
