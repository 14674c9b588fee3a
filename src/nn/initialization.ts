/**
 * Random weights to start from.
 *
 * `pytorch`: what `torch.nn.Linear` does by default, weight and bias ~ U(−1/√in, 1/√in), the fan-in rule of LeCun et al.
 * (1998, "Efficient BackProp", section 4.6) up to a constant factor.
 * `glorot`: Glorot & Bengio (2010, equation 16), Keras' default, weight ~ U(−√(6/(in + out)), √(6/(in + out))), bias 0.
 *
 * The distributions are those libraries'; the draws are not, because their generators and layouts differ from ours.
 */
import { refusal } from '../checks.ts';
import type { Generator } from '../random.ts';
import type { Network } from './network.ts';

const INITIALIZATIONS = ['pytorch', 'glorot'] as const;

export type Initialization = (typeof INITIALIZATIONS)[number];

/**
 * Overwrites every parameter of `network`.
 *
 * Draws go layer by layer, the weight row by row in its (I,O) layout and then the bias; each is made in float64 and
 * rounded to float32 once. A bias that is zero by rule takes no draw. Throws a RangeError for an unknown kind.
 */
export function initialize(network: Network, kind: Initialization, random: Generator): void {
  if (!INITIALIZATIONS.includes(kind)) {
    throw refusal('initialization', kind, `one of ${INITIALIZATIONS.join(', ')}`);
  }
  for (const { inputs, outputs, weight, bias } of network.layers) {
    if (kind === 'glorot') {
      fillUniform(weight, Math.sqrt(6 / (inputs + outputs)), random);
      bias.fill(0);
    } else {
      const bound = 1 / Math.sqrt(inputs);
      fillUniform(weight, bound, random);
      fillUniform(bias, bound, random);
    }
  }
}

function fillUniform(values: Float32Array, bound: number, random: Generator): void {
  for (let k = 0; k < values.length; k++) values[k] = random.uniform(-bound, bound);
}
