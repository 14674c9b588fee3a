/** What a run can branch from: the checkpoint of another run, or a weights file from anywhere. */
import type { Learner } from '../../agent/learner.ts';
import { buildNetwork } from '../../nn/build-network.ts';
import { buildOnDevice, type KernelsChoice } from '../../nn/device.ts';
import { decodeSafetensors, type Safetensors } from '../../nn/safetensors.ts';
import { networkFromTensors, shapeFromTensors } from '../../nn/weights.ts';
import { CurveRecorder } from '../learning-curve.ts';
import { TrainingRun } from '../run.ts';
import { CHECKPOINT_MAGIC } from './checkpoint.ts';
import { crc32Text } from './crc32.ts';
import { encodePolicy, UNKNOWN_ORIGIN, valuesFromText } from './policy-file.ts';
import { decodeRunCheckpoint, type RunCheckpoint } from './run-checkpoint.ts';

export interface Parent {
  /** CRC-32 of its bytes. */
  readonly checksum: string;
  /** What its run began as; null for weights. */
  readonly preset: string | null;
  /** Every setting that it tells: of a checkpoint all hyper-parameters, of weights what their network is and was trained to see. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** θ and θ⁻ of each learner; of weights one network that is both. */
  readonly networks: readonly Pick<Learner, 'online' | 'target'>[];
  /** The whole run, as its checkpoint left it; null for weights. */
  readonly whole: { readonly run: TrainingRun; readonly checkpoint: RunCheckpoint } | null;
}

/**
 * What a run can branch from, in the bytes of a checkpoint or of a weights file.
 *
 * @param bug what is in this program: a run branches only from one with the same bug or none.
 * @throws CheckpointError, StateError, SafetensorsError or ConfigError if the bytes hold neither.
 */
export function readParent(
  bytes: Uint8Array,
  kernels: KernelsChoice = 'auto',
  bug: string | null = null,
): Parent {
  const isCheckpoint = CHECKPOINT_MAGIC.every((byte, k) => byte === bytes[k]);
  return isCheckpoint ? checkpointParent(bytes, kernels, bug) : weightsParent(bytes);
}

function checkpointParent(bytes: Uint8Array, kernels: KernelsChoice, bug: string | null) {
  const checkpoint = decodeRunCheckpoint(bytes, bug);
  const { config, preset } = checkpoint;
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} }, { kernels });
  checkpoint.restore(run, new CurveRecorder(run.environment.spec));
  return {
    checksum: crc32Text(bytes),
    preset,
    settings: { ...config },
    networks: run.agent.learners,
    whole: { run, checkpoint },
  } satisfies Parent;
}

function weightsParent(bytes: Uint8Array): Parent {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const shape = shapeFromTensors(tensors);
  const network = buildOnDevice((device) => buildNetwork(shape, 1, device));
  networkFromTensors(network, tensors);
  const { observationScale } = UNKNOWN_ORIGIN;
  const seen = valuesFromText({ observationScale, ...Object.fromEntries(metadata) });
  return {
    checksum: crc32Text(bytes),
    preset: null,
    settings: { ...seen, network: shape.kind, hiddenSizes: shape.sizes.slice(1, -1) },
    networks: [{ online: network, target: network }],
    whole: null,
  };
}

/**
 * What a weights file of the run would hold at this step.
 *
 * @throws as `readParent` does.
 */
export function weightsInCheckpoint(bytes: Uint8Array): Safetensors {
  const { run } = checkpointParent(bytes, 'auto', 'any').whole;
  return decodeSafetensors(encodePolicy(run.network, run.config));
}
