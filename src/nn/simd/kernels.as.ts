/**
 * The kernels of `../kernels.ts` for 128-bit registers, in AssemblyScript: function for function the same formulas and
 * the same order of summation, hence the same bits. `npm run build:simd` compiles this file into `module.ts`.
 *
 * Where the time goes: a dense layer does 2·B·I·O operations on far fewer numbers, and a plain loop spends it on
 * loading and storing sums. So a small tile of the result stays in registers while its whole reduction runs (Goto & van
 * de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication"). The main tile has 4 rows × 8 columns, 8 registers
 * of sums; a step of the reduction loads 2 registers and 4 single entries for 8 multiplications and 8 additions. x86-64
 * has 16 registers, of which V8 keeps one: larger tiles run out of them, smaller ones load more and wait for sums.
 *
 * Why the bits agree: a register holds neighbouring *columns*, so each sum still takes its terms one by one in ascending
 * order, each product and each sum rounded. Nothing is summed across lanes, and multiply-add is never fused: relaxed
 * SIMD would let the processor choose.
 *
 * Inputs that are mostly zeros, such as the cells of a screen, are skipped where that changes no bit of the result: a product
 * with 0 is ±0, and adding it changes no sum but −0, with which neither a gradient nor the output of a ReLU ends. That holds
 * for finite numbers; 0 · ∞ is left out, too, instead of giving NaN.
 *
 * An array is the address of its first entry, a multiple of its size. Nothing outside the arrays is read or written.
 */

/** A byte address in the memory. */
type Pointer = usize;

/** Working space that no array overlaps: 1024 rows × 8 columns (`SCRATCH_BYTES` in simd-kernels.ts). */
@external('env', 'scratch')
declare const SCRATCH: Pointer;
@inline
const SCRATCH_ROWS: usize = 1024;

/** In place of an optional array; 0 would be a valid address. */
@inline
const NOWHERE: Pointer = usize.MAX_VALUE;

/** out (B,O) = x (B,I) · weight (I,O) + bias (O). */
export function denseForward(
  out: Pointer,
  x: Pointer,
  weight: Pointer,
  bias: Pointer,
  B: usize,
  I: usize,
  O: usize,
): void {
  product(out, O, x, I, 1, weight, O, bias, B, I, O, false, NOWHERE);
}

/** out (B,O) = max(0, x (B,I) · weight (I,O) + bias (O)); NaN stays NaN and −0 becomes +0. */
export function denseReluForward(
  out: Pointer,
  x: Pointer,
  weight: Pointer,
  bias: Pointer,
  B: usize,
  I: usize,
  O: usize,
): void {
  if (isSparse(x, I, I, O)) sparseProduct(out, x, I, 1, weight, bias, B, I, O, true);
  else product(out, O, x, I, 1, weight, O, bias, B, I, O, true, NOWHERE);
}

/**
 * dWeight (I,O) = xᵀ (I,B) · dOut (B,O) and dBias (O) = 1ᵀ (1,B) · dOut (B,O); both are overwritten, not added to.
 *
 * xᵀ is x with its two distances exchanged. The bias is the weight of an input that is always 1, and 1 · dOut is exact.
 */
export function denseBackwardParams(
  dWeight: Pointer,
  dBias: Pointer,
  dOut: Pointer,
  x: Pointer,
  B: usize,
  I: usize,
  O: usize,
): void {
  if (isSparse(x, I, B, O)) sparseProduct(dWeight, x, 1, I, dOut, NOWHERE, I, B, O, false);
  else product(dWeight, O, x, 1, I, dOut, O, NOWHERE, I, B, O, false, NOWHERE);
  f32.store(SCRATCH, 1);
  product(dBias, O, SCRATCH, 0, 0, dOut, O, NOWHERE, 1, B, O, false, NOWHERE);
}

/** dx (B,I) = dOut (B,O) · weightᵀ (O,I). */
export function denseBackwardInput(
  dx: Pointer,
  dOut: Pointer,
  weight: Pointer,
  B: usize,
  I: usize,
  O: usize,
): void {
  backwardInput(dx, dOut, weight, B, I, O, NOWHERE);
}

/** dx (B,I) = dOut (B,O) · weightᵀ (O,I) where x (B,I) > 0, else 0. */
export function denseReluBackwardInput(
  dx: Pointer,
  dOut: Pointer,
  weight: Pointer,
  x: Pointer,
  B: usize,
  I: usize,
  O: usize,
): void {
  backwardInput(dx, dOut, weight, B, I, O, x);
}

/** One Adam step on n parameters, in place; all scalars are rounded to float32 first. */
export function adamStep(
  params: Pointer,
  grads: Pointer,
  m: Pointer,
  v: Pointer,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  mCorrection: f64,
  vCorrection: f64,
  n: usize,
): void {
  const alpha = f32x4.splat(<f32>learningRate);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const oneMinusB1 = f32x4.splat(<f32>(1 - beta1));
  const oneMinusB2 = f32x4.splat(<f32>(1 - beta2));
  const eps = f32x4.splat(<f32>epsilon);
  const c1 = f32x4.splat(<f32>mCorrection);
  const c2 = f32x4.splat(<f32>vCorrection);
  let at: usize = 0;
  for (const end = (n & ~3) << 2; at < end; at += 16) {
    adamLanes(params + at, grads + at, m + at, v + at, alpha, b1, b2, oneMinusB1, oneMinusB2, eps, c1, c2, 4);
  }
  const rest = n & 3;
  if (rest) {
    adamLanes(params + at, grads + at, m + at, v + at, alpha, b1, b2, oneMinusB1, oneMinusB2, eps, c1, c2, rest);
  }
}

/** 1 to 4 entries of `adamStep`, its scalars in all lanes. Most of the time goes into the division and the root. */
@inline
function adamLanes(
  params: Pointer,
  grads: Pointer,
  m: Pointer,
  v: Pointer,
  alpha: v128,
  b1: v128,
  b2: v128,
  oneMinusB1: v128,
  oneMinusB2: v128,
  eps: v128,
  c1: v128,
  c2: v128,
  lanes: usize,
): void {
  const g = loadLanes(grads, lanes);
  const mk = f32x4.add(f32x4.mul(b1, loadLanes(m, lanes)), f32x4.mul(oneMinusB1, g));
  const vk = f32x4.add(f32x4.mul(b2, loadLanes(v, lanes)), f32x4.mul(oneMinusB2, f32x4.mul(g, g)));
  storeLanes(m, mk, lanes);
  storeLanes(v, vk, lanes);
  const mHat = f32x4.mul(mk, c1);
  const vHat = f32x4.mul(vk, c2);
  const step = f32x4.div(f32x4.mul(alpha, mHat), f32x4.add(f32x4.sqrt(vHat), eps));
  storeLanes(params, f32x4.sub(loadLanes(params, lanes), step), lanes);
}

/** target ← (1 − tau) · target + tau · source on n parameters, in place; of finite values tau = 1 copies and 0 keeps. */
export function polyakUpdate(target: Pointer, source: Pointer, tau: f64, n: usize): void {
  const t = f32x4.splat(<f32>tau);
  const oneMinusT = f32x4.splat(<f32>(1 - tau));
  let at: usize = 0;
  for (const end = (n & ~3) << 2; at < end; at += 16) polyakLanes(target + at, source + at, t, oneMinusT, 4);
  const rest = n & 3;
  if (rest) polyakLanes(target + at, source + at, t, oneMinusT, rest);
}

@inline
function polyakLanes(target: Pointer, source: Pointer, t: v128, oneMinusT: v128, lanes: usize): void {
  const kept = f32x4.mul(oneMinusT, loadLanes(target, lanes));
  storeLanes(target, f32x4.add(kept, f32x4.mul(t, loadLanes(source, lanes))), lanes);
}

/** x ← factor · x on n entries, in place. */
export function scale(x: Pointer, factor: f64, n: usize): void {
  const f = f32x4.splat(<f32>factor);
  for (const end = x + ((n & ~3) << 2); x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), f));
  const rest = n & 3;
  if (rest) storeLanes(x, f32x4.mul(loadLanes(x, rest), f), rest);
}

/** Σ x[k]² over n entries, in float64; entry k in sum k mod 4, added as (s0 + s2) + (s1 + s3). */
export function sumOfSquares(x: Pointer, n: usize): f64 {
  let s01 = f64x2.splat(0);
  let s23 = f64x2.splat(0);
  for (const end = x + ((n & ~3) << 2); x < end; x += 16) {
    s01 = addSquares(s01, v128.load64_zero(x));
    s23 = addSquares(s23, v128.load64_zero(x, 8));
  }
  const rest = n & 3;
  if (rest) {
    const last = loadLanes(x, rest);
    s01 = addSquares(s01, last);
    s23 = addSquares(s23, v128.shuffle<f64>(last, last, 1, 1));
  }
  const s = f64x2.add(s01, s23);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** sum + x² of the first two entries of x, in float64. */
@inline
function addSquares(sum: v128, x: v128): v128 {
  const wide = f64x2.promote_low_f32x4(x);
  return f64x2.add(sum, f64x2.mul(wide, wide));
}

/**
 * p (R,N) = e^(x (R,N) − largest (R)) / sums (R), all but x in float64: the softmax of each row.
 *
 * Two rows at a time, one in each lane: both sums take their terms in order, and wait for them less long than the exponentials
 * take. The last of an odd number of rows is in both lanes.
 */
export function softmax(p: Pointer, largest: Pointer, sums: Pointer, x: Pointer, R: usize, N: usize): void {
  const xRow = N << 2;
  const pRow = N << 3;
  for (let r: usize = 0; r < R; r += 2) {
    const last = r + 1 == R;
    const x0 = x + r * xRow;
    const x1 = last ? x0 : x0 + xRow;
    const p0 = p + r * pRow;
    const p1 = last ? p0 : p0 + pRow;
    const second: usize = last ? 0 : 8;
    let most = widePair(x0, x1);
    for (let at: usize = 4; at < xRow; at += 4) most = f64x2.pmax(most, widePair(x0 + at, x1 + at));
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < xRow; at += 4) {
      const power = exponential(f64x2.sub(widePair(x0 + at, x1 + at), most));
      storePair(p0 + (at << 1), p1 + (at << 1), power);
      sum = f64x2.add(sum, power);
    }
    for (let at: usize = 0; at < pRow; at += 8) {
      const power = v128.load64_lane(p1 + at, v128.load64_zero(p0 + at), 1);
      storePair(p0 + at, p1 + at, f64x2.div(power, sum));
    }
    storePair(largest + (r << 3), largest + (r << 3) + second, most);
    storePair(sums + (r << 3), sums + (r << 3) + second, sum);
  }
}

/** The entries at two addresses, in float64. */
@inline
function widePair(p: Pointer, q: Pointer): v128 {
  return f64x2.promote_low_f32x4(v128.load32_lane(q, v128.load32_zero(p), 1));
}

/** Writes two float64 to two addresses; the first of them stays if they are one. */
@inline
function storePair(p: Pointer, q: Pointer, pair: v128): void {
  v128.store64_lane(q, pair, 1);
  v128.store64_lane(p, pair, 0);
}

/** For the I inputs of O outputs and for their bias: ε = noiseIn · noiseOut and w += σ ε, rows of all three `row` entries apart. */
export function perturb(
  w: Pointer,
  epsilon: Pointer,
  sigma: Pointer,
  noiseIn: Pointer,
  noiseOut: Pointer,
  I: usize,
  O: usize,
  row: usize,
): void {
  for (let i: usize = 0; i <= I; i++) {
    const input = i < I ? v128.load32_splat(noiseIn + (i << 2)) : f32x4.splat(1);
    const start = (i * row) << 2;
    for (let o: usize = 0; o < O; o += 4) {
      const at = start + (o << 2);
      const lanes = min(O - o, 4);
      const e = f32x4.mul(input, loadLanes(noiseOut + (o << 2), lanes));
      storeLanes(epsilon + at, e, lanes);
      storeLanes(w + at, multiplyAdd(loadLanes(w + at, lanes), loadLanes(sigma + at, lanes), e), lanes);
    }
  }
}

/** ln 2 in two pieces, and the argument below which eˣ is 0: as in `../exponential.ts`. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const LEAST_ARGUMENT: f64 = -745.1332191019412;

/** 2⁵² + 1023, whose last bits are the exponent of 1: with k added, they are those of 2ᵏ. */
const EXPONENT_OF_ONE: f64 = 4503599627370496 + 1023;

/** eˣ in float64 for x ≤ 0, step by step as `exponentiate` of `../exponential.ts`. NaN stays NaN. */
@inline
function exponential(x: v128): v128 {
  // Math.round(x / ln 2), which takes a half upwards.
  const halves = f64x2.floor(f64x2.mul(x, f64x2.splat(2 * (1 / (LN2_HIGH + LN2_LOW)))));
  const k = f64x2.ceil(f64x2.mul(halves, f64x2.splat(0.5)));
  const rest = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const r = f64x2.sub(rest, f64x2.mul(k, f64x2.splat(LN2_LOW)));
  let series = f64x2.splat(1 / <f64>87_178_291_200);
  series = nextTerm(series, r, 1 / <f64>6_227_020_800);
  series = nextTerm(series, r, 1 / <f64>479_001_600);
  series = nextTerm(series, r, 1 / <f64>39_916_800);
  series = nextTerm(series, r, 1 / <f64>3_628_800);
  series = nextTerm(series, r, 1 / <f64>362_880);
  series = nextTerm(series, r, 1 / <f64>40_320);
  series = nextTerm(series, r, 1 / <f64>5_040);
  series = nextTerm(series, r, 1 / <f64>720);
  series = nextTerm(series, r, 1 / <f64>120);
  series = nextTerm(series, r, 1 / <f64>24);
  series = nextTerm(series, r, 1 / <f64>6);
  series = nextTerm(series, r, 1 / <f64>2);
  const power = f64x2.add(f64x2.splat(1), f64x2.add(r, f64x2.mul(f64x2.mul(r, r), series)));
  const half = f64x2.floor(f64x2.mul(k, f64x2.splat(0.5)));
  const scaled = f64x2.mul(f64x2.mul(power, powerOfTwo(half)), powerOfTwo(f64x2.sub(k, half)));
  return v128.andnot(scaled, f64x2.lt(x, f64x2.splat(LEAST_ARGUMENT)));
}

@inline
function nextTerm(series: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(series, r), f64x2.splat(coefficient));
}

/** 2ᵏ for whole k from −1022 to 1023. */
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, f64x2.splat(EXPONENT_OF_ONE)), 52);
}

/**
 * Both input gradients: dx (B,I) = dOut (B,O) · weightᵀ (O,I), where gate (B,I) > 0 if there is a gate.
 *
 * Neighbouring columns of weightᵀ lie a whole row of weight apart, so panels of 8 columns are first transposed into the
 * scratch space: I·O entries moved once, against B·I·O multiplications that then read them in order.
 */
function backwardInput(
  dx: Pointer,
  dOut: Pointer,
  weight: Pointer,
  B: usize,
  I: usize,
  O: usize,
  gate: Pointer,
): void {
  // A single column of weightᵀ needs no transposition: slow, but right for layers whose panels the scratch cannot hold.
  const width: usize = O > SCRATCH_ROWS ? 1 : min(I, 8);
  for (let i: usize = 0; i < I; i += width) {
    const column = min(i, I - width);
    const rows = weight + ((column * O) << 2);
    const at = column << 2;
    if (width > 1) transposeToScratch(rows, width, O);
    const panel = width > 1 ? SCRATCH : rows;
    const gateAt = gate == NOWHERE ? NOWHERE : gate + at;
    product(dx + at, I, dOut, O, 1, panel, width, NOWHERE, B, O, width, false, gateAt);
  }
}

/** scratch (columns,rows) = from (rows,columns)ᵀ. */
function transposeToScratch(from: Pointer, rows: usize, columns: usize): void {
  const fromRow = columns << 2;
  const toRow = rows << 2;
  if (rows == 8 && columns >= 4) {
    for (let c: usize = 0; c < columns; c += 4) {
      const column = min(c, columns - 4);
      const block = from + (column << 2);
      const to = SCRATCH + column * toRow;
      transpose4x4(to, toRow, block, fromRow);
      transpose4x4(to + 16, toRow, block + 4 * fromRow, fromRow);
    }
  } else {
    for (let c: usize = 0; c < columns; c++) {
      for (let r: usize = 0; r < rows; r++) {
        f32.store(SCRATCH + c * toRow + (r << 2), f32.load(from + r * fromRow + (c << 2)));
      }
    }
  }
}

@inline
function transpose4x4(to: Pointer, toRow: usize, from: Pointer, fromRow: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromRow);
  const c = v128.load(from + 2 * fromRow);
  const d = v128.load(from + 3 * fromRow);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5); // a0 b0 a1 b1
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab01, cd01, 0, 2)); // a0 b0 c0 d0
  v128.store(to + toRow, v128.shuffle<f64>(ab01, cd01, 1, 3));
  v128.store(to + 2 * toRow, v128.shuffle<f64>(ab23, cd23, 0, 2));
  v128.store(to + 3 * toRow, v128.shuffle<f64>(ab23, cd23, 1, 3));
}

/**
 * The one matrix product behind all of the above: out (R,C) = start (C) + a (R,K) · b (K,C), summed from k = 0 upwards.
 *
 * `outRow`, `aRow`, `bRow` are the distances from row to row and `aColumn` that from column to column of a, in entries.
 * Without `start` the sums begin at +0. With `relu`, negative results and −0 become +0; with a `gate` of the same shape
 * and row distance as out, results where !(gate > 0) become +0.
 *
 * Tiles are done panel by panel: all rows of out for the same few columns, so that these columns of b stay in the
 * first-level cache. Where a size is not a multiple of the tile's, the last tile moves back until it fits and computes some
 * entries twice, to the same bits: shorter than code for the rest, and mostly faster. With fewer rows than a tile has,
 * each row is computed alone as all rows of a tile at once (a distance of 0 from one to the next).
 */
function product(
  out: Pointer,
  outRow: usize,
  a: Pointer,
  aRow: usize,
  aColumn: usize,
  b: Pointer,
  bRow: usize,
  start: Pointer,
  R: usize,
  K: usize,
  C: usize,
  relu: bool,
  gate: Pointer,
): void {
  outRow <<= 2;
  aRow <<= 2;
  aColumn <<= 2;
  bRow <<= 2;
  const gated = gate != NOWHERE;
  const toGate = gate - out; // the gate of every entry lies this far from the entry
  if (C == 2 && R >= 8) {
    const s = start == NOWHERE ? f32x4.splat(0) : v128.load64_splat(start);
    for (let r: usize = 0; r < R; r += 8) {
      const row = min(r, R - 8);
      tile8x2(out + row * outRow, outRow, a + row * aRow, aRow, aColumn, b, bRow, s, K, relu, gated, toGate);
    }
    return;
  }
  if (R < 4 && C >= 16) {
    for (let c: usize = 0; c < C; c += 16) {
      const column = min(c, C - 16) << 2;
      const s0 = startLanes(start, column, 4);
      const s1 = startLanes(start, column + 16, 4);
      const s2 = startLanes(start, column + 32, 4);
      const s3 = startLanes(start, column + 48, 4);
      for (let r: usize = 0; r < R; r++) {
        const to = out + r * outRow + column;
        tile1x16(to, a + r * aRow, aColumn, b + column, bRow, s0, s1, s2, s3, K, relu, gated, toGate);
      }
    }
    return;
  }
  const rows: usize = R < 4 ? 1 : 4;
  const outStep = R < 4 ? 0 : outRow;
  const aStep = R < 4 ? 0 : aRow;
  if (C < 8) {
    for (let c: usize = 0; c < C; c += 4) {
      const lanes = min(C - c, 4);
      const column = c << 2;
      const s = startLanes(start, column, lanes);
      for (let r: usize = 0; r < R; r += rows) {
        const row = min(r, R - rows);
        const to = out + row * outRow + column;
        tile4x4(to, outStep, a + row * aRow, aStep, aColumn, b + column, bRow, s, K, lanes, relu, gated, toGate);
      }
    }
    return;
  }
  // Rows far apart (worst by a power of two) compete for the same few cache lines; with enough work a copy pays.
  const packed = bRow >= 512 && R >= 16 && K <= SCRATCH_ROWS;
  const panelRow: usize = packed ? 32 : bRow;
  for (let c: usize = 0; c < C; c += 8) {
    const column = min(c, C - 8) << 2;
    const s0 = startLanes(start, column, 4);
    const s1 = startLanes(start, column + 16, 4);
    if (packed) copyPanelToScratch(b + column, bRow, K);
    const panel = packed ? SCRATCH : b + column;
    for (let r: usize = 0; r < R; r += rows) {
      const row = min(r, R - rows);
      const to = out + row * outRow + column;
      tile4x8(to, outStep, a + row * aRow, aStep, aColumn, panel, panelRow, s0, s1, K, relu, gated, toGate);
    }
  }
}

/** scratch (rows,8) = 8 columns of b. */
@inline
function copyPanelToScratch(b: Pointer, bRow: usize, rows: usize): void {
  let to = SCRATCH;
  for (const end = b + rows * bRow; b < end; b += bRow) {
    v128.store(to, v128.load(b));
    v128.store(to, v128.load(b, 16), 16);
    to += 32;
  }
}

/**
 * The tile of large products: 4 rows × 8 columns, s[row][half].
 *
 * One step of the reduction is written out: V8 unrolls the loop by itself, and with two steps in the source Node 20 kept
 * sums in memory (30 instead of 41 GFLOP/s). One address and multiples of a distance beat one address for each row.
 */
@inline
function tile4x8(
  out: Pointer,
  outRow: usize,
  a: Pointer,
  aRow: usize,
  aColumn: usize,
  b: Pointer,
  bRow: usize,
  start0: v128,
  start1: v128,
  K: usize,
  relu: bool,
  gated: bool,
  toGate: usize,
): void {
  let s00 = start0;
  let s01 = start1;
  let s10 = start0;
  let s11 = start1;
  let s20 = start0;
  let s21 = start1;
  let s30 = start0;
  let s31 = start1;
  for (const end = b + K * bRow; b < end; b += bRow) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    s00 = multiplyAdd(s00, a0, b0);
    s01 = multiplyAdd(s01, a0, b1);
    const a1 = v128.load32_splat(a + aRow);
    s10 = multiplyAdd(s10, a1, b0);
    s11 = multiplyAdd(s11, a1, b1);
    const a2 = v128.load32_splat(a + 2 * aRow);
    s20 = multiplyAdd(s20, a2, b0);
    s21 = multiplyAdd(s21, a2, b1);
    const a3 = v128.load32_splat(a + 3 * aRow);
    s30 = multiplyAdd(s30, a3, b0);
    s31 = multiplyAdd(s31, a3, b1);
    a += aColumn;
  }
  const out0 = out;
  const out1 = out + outRow;
  const out2 = out + 2 * outRow;
  const out3 = out + 3 * outRow;
  if (relu) {
    s00 = rectified(s00);
    s01 = rectified(s01);
    s10 = rectified(s10);
    s11 = rectified(s11);
    s20 = rectified(s20);
    s21 = rectified(s21);
    s30 = rectified(s30);
    s31 = rectified(s31);
  } else if (gated) {
    s00 = passed(s00, v128.load(out0 + toGate));
    s01 = passed(s01, v128.load(out0 + toGate, 16));
    s10 = passed(s10, v128.load(out1 + toGate));
    s11 = passed(s11, v128.load(out1 + toGate, 16));
    s20 = passed(s20, v128.load(out2 + toGate));
    s21 = passed(s21, v128.load(out2 + toGate, 16));
    s30 = passed(s30, v128.load(out3 + toGate));
    s31 = passed(s31, v128.load(out3 + toGate, 16));
  }
  v128.store(out0, s00);
  v128.store(out0, s01, 16);
  v128.store(out1, s10);
  v128.store(out1, s11, 16);
  v128.store(out2, s20);
  v128.store(out2, s21, 16);
  v128.store(out3, s30);
  v128.store(out3, s31, 16);
}

/** The tile of narrow products: 4 rows × 1 to 4 columns, the other lanes idle. Eight rows were slower in Node 20. */
@inline
function tile4x4(
  out: Pointer,
  outRow: usize,
  a: Pointer,
  aRow: usize,
  aColumn: usize,
  b: Pointer,
  bRow: usize,
  start: v128,
  K: usize,
  lanes: usize,
  relu: bool,
  gated: bool,
  toGate: usize,
): void {
  let s0 = start;
  let s1 = start;
  let s2 = start;
  let s3 = start;
  for (const end = b + K * bRow; b < end; b += bRow) {
    const b0 = loadLanes(b, lanes);
    s0 = multiplyAdd(s0, v128.load32_splat(a), b0);
    s1 = multiplyAdd(s1, v128.load32_splat(a + aRow), b0);
    s2 = multiplyAdd(s2, v128.load32_splat(a + 2 * aRow), b0);
    s3 = multiplyAdd(s3, v128.load32_splat(a + 3 * aRow), b0);
    a += aColumn;
  }
  finishLanes(out, s0, lanes, relu, gated, toGate);
  finishLanes(out + outRow, s1, lanes, relu, gated, toGate);
  finishLanes(out + 2 * outRow, s2, lanes, relu, gated, toGate);
  finishLanes(out + 3 * outRow, s3, lanes, relu, gated, toGate);
}

/** The tile of two columns (a last layer, one for each action): 8 rows, two of them side by side in a register. */
@inline
function tile8x2(
  out: Pointer,
  outRow: usize,
  a: Pointer,
  aRow: usize,
  aColumn: usize,
  b: Pointer,
  bRow: usize,
  start: v128,
  K: usize,
  relu: bool,
  gated: bool,
  toGate: usize,
): void {
  let s01 = start;
  let s23 = start;
  let s45 = start;
  let s67 = start;
  for (const end = b + K * bRow; b < end; b += bRow) {
    const b0 = v128.load64_splat(b);
    const low = a + 4 * aRow;
    s01 = multiplyAdd(s01, pair(a, a + aRow), b0);
    s23 = multiplyAdd(s23, pair(a + 2 * aRow, a + 3 * aRow), b0);
    s45 = multiplyAdd(s45, pair(low, low + aRow), b0);
    s67 = multiplyAdd(s67, pair(low + 2 * aRow, low + 3 * aRow), b0);
    a += aColumn;
  }
  finishPair(out, out + outRow, s01, relu, gated, toGate);
  finishPair(out + 2 * outRow, out + 3 * outRow, s23, relu, gated, toGate);
  finishPair(out + 4 * outRow, out + 5 * outRow, s45, relu, gated, toGate);
  finishPair(out + 6 * outRow, out + 7 * outRow, s67, relu, gated, toGate);
}

/** p p q q */
@inline
function pair(p: Pointer, q: Pointer): v128 {
  return v128.shuffle<f64>(v128.load32_splat(p), v128.load32_splat(q), 0, 2);
}

/** Stores two rows of two results, through the ReLU or the gate if there is one. */
@inline
function finishPair(out0: Pointer, out1: Pointer, sums: v128, relu: bool, gated: bool, toGate: usize): void {
  if (relu) sums = rectified(sums);
  else if (gated) sums = passed(sums, v128.load64_lane(out1 + toGate, v128.load64_zero(out0 + toGate), 1));
  v128.store64_lane(out0, sums, 0);
  v128.store64_lane(out1, sums, 1);
}

/** The tile of one row (a single observation): 16 columns, so that four sums need not wait for one another. */
@inline
function tile1x16(
  out: Pointer,
  a: Pointer,
  aColumn: usize,
  b: Pointer,
  bRow: usize,
  start0: v128,
  start1: v128,
  start2: v128,
  start3: v128,
  K: usize,
  relu: bool,
  gated: bool,
  toGate: usize,
): void {
  let s0 = start0;
  let s1 = start1;
  let s2 = start2;
  let s3 = start3;
  for (const end = b + K * bRow; b < end; b += bRow) {
    const a0 = v128.load32_splat(a);
    s0 = multiplyAdd(s0, a0, v128.load(b));
    s1 = multiplyAdd(s1, a0, v128.load(b, 16));
    s2 = multiplyAdd(s2, a0, v128.load(b, 32));
    s3 = multiplyAdd(s3, a0, v128.load(b, 48));
    a += aColumn;
  }
  finishLanes(out, s0, 4, relu, gated, toGate);
  finishLanes(out + 16, s1, 4, relu, gated, toGate);
  finishLanes(out + 32, s2, 4, relu, gated, toGate);
  finishLanes(out + 48, s3, 4, relu, gated, toGate);
}

/** From as many inputs on, it is worth a look whether they are mostly zeros. */
@inline
const SPARSE_INPUTS: usize = 128;

/**
 * Whether `sparseProduct`, with K terms in a sum and O columns, is the faster way for a batch of inputs: at most a quarter of
 * its first row is not 0. Any answer gives the same bits, so the first row may speak for all.
 */
function isSparse(x: Pointer, I: usize, K: usize, O: usize): bool {
  if (I < SPARSE_INPUTS || K > SCRATCH_ENTRIES || O < 16) return false;
  let count: usize = 0;
  for (const end = x + (I << 2); x < end; x += 4) count += usize(f32.load(x) != 0);
  return count << 2 <= I;
}

/** out (R,C) = start (C) + a (R,K) · b (K,C) as in `product`, with rows of out and b side by side, for C from 16 on. */
function sparseProduct(
  out: Pointer,
  a: Pointer,
  aRow: usize,
  aColumn: usize,
  b: Pointer,
  start: Pointer,
  R: usize,
  K: usize,
  C: usize,
  relu: bool,
): void {
  const row = C << 2;
  for (const end = out + R * row; out < end; out += row) {
    const listEnd = listNonZeros(a, aColumn << 2, b, row, K);
    for (let c: usize = 0; c < C; c += 16) {
      const column = min(c, C - 16) << 2;
      let s0 = startLanes(start, column, 4);
      let s1 = startLanes(start, column + 16, 4);
      let s2 = startLanes(start, column + 32, 4);
      let s3 = startLanes(start, column + 48, 4);
      for (let entry = SCRATCH; entry < listEnd; entry += 8) {
        const ak = v128.load32_splat(entry, 4);
        const bk = <Pointer>i32.load(entry) + column;
        s0 = multiplyAdd(s0, ak, v128.load(bk));
        s1 = multiplyAdd(s1, ak, v128.load(bk, 16));
        s2 = multiplyAdd(s2, ak, v128.load(bk, 32));
        s3 = multiplyAdd(s3, ak, v128.load(bk, 48));
      }
      const to = out + column;
      finishLanes(to, s0, 4, relu, false, 0);
      finishLanes(to + 16, s1, 4, relu, false, 0);
      finishLanes(to + 32, s2, 4, relu, false, 0);
      finishLanes(to + 48, s3, 4, relu, false, 0);
    }
    a += aRow << 2;
  }
}

/** Entries of a list of `listNonZeros` that the scratch space holds. */
@inline
const SCRATCH_ENTRIES: usize = SCRATCH_ROWS * 4;

/**
 * Lists in the scratch space, for each entry of a that is not 0, the address of its row of b and the entry itself; gives the
 * end of the list. Every entry is written and the next written over it if it is 0: a branch would often be mispredicted.
 */
@inline
function listNonZeros(a: Pointer, aColumn: usize, b: Pointer, bRow: usize, K: usize): Pointer {
  let to = SCRATCH;
  for (const end = b + K * bRow; b < end; b += bRow) {
    const entry = f32.load(a);
    i32.store(to, <i32>b);
    f32.store(to, entry, 4);
    to += usize(entry != 0) << 3;
    a += aColumn;
  }
  return to;
}

/** Stores the first `lanes` results, through the ReLU or the gate if there is one. */
@inline
function finishLanes(out: Pointer, sum: v128, lanes: usize, relu: bool, gated: bool, toGate: usize): void {
  if (relu) sum = rectified(sum);
  else if (gated) sum = passed(sum, loadLanes(out + toGate, lanes));
  storeLanes(out, sum, lanes);
}

/** sum + a · b with both roundings. */
@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Math.max(0, z): clears lanes where z <= 0, which −0 is and NaN is not. V8 makes f32x4.max eight instructions. */
@inline
function rectified(z: v128): v128 {
  return v128.andnot(z, f32x4.le(z, f32x4.splat(0)));
}

/** z where gate > 0, else +0. */
@inline
function passed(z: v128, gate: v128): v128 {
  return v128.and(z, f32x4.gt(gate, f32x4.splat(0)));
}

/** What the sums of some columns begin with. */
@inline
function startLanes(start: Pointer, column: usize, lanes: usize): v128 {
  return start == NOWHERE ? f32x4.splat(0) : loadLanes(start + column, lanes);
}

/** The first 1 to 4 entries at an address, zeros in the other lanes. */
@inline
function loadLanes(from: Pointer, lanes: usize): v128 {
  if (lanes == 4) return v128.load(from);
  if (lanes == 1) return v128.load32_zero(from);
  const two = v128.load64_zero(from);
  return lanes == 2 ? two : v128.load32_lane(from, two, 2, 8);
}

/** Writes the first 1 to 4 lanes to an address. */
@inline
function storeLanes(to: Pointer, value: v128, lanes: usize): void {
  if (lanes == 4) {
    v128.store(to, value);
  } else if (lanes == 1) {
    v128.store32_lane(to, value, 0);
  } else {
    v128.store64_lane(to, value, 0);
    if (lanes == 3) v128.store32_lane(to, value, 2, 8);
  }
}

@inline
function min(a: usize, b: usize): usize {
  return a < b ? a : b;
}
