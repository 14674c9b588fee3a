/** Mutants that the tests cannot tell from the program, each with the reason. `mutation-page.ts` puts them into the page. */

export interface EquivalentMutant {
  readonly file: string;
  /**
   * The line of the source on which the mutant begins, without the spaces around it: line numbers move. Where a file has more
   * than one like it, the next line as well.
   */
  readonly line: string;
  /** What the mutant puts in the place of a part of it. */
  readonly replacement: string;
  readonly reason: string;
}

type LineAndReplacement = readonly [line: string, replacement: string];

function because(file: string, reason: string, ...mutants: LineAndReplacement[]): EquivalentMutant[] {
  return mutants.map(([line, replacement]) => ({ file, line, replacement, reason }));
}

const BEHIND = 'One more iteration writes past the end of a typed array, which ignores it.';
const OVERWRITTEN = 'Every step overwrites it before it is read; it only gives the object its shape.';
const NAMES_DIFFER = 'No two names are equal.';
const NOT_LOADED =
  'The module throws when it is loaded, so no test of it begins and `npm test` fails. Stryker counts only tests that fail.';

const TESTS_NOT_LOADED =
  'The file of its tests throws when it is loaded, so `npm test` fails. Stryker counts only tests that fail.';

export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  ...because('src/agent/clipped-double.ts', BEHIND, [
    'for (let b = 0; b < batch.size; b++) {',
    'b <= batch.size',
  ]),
  ...because(
    'src/agent/clipped-double.ts',
    'Of two errors of one size either is as large, and only the size is asked for.',
    [
      'this.tdError[b] = Math.abs(error1[b]) > Math.abs(error2[b]) ? error1[b] : error2[b];',
      'Math.abs(error1[b]) >= Math.abs(error2[b])',
    ],
  ),
  ...because(
    'src/agent/distributional.ts',
    BEHIND,
    ['for (let b = 0; b < B; b++) {\nthis.nextActions[b] = this.#actionValued(b);', 'b <= B'],
    [
      'for (let b = 0; b < B; b++) {\nconst start = (b * this.actionCount + actions[b]) * N;\nfor (let i = 0; i < N; i++) this.taken[b * N + i] = distributions[start + i];',
      'b <= B',
    ],
    [
      'for (let b = 0; b < B; b++) {\nconst start = (b * this.actionCount + actions[b]) * N;\nfor (let i = 0; i < N; i++) this.dDistributions[start + i] = this.dTaken[b * N + i];',
      'b <= B',
    ],
  ),
  ...because(
    'src/agent/distributional.ts',
    'One turn more writes into the next row, which its own turn overwrites, or past the end.',
    ['for (let i = 0; i < N; i++) this.taken[b * N + i] = distributions[start + i];', 'i <= N'],
  ),
  ...because(
    'src/agent/dqn.ts',
    BEHIND,
    [
      'for (let b = 0; b < B; b++) {\nif (!terminated[b]) this.tdTarget[b] += discounts[b] * this.nextValues[b];',
      'b <= B',
    ],
    ['for (let b = 0; b < B; b++) this.qTaken[b] = q[b * this.actionCount + actions[b]];', 'b <= B'],
    ['for (let b = 0; b < B; b++) this.dQ[b * this.actionCount + actions[b]] = this.dQTaken[b];', 'b <= B'],
  ),
  ...because(
    'src/agent/n-step-replay.ts',
    BEHIND,
    [
      'for (let d = 0; d < observation.length; d++) this.#observations[slot][d] = observation[d];',
      'd <= observation.length',
    ],
    [
      'for (let b = 0; b < batch.size; b++) batch.discounts[b] = this.#powers[batch.steps[b]];',
      'b <= batch.size',
    ],
  ),
  ...because(
    'src/agent/n-step-replay.ts',
    'A saved window has fewer than n transitions; one turn more copies nothing into a free slot.',
    ['for (let k = 0; k < actions.length; k++) {', 'k <= actions.length'],
  ),
  ...because(
    'src/agent/n-step-replay.ts',
    'Every part is written before the object is passed on; it only gives the object its shape.',
    ['this.#complete = {', '{}'],
    ['terminated: false,', 'true'],
    ['truncated: false,', 'true'],
  ),
  ...because(
    'src/agent/power.ts',
    'Where nothing is left of the exponent, all further digits are 0: only time is lost.',
    ['for (let digit = 0; digit < DIGITS && rest > 0; digit++) {', 'true'],
    ['for (let digit = 0; digit < DIGITS && rest > 0; digit++) {', 'rest >= 0'],
  ),
  ...because('src/agent/prioritized-replay.ts', BEHIND, [
    'for (let b = 0; b < batch.size; b++) {\nbatch.weights[b] = power(least / this.#priorities.get(batch.slots[b]), beta);',
    'b <= batch.size',
  ]),
  ...because(
    'src/agent/q-function.ts',
    'Of no noise there is nothing to clear.',
    ['if (noise.length > 0) noise.fill(0);', 'true'],
    ['if (noise.length > 0) noise.fill(0);', 'noise.length >= 0'],
  ),
  ...because('src/agent/q-function.ts', 'A window into the same numbers, made anew.', [
    'if (outputs !== this.#outputs) {',
    'true',
  ]),
  ...because('src/agent/q-function.ts', BEHIND, [
    'for (let d = 0; d < this.#observation.length; d++) this.#observation[d] = observation[d];',
    'd <= this.#observation.length',
  ]),
  ...because(
    'src/agent/sum-tree.ts',
    'One more iteration writes node 0, which is not part of the tree: nothing reads it.',
    ['while (node > 1) {', 'node >= 1'],
    ['for (let node = this.#leaves - 1; node > 0; node--) {', 'node >= 0'],
  ),
  ...because(
    'src/agent/transition.ts',
    'A finite entry adds a zero, of whatever sign, and one that is not finite makes NaN either way.',
    [
      'for (let d = 0; d < observationSize; d++) zero += 0 * (observation[d] + nextObservation[d]);',
      'zero -= 0 * (observation[d] + nextObservation[d])',
    ],
    [
      'for (let d = 0; d < observationSize; d++) zero += 0 * (observation[d] + nextObservation[d]);',
      'observation[d] - nextObservation[d]',
    ],
  ),

  ...because('src/env/acrobot/acrobot.ts', OVERWRITTEN, [
    'this.#result = { observation: this.#observation, reward: 0, terminated: false, truncated: false };',
    'true',
  ]),
  ...because(
    'src/env/acrobot/acrobot.ts',
    BEHIND,
    ['for (let k = 0; k < 4; k++) variables[k] = Math.fround(variables[k]);', 'k <= 4'],
    ['for (let k = 0; k < 4; k++) stage[k] = variables[k] + STAGE_SECONDS[s] * derivatives[k];', 'k <= 4'],
    ['for (let k = 0; k < 4; k++) sum[k] += STAGE_WEIGHTS[s] * derivatives[k];', 'k <= 4'],
    ['for (let k = 0; k < 4; k++) variables[k] += (STEP_SECONDS / 6) * sum[k];', 'k <= 4'],
  ),
  ...because(
    'src/env/breakout/breakout.ts',
    OVERWRITTEN,
    ['terminated: false,', 'true'],
    ['truncated: false,', 'true'],
  ),
  ...because(
    'src/env/breakout/breakout.ts',
    'There is no step before a reset, which overwrites it.',
    ['#isFalling = true;', 'false'],
    ['#isGoingRight = true;', 'false'],
    ['#isInWall = false;', 'true'],
  ),
  ...because(
    'src/env/checked-env.ts',
    OVERWRITTEN,
    ['readonly #result: StepResult = {', '{}'],
    ['terminated: false,', 'true'],
    ['truncated: false,', 'true'],
  ),
  ...because('src/env/cart-pole/cart-pole.ts', OVERWRITTEN, [
    'this.#result = { observation: this.#observation, reward: 0, terminated: false, truncated: false };',
    'true',
  ]),
  ...because(
    'src/env/disturbed-env.ts',
    'Either side is as likely.',
    ['this.#surroundings.strike(this.#sides.random() < 0.5 ? -push : push);', 'this.#sides.random() <= 0.5'],
    ['this.#surroundings.strike(this.#sides.random() < 0.5 ? -push : push);', 'this.#sides.random() >= 0.5'],
  ),
  ...because('src/env/disturbed-env.ts', 'One draw in 2^53 is the probability itself.', [
    'if (!(this.#actions.random() < this.#disturbance.actionNoise) || actionCount === 1) return action;',
    'this.#actions.random() <= this.#disturbance.actionNoise',
  ]),
  ...because('src/env/environment.ts', 'Without a push of the task there are no blows.', [
    'strike: (size: number) => push?.strike(env, size),',
    'push.strike',
  ]),
  ...because('src/env/mountain-car/mountain-car.ts', TESTS_NOT_LOADED, [
    'export const MIN_POSITION = -1.2;',
    '+1.2',
  ]),
  ...because(
    'src/env/mountain-car/mountain-car.ts',
    OVERWRITTEN,
    [
      'this.#result = { observation: this.#observation, reward: -1, terminated: false, truncated: false };',
      '+1',
    ],
    [
      'this.#result = { observation: this.#observation, reward: -1, terminated: false, truncated: false };',
      'true',
    ],
  ),
  ...because('src/env/mountain-car/mountain-car.ts', 'A velocity of 0 becomes 0.', [
    'variables[1] = position === MIN_POSITION && velocity < 0 ? 0 : velocity;',
    'velocity <= 0',
  ]),
  ...because('src/env/options.ts', 'Only texts have choices.', [
    "return typeof value !== 'string' || option.choices === undefined || option.choices.includes(value);",
    'false',
  ]),
  ...because(
    'src/env/registry.ts',
    NOT_LOADED,
    ['export const TASKS: readonly Task[] = [cartPoleV0, cartPoleV1, mountainCar, acrobot, breakout];', '[]'],
    ['export function findTask(name: string): Task | undefined {', '{}'],
    [
      'return TASKS.find(({ spec }) => spec.id === name) ?? registered.get(name);',
      'TASKS.find(({\n  spec\n}) => spec.id === name) && registered.get(name)',
    ],
    ['return TASKS.find(({ spec }) => spec.id === name) ?? registered.get(name);', '() => undefined'],
    ['return TASKS.find(({ spec }) => spec.id === name) ?? registered.get(name);', 'false'],
    ['if (task === undefined) {', 'true'],
    ['if (task === undefined) {', 'task !== undefined'],
  ),
  ...because('src/env/scale-observation.ts', OVERWRITTEN, [
    'this.#result = { observation, reward: 0, terminated: false, truncated: false };',
    'true',
  ]),
  ...because('src/env/scale-observation.ts', BEHIND, [
    'for (let k = 0; k < scaled.length; k++) scaled[k] = observation[k] / this.#scale[k];',
    'k <= scaled.length',
  ]),
  ...because(
    'src/env/trigonometry.ts',
    'A shortcut: the way for larger angles takes off no quarter turn here, or at π/4 one that leaves the same sine and cosine.',
    ['if (Math.abs(x) <= QUARTER_PI) return sinSeries(x);', 'false'],
    ['if (Math.abs(x) <= QUARTER_PI) return sinSeries(x);', 'Math.abs(x) < QUARTER_PI'],
    ['if (Math.abs(x) <= QUARTER_PI) return cosSeries(x);', 'false'],
    ['if (Math.abs(x) <= QUARTER_PI) return cosSeries(x);', 'Math.abs(x) < QUARTER_PI'],
  ),

  ...because('src/experiment/files/byte-order.ts', 'One turn more reverses no byte.', [
    'for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();',
    'at <= bytes.length',
  ]),
  ...because(
    'src/experiment/files/byte-order.ts',
    'It is true where the lowest byte comes first, as on nearly every machine.',
    ['export const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;', 'true'],
  ),
  ...because('src/experiment/files/checkpoint.ts', 'Here the versions are not equal.', [
    "const age = version > VERSION ? 'a newer' : 'an older';",
    'version >= VERSION',
  ]),
  ...because('src/experiment/files/checkpoint.ts', NAMES_DIFFER, [
    'return Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));',
    'a <= b',
  ]),
  ...because(
    'src/experiment/files/crc32.ts',
    'Eight bytes at a time are a shortcut: one at a time gives the same.',
    ['for (const end = length - (length % 8); k < end; k += 8) {', 'length * 8'],
    ['for (const end = length - (length % 8); k < end; k += 8) {', 'false'],
  ),
  ...because('src/experiment/files/crc32.ts', BEHIND, [
    'for (let byte = 0; byte < 256; byte++) {',
    'byte <= 256',
  ]),
  ...because(
    'src/experiment/files/crc32.ts',
    NOT_LOADED,
    ['const tables = Array.from({ length: 8 }, () => new Int32Array(256));', '{}'],
    ['const tables = Array.from({ length: 8 }, () => new Int32Array(256));', '() => undefined'],
    ['for (let k = 1; k < 8; k++) {', 'k <= 8'],
    ['for (let k = 1; k < 8; k++) {', 'k--'],
    ['tables[k].set(tables[k - 1].map((rest) => (rest >>> 8) ^ tables[0][rest & 0xff]));', 'k + 1'],
  ),
  ...because('src/experiment/files/run-checkpoint.ts', TESTS_NOT_LOADED, [
    '): Uint8Array {\nreturn encodeCheckpoint({',
    '{}',
  ]),
  ...because('src/experiment/files/run-checkpoint.ts', 'It has no second entry either.', [
    "const [, trainedWith = null] = / with the bug ([\\w-]+)$/.exec(saved.text('preset')) ?? [];",
    '["Stryker was here"]',
  ]),

  ...because('src/nn/build-network.ts', 'A width of 1 makes a copy of the same sizes.', [
    'const wide = width === 1 ? sizes : sizes.with(-1, width * sizes[sizes.length - 1]);',
    'false',
  ]),
  ...because(
    'src/nn/categorical.ts',
    'A share of 0 adds nothing.',
    ['if (share > 0) m[lower + 1] += p[start + j] * share;', 'true'],
    ['if (share > 0) m[lower + 1] += p[start + j] * share;', 'share >= 0'],
  ),
  ...because(
    'src/nn/dueling.ts',
    'One turn more writes into the next row, which its own turn overwrites, or behind the last row, which belongs to no pass.',
    [
      'for (let b = 0; b < B; b++) {\nfor (let i = 0; i < N; i++) {\nconst value = b * (N + this.outputs) + i;\nconst first = b * this.outputs + i;\nlet sum = 0;\nfor (let a = 1; a <= actionCount; a++) sum += heads[value + a * N];',
      'b <= B',
    ],
    [
      'for (let b = 0; b < B; b++) {\nfor (let i = 0; i < N; i++) {\nconst value = b * (N + this.outputs) + i;\nconst first = b * this.outputs + i;\nlet sum = 0;\nfor (let a = 0; a < actionCount; a++) sum += dOut[first + a * N];',
      'b <= B',
    ],
    [
      'for (let a = 0; a < actionCount; a++) this.#q[first + a * N] = heads[value + (1 + a) * N] + offset;',
      'a <= actionCount',
    ],
    [
      'for (let a = 0; a < actionCount; a++) {\nthis.#dHeads[value + (1 + a) * N] = dOut[first + a * N] - sum / actionCount;',
      'a <= actionCount',
    ],
  ),
  ...because(
    'src/nn/exponential.ts',
    'The outermost powers are asked for by no exponent.',
    ['for (let k = 1; k <= LOWEST; k++) {', 'k < LOWEST'],
    ['const POWERS_OF_TWO = new Float64Array(2 * LOWEST + 1);', '2 * LOWEST - 1'],
  ),
  ...because(
    'src/nn/exponential.ts',
    'Only next to the middle between two integers is the other one taken, which is as near.',
    ['const ONE_OVER_LN2 = 1 / (LN2_HIGH + LN2_LOW);', 'LN2_HIGH - LN2_LOW'],
  ),
  ...because(
    'src/nn/exponential.ts',
    'Here it is not 0.',
    ['values[i] = x > 0 ? Infinity : NaN;', 'x >= 0'],
    ['values[i] = x === 0 ? -Infinity : x > 0 ? Infinity : NaN;', 'x >= 0'],
  ),
  ...because('src/nn/exponential.ts', 'There the result rounds to 0 as well.', [
    'if (x < LEAST_ARGUMENT) {',
    'x <= LEAST_ARGUMENT',
  ]),
  ...because(
    'src/nn/exponential.ts',
    'A power of two is brought into the range in another way, as exactly.',
    ['if (m < LEAST_NORMAL) {', 'm <= LEAST_NORMAL'],
    ['if (m >= POWERS_OF_TWO[LOWEST + step]) {', 'm > POWERS_OF_TWO[LOWEST + step]'],
    ['} else if (m < POWERS_OF_TWO[LOWEST + 1 - step]) {', 'm <= POWERS_OF_TWO[LOWEST + 1 - step]'],
  ),
  ...because('src/nn/exponential.ts', 'At √2 both ways give the same logarithm.', [
    'if (m >= SQRT2) {',
    'm > SQRT2',
  ]),
  ...because(
    'src/nn/exponential.ts',
    'Buffers are made anew more often; they are overwritten in any case.',
    ['if (this.#result.length < rows) {', 'true'],
    ['if (this.#result.length < rows) {', 'this.#result.length <= rows'],
  ),
  ...because('src/nn/exponential.ts', 'Of equal values either is the largest.', [
    'if (values[start + k] > largest[row]) largest[row] = values[start + k];',
    'values[start + k] >= largest[row]',
  ]),
  ...because(
    'src/nn/exponential.ts',
    'One row more is computed, behind those that are asked for.',
    ['for (let row = 0; row < rows; row++) {\nconst start = row * count;', 'row <= rows'],
    [
      'for (let row = 0; row < rows; row++) {\npowers[row] = (values[row * count + k] - largest[row]) / this.#temperature;',
      'row <= rows',
    ],
    ['for (let row = 0; row < rows; row++) result[row] += powers[row];', 'row <= rows'],
    [
      'for (let row = 0; row < rows; row++) result[row] = largest[row] + this.#temperature * result[row];',
      'row <= rows',
    ],
  ),
  ...because('src/nn/gradient-norm.ts', 'A factor of 1 changes nothing.', [
    'if (factor < 1) kernels.scale(grads, factor, grads.length);',
    'factor <= 1',
  ]),
  ...because(
    'src/nn/network.ts',
    'Behind the end of lists of equal length both have nothing; of unequal ones it is false already.',
    [
      'for (let k = 0; k < target.sizes.length; k++) same &&= source.sizes[k] === target.sizes[k];',
      'k <= target.sizes.length',
    ],
  ),
  ...because('src/nn/kernels.ts', 'Of equal values either is the largest.', [
    'for (let k = r * N + 1; k < (r + 1) * N; k++) if (x[k] > most) most = x[k];',
    'x[k] >= most',
  ]),
  ...because('src/nn/layer-order.ts', 'No layer comes before the first, so the place found is never 0.', [
    'if (k < 0) return null;',
    'k <= 0',
  ]),
  ...because('src/nn/layer-order.ts', 'Here it is not 1.', ['orders.length > 1', 'orders.length >= 1']),
  ...because(
    'src/nn/layer-order.ts',
    'The search goes on for longer, and says the same.',
    ['if (found.length > 1) return;', 'false'],
    ['if (++looks > MAX_LOOKS) {', '++looks >= MAX_LOOKS'],
  ),
  ...because('src/nn/mlp.ts', 'An array of the last pass is within reach, as it was then.', [
    "if (x !== this.#input) checkReach('x', x, this.#device);",
    'true',
  ]),
  ...because(
    'src/nn/noise.ts',
    'The last entry of an odd number writes past the end of a typed array, which ignores it.',
    ['if (k + 1 < noise.length) noise[k + 1] = signedRoot(y * length);', 'k - 1'],
  ),
  ...because('src/nn/noise.ts', 'The root of 0 is 0 either way.', [
    'const signedRoot = (x: number) => (x < 0 ? -Math.sqrt(-x) : Math.sqrt(x));',
    'x <= 0',
  ]),
  ...because(
    'src/nn/noise.ts',
    BEHIND,
    ['if (k + 1 < noise.length) noise[k + 1] = signedRoot(y * length);', 'true'],
    ['if (k + 1 < noise.length) noise[k + 1] = signedRoot(y * length);', 'k + 1 <= noise.length'],
  ),
  ...because('src/nn/noisy.ts', BEHIND, [
    'for (let k = 0; k < this.#epsilon.length; k++) {',
    'k <= this.#epsilon.length',
  ]),
  ...because(
    'src/nn/noisy.ts',
    'Only the last block begins at another output than the first, and no block comes after it.',
    ['noiseStart += inputs + to - from;', 'inputs + to + from'],
  ),
  ...because('src/nn/quantiles.ts', 'What it is the weight of is 0 there.', [
    'const weight = u < 0 ? 1 - below : below;',
    'u <= 0',
  ]),
  ...because('src/nn/rmsprop.ts', BEHIND, [
    'for (let k = 0; k < params.length; k++) {',
    'k <= params.length',
  ]),
  ...because('src/nn/sgd.ts', BEHIND, ['for (let k = 0; k < params.length; k++) {', 'k <= params.length']),
  ...because('src/nn/safetensors.ts', 'It lies below the outermost object, and nothing goes back that far.', [
    'const objects: Set<string>[] = [];',
    '["Stryker was here"]',
  ]),
  ...because('src/nn/safetensors.ts', NAMES_DIFFER, [
    'return [...map].sort(([a], [b]) => (a < b ? -1 : 1));',
    'a <= b',
  ]),
  ...because('src/nn/safetensors.ts', 'Only a type that was converted is named.', [
    "const F32: Dtype = { name: 'float32', bytes: 4, read: (view, offset) => view.getFloat32(offset, true) };",
    '""',
  ]),
  ...because('src/nn/simd/simd-kernels.ts', BEHIND, [
    'for (let k = 0; k < bytes.length; k++) bytes[k] = characters.charCodeAt(k);',
    'k <= bytes.length',
  ]),
  ...because('src/nn/weights.ts', 'Whatever is no kernel is transposed.', ["layout: 'weight',", '""']),
  ...because('src/nn/weights.ts', 'The first entry is not asked for.', [
    "const [, layer = '', part] = PART.exec(name) ?? [];",
    '["Stryker was here"]',
  ]),
  ...because('src/nn/weights.ts', BEHIND, [
    'for (let c = 0; c < columns; c++) out[c * rows + r] = matrix[r * columns + c];',
    'c <= columns',
  ]),

  ...because(
    'src/random.ts',
    'Zeros are added to a seed without a key. The pool takes missing words as 0, so it comes out the same.',
    ['if (spawnKey.length > 0) {', 'true'],
    ['if (spawnKey.length > 0) {', 'spawnKey.length >= 0'],
  ),
  ...because(
    'src/random.ts',
    BEHIND,
    ['for (let k = 0; k < n; k++) {', 'k <= n'],
    ['for (let k = 0; k < 4; k++) {\nthis.#increment[k] = (stream[k] << 1) | bit;', 'k <= 4'],
    [
      'for (let k = 0; k < 4; k++) {\nsum = this.#increment[k] + initial[k] + Math.floor(sum * TWO_POW_MINUS_32);',
      'k <= 4',
    ],
  ),
  ...because(
    'src/random.ts',
    'More bounds take the slow path, which gives the same integers from the same draws.',
    [
      'const span = high - low;\n// The last comparison knows bounds that only the subtraction has rounded to a whole span.',
      'high + low',
    ],
    ['const isUsual = (low | 0) === low && span >>> 0 === span && span > 1 && low + span === high;', 'false'],
    [
      'const isUsual = (low | 0) === low && span >>> 0 === span && span > 1 && low + span === high;',
      'low - span',
    ],
  ),
  ...because(
    'src/random.ts',
    'The threshold is below the span, so a low word from the span on is never drawn again: only time is lost.',
    ['if (BigInt.asUintN(64, product) < span) {', 'true'],
    ['if (BigInt.asUintN(64, product) < span) {', 'BigInt.asUintN(64, product) <= span'],
    ['if (low < span) {', 'true'],
    ['if (low < span) {', 'low <= span'],
  ),
  ...because('src/random.ts', 'Both are 2^32 modulo the span.', [
    'const threshold = (TWO_POW_32 - span) % span;',
    'TWO_POW_32 + span',
  ]),
  ...because(
    'src/random.ts',
    'For a span of 2^32 the product is the draw itself as its high word, and the low word 0 is not below the threshold 0.',
    ['if (span < TWO_POW_32) return this.#boundedUint32(span);', 'span <= TWO_POW_32'],
  ),
  ...because('src/state.ts', 'Nothing but a number is a safe integer.', [
    "if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {",
    'false',
  ]),
];
