/** The page's own copy of the network: what it thinks of a state, whatever the worker is doing. */
import { argmax, QFunction } from '../src/agent/q-function.ts';
import type { Config } from '../src/config/config.ts';
import { envSpec } from '../src/env/registry.ts';
import { createNetwork } from '../src/experiment/assembly.ts';
import { decodePolicy, type Policy as PolicyOfFile } from '../src/experiment/files/policy-file.ts';
import { buildOnDevice, type KernelsChoice } from '../src/nn/device.ts';
import type { Network } from '../src/nn/network.ts';

export class Policy {
  readonly env: string;
  /** What each entry of a state is divided by before the network sees it. */
  readonly observationScale: readonly number[];
  readonly network: Network;
  readonly #q: QFunction;
  readonly #scale: Float32Array;
  readonly #observation: Float32Array;
  readonly #actionCount: number;

  constructor({ q, env, observationScale }: PolicyOfFile) {
    this.env = env;
    this.observationScale = observationScale;
    this.network = q.network;
    this.#q = q;
    this.#scale = Float32Array.from(observationScale);
    this.#observation = new Float32Array(observationScale.length);
    this.#actionCount = envSpec(env).actionCount;
  }

  /** A network like that of a run, with all parameters zero. */
  static ofConfig(config: Config): Policy {
    const { env, observationScale } = config;
    const oneRow = { ...config, batchSize: 1 };
    const q = onThisThread((kernels) =>
      buildOnDevice((device) => new QFunction(createNetwork(oneRow, device), device), kernels),
    );
    return new Policy({ q, env, observationScale });
  }

  /** @throws SafetensorsError or ConfigError, of one line, if the bytes are no policy. */
  static ofFile(bytes: Uint8Array): Policy {
    return new Policy(onThisThread((kernels) => decodePolicy(bytes, {}, kernels)));
  }

  setParams(params: Float32Array): void {
    this.network.params.set(params);
  }

  /** Q of a state [x (m), xDot (m/s), theta (rad), thetaDot (rad/s)] for each action; valid until the next call. */
  values(state: ArrayLike<number>): Float32Array {
    const observation = this.#observation;
    for (let d = 0; d < observation.length; d++) observation[d] = Math.fround(state[d]) / this.#scale[d];
    return this.#q.values(observation);
  }

  greedyAction(state: ArrayLike<number>): number {
    return argmax(this.values(state), 0, this.#actionCount);
  }

  /**
   * What each layer gave in the last `values`, from the first hidden one to the output; valid until the next call. The last one
   * of a dueling network is its value and then its advantages.
   */
  activations(): readonly Float32Array[] {
    return this.network.activations;
  }
}

/** With the compiled kernels where they may be had: some browsers refuse to compile on a page's main thread. */
function onThisThread<T>(build: (kernels: KernelsChoice) => T): T {
  try {
    return build('auto');
  } catch {
    return build('readable');
  }
}
