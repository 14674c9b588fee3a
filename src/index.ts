/** The public parts of dqn.ts, for use as a library. Nothing here touches files, the terminal or `node:*`. */
export type { Agent, LearnMetrics } from './agent/agent.ts';
export { ClippedDoubleAgent, clippedDoubleTarget } from './agent/clipped-double.ts';
export { DistributionalAgent, type DistributionalParts } from './agent/distributional.ts';
export { DqnAgent, type DqnOptions, type DqnParts } from './agent/dqn.ts';
export { EpsilonGreedy, type EpsilonGreedyOptions, type Exploration } from './agent/exploration.ts';
export type { Learner, SampledDistributions } from './agent/learner.ts';
export { loadWeights } from './agent/load-weights.ts';
export { NStepReplay } from './agent/n-step-replay.ts';
export { NoisyExploration, noisyParts, noisyTarget } from './agent/noisy.ts';
export { type PrioritizedOptions, PrioritizedReplay } from './agent/prioritized-replay.ts';
export { argmax, type QFunction, QNetwork } from './agent/q-function.ts';
export { type Replay, UniformReplay } from './agent/replay.ts';
export { linear, multiplicative } from './agent/schedules.ts';
export { type Step, stepsOf } from './agent/steps.ts';
export { doubleTarget } from './agent/target-double.ts';
export { expectedTarget } from './agent/target-expected.ts';
export { maxTarget } from './agent/target-max.ts';
export { mellowmaxTarget } from './agent/target-mellowmax.ts';
export { type MunchausenOptions, munchausenTarget } from './agent/target-munchausen.ts';
export type { TargetRule } from './agent/target-rule.ts';
export { Batch, type Transition } from './agent/transition.ts';
export { TutorialAgent, type TutorialOptions, type TutorialParts } from './agent/tutorial.ts';
export {
  type Algorithm,
  type Config,
  ConfigError,
  type DqnConfig,
  HYPER_PARAMETERS,
  type HyperParameter,
  type HyperParameterNote,
  resolveConfig,
  type TutorialConfig,
} from './config/config.ts';
export { PRESETS, type Preset, presetConfig } from './config/presets.ts';
export { CartPole, type CartPoleOptions } from './env/cart-pole/cart-pole.ts';
export { type CellKind, type CellPictureOptions, cellPicture } from './env/cell-picture.ts';
export { checkTask } from './env/check-task.ts';
export type { Env, ResetOptions, StepResult } from './env/env.ts';
export { Environment, type EnvironmentSettings } from './env/environment.ts';
export type { Moment, Picture, Recording } from './env/picture.ts';
export { type MakeEnvOptions, makeEnv, taskNamed } from './env/registry.ts';
export { ScaleObservation } from './env/scale-observation.ts';
export type {
  Ending,
  Endings,
  EnvSpec,
  OptionValue,
  OptionValues,
  Task,
  TaskDiagnosis,
  TaskOption,
} from './env/task.ts';
export { TaskError } from './env/task-error.ts';
export { TASK_IDS } from './env/task-ids.ts';
export { TimeLimit } from './env/time-limit.ts';
export {
  type AgentShape,
  createAgent,
  createClippedDoubleAgent,
  createDqnAgent,
  createNetwork,
  createTutorialAgent,
  environmentOf,
  type OwnParts,
} from './experiment/assembly.ts';
export { BranchError, beginBranch, branchConfig, branchRun } from './experiment/branch.ts';
export { type CreateDqnOptions, createDqn } from './experiment/create-dqn.ts';
export { type Diagnosis, type DiagnosisSettings, RunDiagnosis } from './experiment/diagnosis.ts';
export { type BestPolicy, greedyEpisode, mean } from './experiment/evaluation.ts';
export { CheckpointError, decodeCheckpoint, encodeCheckpoint } from './experiment/files/checkpoint.ts';
export { parseMetrics, TableError } from './experiment/files/metrics-table.ts';
export { type Parent, readParent } from './experiment/files/parent.ts';
export {
  decodePolicy,
  encodePolicy,
  type PolicySettingsText,
} from './experiment/files/policy-file.ts';
export {
  continuedConfig,
  decodeRunCheckpoint,
  encodeRunCheckpoint,
  type FileMark,
  type RunCheckpoint,
  type TableMarks,
} from './experiment/files/run-checkpoint.ts';
export {
  type Accumulators,
  type AdamInspection,
  adamTerms,
  type Inspection,
  Inspector,
  type LearnerInspection,
  type TransitionInspection,
  type UpdateInspection,
} from './experiment/inspection.ts';
export { KEEPABLE, type Keep } from './experiment/keep.ts';
export { type CurvePoint, CurveRecorder, type LearningCurve } from './experiment/learning-curve.ts';
export type { EpisodeRow, MetricsRow } from './experiment/metrics.ts';
export { Policy, type PolicySettings } from './experiment/policy.ts';
export { recordGreedyEpisode } from './experiment/recording.ts';
export { DivergenceError, type RunObserver, TrainingRun, type TrainingRunOptions } from './experiment/run.ts';
export {
  ascending,
  bootstrapInterval,
  type Interval,
  interquartileMean,
  median,
  performanceProfile,
  probabilityOfImprovement,
  quantile,
  share,
  wilsonInterval,
} from './experiment/statistics.ts';
export { Stepper } from './experiment/stepper.ts';
export { type Streams, spawnStreams } from './experiment/streams.ts';
export { Adam, type AdamOptions } from './nn/adam.ts';
export { buildNetwork } from './nn/build-network.ts';
export { Categorical } from './nn/categorical.ts';
export {
  type Device,
  HeapDevice,
  type Kernels,
  type KernelsChoice,
  KernelsError,
  type KernelsName,
  resolveKernels,
} from './nn/device.ts';
export type { Distribution, DistributionRows } from './nn/distribution.ts';
export { Distributional } from './nn/distributional.ts';
export { Dueling } from './nn/dueling.ts';
export { clipGradientNorm, gradientNorm } from './nn/gradient-norm.ts';
export { type Initialization, initialize } from './nn/initialization.ts';
export { huberLoss, type Loss, squaredLoss } from './nn/losses.ts';
export { Mlp } from './nn/mlp.ts';
export type { DenseLayer, Network, NetworkKind, NetworkShape, NoisyShape } from './nn/network.ts';
export { drawNoise } from './nn/noise.ts';
export { Noisy } from './nn/noisy.ts';
export type { Optimizer } from './nn/optimizer.ts';
export { Quantiles } from './nn/quantiles.ts';
export { RmsProp, type RmsPropOptions } from './nn/rmsprop.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  SafetensorsError,
  type Tensor,
} from './nn/safetensors.ts';
export { Sgd, type SgdOptions } from './nn/sgd.ts';
export { networkFromTensors, networkToTensors, shapeFromTensors, tensorsUnder } from './nn/weights.ts';
export { Generator, SeedSequence } from './random.ts';
export {
  SavedState,
  type State,
  type StateArray,
  StateError,
  type Stateful,
  type StateValue,
} from './state.ts';
