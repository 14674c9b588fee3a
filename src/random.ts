/**
 * NumPy's random numbers, bit for bit: `SeedSequence` → PCG64 → `Generator.random`, `uniform` and `integers`.
 *
 * Equal bits mean that `reset({ seed })` starts an episode exactly where Gymnasium starts it, and that a run repeats on
 * every engine. One master seed gives each part of a run a stream of its own through `SeedSequence.child`.
 *
 * Sources: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation", HMC-CS-2014-0905, 2014 (PCG XSL-RR 128/64); her "Developing a seed_seq Alternative", 2015, for the hash
 * of `SeedSequence`; D. Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019, for `integers`.
 *
 * Deviation from NumPy: seeds and spawn keys are integers up to 2^53 − 1, not of any size.
 */

import { checkInteger, refusal } from './checks.ts';
import type { SavedState, State, Stateful } from './state.ts';

const { imul } = Math;

const TWO_POW_32 = 2 ** 32;
const TWO_POW_64 = 1n << 64n;
const TWO_POW_MINUS_32 = 2 ** -32;
const TWO_POW_MINUS_53 = 2 ** -53;
/** Between 2^52 and 2^53 the doubles are the integers, so x + 2^52 − 2^52 rounds 0 <= x < 2^52 to the nearest integer. */
const ROUND_TO_INTEGER = 2 ** 52;

// ---------------------------------------------------------------------------------------------- SeedSequence

const POOL_WORDS = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_MULT_LEFT = 0xca01f9dd;
const MIX_MULT_RIGHT = 0x4973f715;

/** The 32-bit words of a seed or a spawn key, least significant first: one word below 2^32, else two. */
function wordsOf(name: string, value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw refusal(name, value, 'an integer from 0 to 2^53 - 1');
  return value < TWO_POW_32 ? [value] : [value >>> 0, Math.floor(value * TWO_POW_MINUS_32)];
}

/**
 * Turns a seed into as many well mixed 32-bit words as a generator needs, and into any number of independent children.
 *
 * A child has the entropy of its parent and a spawn key one entry longer, so it depends on nothing but the seed and its
 * place in the tree. Throws a RangeError for a seed or key that is not an integer from 0 to 2^53 − 1.
 */
export class SeedSequence {
  readonly entropy: number;
  readonly spawnKey: readonly number[];
  readonly #pool = new Uint32Array(POOL_WORDS);
  #childrenSpawned = 0;

  constructor(entropy: number, spawnKey: readonly number[] = []) {
    this.entropy = entropy;
    this.spawnKey = [...spawnKey];
    const words = wordsOf('seed', entropy);
    if (spawnKey.length > 0) {
      // Without the padding, seed s with spawn key [k] would be the same sequence as the seed s + k·2^32.
      while (words.length < POOL_WORDS) words.push(0);
      for (const key of spawnKey) words.push(...wordsOf('spawn key', key));
    }
    this.#mix(words);
  }

  /** Child number `key`: the same one at every call, whatever was spawned before. */
  child(key: number): SeedSequence {
    return new SeedSequence(this.entropy, [...this.spawnKey, key]);
  }

  /** The next n children, as NumPy's `spawn`: children 0 … n−1 at the first call, then on from there. */
  spawn(n: number): SeedSequence[] {
    checkInteger('n', n, 0, TWO_POW_32 - 1);
    const first = this.#childrenSpawned;
    this.#childrenSpawned += n;
    return Array.from({ length: n }, (_, k) => this.child(first + k));
  }

  /** The first n words of this sequence, as NumPy's `generate_state(n)`: the same at every call, in a new array. */
  generateUint32(n: number): Uint32Array {
    checkInteger('n', n, 0, TWO_POW_32 - 1);
    const words = new Uint32Array(n);
    let hash = INIT_B;
    for (let k = 0; k < n; k++) {
      let word = this.#pool[k % POOL_WORDS] ^ hash;
      hash = imul(hash, MULT_B);
      word = imul(word, hash);
      words[k] = word ^ (word >>> 16);
    }
    return words;
  }

  /** Fills the pool so that every word of the entropy reaches every word of the pool. */
  #mix(entropy: readonly number[]): void {
    const pool = this.#pool;
    let hash = INIT_A;
    const scramble = (word: number): number => {
      const x = word ^ hash;
      hash = imul(hash, MULT_A);
      const y = imul(x, hash);
      return y ^ (y >>> 16);
    };
    const mixInto = (target: number, word: number): void => {
      const x = imul(MIX_MULT_LEFT, pool[target]) - imul(MIX_MULT_RIGHT, scramble(word));
      pool[target] = x ^ (x >>> 16);
    };
    for (let k = 0; k < POOL_WORDS; k++) pool[k] = scramble(entropy[k] ?? 0);
    for (let source = 0; source < POOL_WORDS; source++) {
      for (let target = 0; target < POOL_WORDS; target++) {
        if (source !== target) mixInto(target, pool[source]);
      }
    }
    for (let source = POOL_WORDS; source < entropy.length; source++) {
      for (let target = 0; target < POOL_WORDS; target++) mixInto(target, entropy[source]);
    }
  }
}

// ------------------------------------------------------------------------------------------------- Generator

/** The multiplier of PCG's 128-bit linear congruential generator, in 32-bit limbs, least significant first. */
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;

/** Places in the array of outputs: both halves of the last one, the half kept for later, the last 32-bit draw. */
const LOW = 0;
const HIGH = 1;
const KEPT = 2;
const DRAW = 3;

/**
 * (sum − low) / 2^32, the part of a sum of 64-bit products that moves on to the next limb.
 *
 * `low` is the sum modulo 2^32, exactly; `sum` is a double and wrong by its rounding, less than 2^16 for the three
 * products and one increment it may hold. The quotient is thus within 2^-16 of the integer that is meant, and rounding
 * gives that integer. This is shorter, and 2.5 times as fast, as building 64-bit products from 16-bit halves.
 */
const carry = (sum: number, low: number): number =>
  (sum - low) * TWO_POW_MINUS_32 + ROUND_TO_INTEGER - ROUND_TO_INTEGER;

/** One stream of random numbers, equal to `numpy.random.default_rng(seed)` draw for draw. */
export class Generator implements Stateful {
  readonly #state = new Uint32Array(4);
  readonly #increment = new Uint32Array(4);
  readonly #output = new Uint32Array(4);
  #hasKept = false;

  /** Throws a RangeError for a seed that is not an integer from 0 to 2^53 − 1. */
  constructor(seed: number | SeedSequence) {
    const sequence = seed instanceof SeedSequence ? seed : new SeedSequence(seed);
    // Four 64-bit words, each with its low half first: initial state (high, low), then stream number (high, low).
    const words = sequence.generateUint32(8);
    const stream = [words[6], words[7], words[4], words[5]];
    const initial = [words[2], words[3], words[0], words[1]];
    // increment = 2 · stream + 1, odd, so that the generator runs through all 2^128 states.
    let bit = 1;
    for (let k = 0; k < 4; k++) {
      this.#increment[k] = (stream[k] << 1) | bit;
      bit = stream[k] >>> 31;
    }
    let sum = 0;
    for (let k = 0; k < 4; k++) {
      sum = this.#increment[k] + initial[k] + Math.floor(sum * TWO_POW_MINUS_32);
      this.#state[k] = sum;
    }
    this.#advance();
  }

  /** A multiple of 2^-53, uniform on [0, 1). */
  random(): number {
    this.#advance();
    return (this.#output[HIGH] * 2 ** 21 + (this.#output[LOW] >>> 11)) * TWO_POW_MINUS_53;
  }

  /**
   * low + (high − low) · random(): uniform on [low, high), where rounding may give `high` itself.
   *
   * Throws a RangeError unless low, high and their difference are finite numbers.
   */
  uniform(low: number, high: number): number {
    if (!(Number.isFinite(low) && Number.isFinite(high) && Number.isFinite(high - low))) {
      throw refusal('uniform(low, high)', [low, high], 'finite numbers with a finite difference');
    }
    return low + (high - low) * this.random();
  }

  /**
   * An integer, uniform on low <= k < high.
   *
   * Throws a RangeError unless low and high are integers, low < high, at most 2^53 apart, and every result would be safe.
   */
  integers(low: number, high: number): number {
    const span = high - low;
    // The last comparison knows bounds that only the subtraction has rounded to a whole span.
    const isUsual = (low | 0) === low && span >>> 0 === span && span > 1 && low + span === high;
    return low + (isUsual ? this.#boundedUint32(span) : this.#boundedAnySpan(low, high));
  }

  /**
   * An integer, uniform on 0 <= k < span, for 1 <= span <= 2^64, by Lemire's method on one 64-bit output.
   *
   * It spends a whole output even on a small span, where `integers` spends half of one. Throws a RangeError for another span.
   */
  boundedUint64(span: bigint): bigint {
    if (!(span >= 1n && span <= TWO_POW_64)) throw refusal('span', span, 'a bigint from 1 to 2^64');
    let product = this.#uint64() * span;
    if (BigInt.asUintN(64, product) < span) {
      const threshold = TWO_POW_64 % span;
      while (BigInt.asUintN(64, product) < threshold) product = this.#uint64() * span;
    }
    return product >> 64n;
  }

  /** state ← state · multiplier + increment modulo 2^128, then output ← XSL-RR(state). */
  #advance(): void {
    const state = this.#state;
    const increment = this.#increment;
    const s0 = state[0];
    const s1 = state[1];
    const s2 = state[2];
    const s3 = state[3];
    const i0 = increment[0];
    const i1 = increment[1];
    const i2 = increment[2];

    // Each column of the long multiplication twice: modulo 2^32 in integers, and rounded in doubles for its carry. The
    // three carries do not wait for each other; only their small overflows ripple.
    const low0 = (imul(s0, M0) + i0) >>> 0;
    const low1 = (imul(s0, M1) + imul(s1, M0) + i1) >>> 0;
    const low2 = (imul(s0, M2) + imul(s1, M1) + imul(s2, M0) + i2) >>> 0;
    const low3 = (imul(s0, M3) + imul(s1, M2) + imul(s2, M1) + imul(s3, M0) + increment[3]) | 0;
    const sum1 = low1 + carry(s0 * M0 + i0, low0);
    const sum2 = low2 + carry(s0 * M1 + s1 * M0 + i1, low1) + Math.floor(sum1 * TWO_POW_MINUS_32);
    const sum3 = low3 + carry(s0 * M2 + s1 * M1 + s2 * M0 + i2, low2) + Math.floor(sum2 * TWO_POW_MINUS_32);
    const limb1 = sum1 >>> 0;
    const limb2 = sum2 >>> 0;
    const limb3 = sum3 >>> 0;
    state[0] = low0;
    state[1] = limb1;
    state[2] = limb2;
    state[3] = limb3;

    // XSL: fold the halves by xor. RR: rotate right by the top 6 bits, of which the first swaps the 32-bit halves. The
    // swap is a mask because a branch on a random bit is mispredicted half of the time, and that doubles the time.
    const low = low0 ^ limb2;
    const high = limb1 ^ limb3;
    const rotation = limb3 >>> 26;
    const swap = (low ^ high) & -(rotation >>> 5);
    const right = low ^ swap;
    const left = high ^ swap;
    // `x << 1 << ~rotation` is `x << (32 - rotation)`, and 0 for rotation 0: shifts count modulo 32.
    this.#output[LOW] = (right >>> rotation) | ((left << 1) << ~rotation);
    this.#output[HIGH] = (left >>> rotation) | ((right << 1) << ~rotation);
  }

  /**
   * A 32-bit draw, into the outputs: the low half of a fresh output, whose high half is kept for the next draw.
   *
   * It is not returned, because a number from 2^31 on is an object on V8's heap wherever a call is not inlined.
   */
  #drawUint32(): void {
    const output = this.#output;
    if (this.#hasKept) {
      this.#hasKept = false;
      output[DRAW] = output[KEPT];
      return;
    }
    this.#advance();
    this.#hasKept = true;
    output[KEPT] = output[HIGH];
    output[DRAW] = output[LOW];
  }

  #uint64(): bigint {
    this.#advance();
    return (BigInt(this.#output[HIGH]) << 32n) | BigInt(this.#output[LOW]);
  }

  /** Lemire: the high word of draw · span, drawn again while the low word lies in the remainder that would bias it. */
  #boundedUint32(span: number): number {
    const output = this.#output;
    this.#drawUint32();
    let low = imul(output[DRAW], span) >>> 0;
    if (low < span) {
      const threshold = (TWO_POW_32 - span) % span;
      while (low < threshold) {
        this.#drawUint32();
        low = imul(output[DRAW], span) >>> 0;
      }
    }
    return carry(output[DRAW] * span, low) >>> 0;
  }

  /** The bounds that are rare or wrong, away from the hot path: a span of 1 takes no draw, 2^32 takes one as it is. */
  #boundedAnySpan(low: number, high: number): number {
    const last = high - 1;
    if (!([low, last, last - low].every(Number.isSafeInteger) && low <= last)) {
      throw new RangeError(
        `integers(${low}, ${high}) has no result; expected integers low < high within ±2^53, at most 2^53 apart`,
      );
    }
    const span = high - low;
    if (span === 1) return 0;
    if (span < TWO_POW_32) return this.#boundedUint32(span);
    if (span === TWO_POW_32) {
      this.#drawUint32();
      return this.#output[DRAW];
    }
    return Number(this.boundedUint64(BigInt(span)));
  }

  // --- saving and restoring ---

  /** Words of 32 bits, least significant first, and the half of an output that the next 32-bit draw will use: copies. */
  state(): State {
    return {
      state: this.#state.slice(),
      increment: this.#increment.slice(),
      keptHalf: this.#hasKept ? this.#output[KEPT] : null,
    };
  }

  restore(saved: SavedState): void {
    saved.copyInto('state', this.#state);
    saved.copyInto('increment', this.#increment);
    // Half of the numbers would never come: an even increment cuts the period.
    if (this.#increment[0] % 2 === 0) throw saved.refusal('increment', 'an odd number');
    const keptHalf = saved.integerOrNull('keptHalf', 0, TWO_POW_32 - 1);
    this.#hasKept = keptHalf !== null;
    this.#output[KEPT] = keptHalf ?? 0;
  }
}
