/** The runs that the page makes, made in Node: what the page shows has to be the same. */
import type { Config } from '../../../src/config/config.ts';
import { crc32Text } from '../../../src/experiment/files/crc32.ts';
import { encodePolicy } from '../../../src/experiment/files/policy-file.ts';
import { TrainingRun } from '../../../src/experiment/run.ts';

const SILENT = { episodeEnded() {}, metricsTaken() {} };

export const createRun = (config: Config) => new TrainingRun(config, SILENT);

export function finish(run: TrainingRun): TrainingRun {
  while (!run.finished) run.advance();
  return run;
}

/** The bytes of weights.safetensors. */
export const weightsOf = ({ network, config }: TrainingRun) => encodePolicy(network, config);

export const checksumOf = (run: TrainingRun) => crc32Text(weightsOf(run));
