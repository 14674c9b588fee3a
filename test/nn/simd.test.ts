import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { simdModule } from '../../scripts/simd-module.ts';
import type { Kernels } from '../../src/nn/device.ts';
import * as readableKernels from '../../src/nn/kernels.ts';
import { SCRATCH_BYTES, simdKernels, simdSupported } from '../../src/nn/simd/simd-kernels.ts';

const PAGE_BYTES = 65_536;
const memory = new WebAssembly.Memory({ initial: 48 });
let simd: Kernels;
beforeAll(() => {
  simd = simdKernels(memory, 0);
});
const zerosAfterScratch = new Int32Array(memory.buffer, SCRATCH_BYTES, 16);
/** The readable kernels work on arrays at the same places of a second block. */
const twin = new ArrayBuffer(memory.buffer.byteLength);

const smallInts = (seed: number) => {
  let state = seed | 1;
  return (n: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
};
type SmallInts = ReturnType<typeof smallInts>;

const signed = (next: SmallInts, magnitude: number) => (next(2) === 0 ? magnitude : -magnitude);
const ordinary = (next: SmallInts) => signed(next, next(1 << 24) / (1 << 24));
const specials = [Infinity, -Infinity, NaN, 3.4e38, -3.4e38, 1e-45, -1e-45];
const anyFloat = new Float32Array(1);
const anyBits = new Uint32Array(anyFloat.buffer);

/** Kinds of contents, each one entry at a time. */
const contents: Record<string, (next: SmallInts) => number> = {
  ordinary,
  'mostly ±0': (next) => (next(4) === 0 ? ordinary(next) : signed(next, 0)),
  'products are subnormal': (next) => ordinary(next) * 2 ** -70,
  subnormal: (next) => signed(next, next(1 << 23) * 2 ** -149),
  'a few infinities and NaN': (next) => (next(300) === 0 ? specials[next(7)] : ordinary(next)),
  'any 32 bits': (next) => {
    anyBits[0] = next(0x1_0000) * 0x1_0000 + next(0x1_0000);
    return anyFloat[0];
  },
};

interface Filling {
  seed: number;
  kind: string;
}
const fillings = fc.record({
  seed: fc.integer({ min: 1, max: 0x7fff_ffff }),
  kind: fc.constantFrom(...Object.keys(contents)),
});
const sizes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 }));
const shapes = fc.tuple(
  fc.record({ B: fc.oneof(fc.integer({ min: 1, max: 9 }), sizes), I: sizes, O: sizes }),
  fillings,
);
const lengths = fc.integer({ min: 1, max: 3000 });

/**
 * Runs a kernel in both forms on arrays of these lengths, and says where the memory differs afterwards.
 *
 * The arrays lie at any multiple of 4 bytes, the last against the end of the memory so that reading past it traps, and all
 * around them are other floats that must stay.
 */
function difference(
  { seed, kind }: Filling,
  lengths: readonly number[],
  run: (kernels: Kernels, arrays: readonly Float32Array[]) => unknown,
): string | undefined {
  const next = smallInts(seed);
  const offsets: number[] = [];
  let offset = memory.buffer.byteLength;
  for (const length of lengths.toReversed()) {
    offset -= length * 4;
    offsets.unshift(offset);
    offset -= (4 + next(8)) * 4;
  }
  expect(offset).toBeGreaterThanOrEqual(SCRATCH_BYTES + zerosAfterScratch.byteLength);
  const actual = new Float32Array(memory.buffer, offset);
  const expected = new Float32Array(twin, offset);
  for (let k = 0; k < actual.length; k++) actual[k] = contents[kind](next);
  expected.set(actual);
  const arraysIn = (buffer: ArrayBuffer) =>
    offsets.map((start, k) => new Float32Array(buffer, start, lengths[k]));
  const actualResult = run(simd, arraysIn(memory.buffer));
  const expectedResult = run(readableKernels, arraysIn(twin));
  if (zerosAfterScratch.some((word) => word !== 0)) return 'written past the working space';
  for (let k = 0; k < actual.length; k++) {
    if (Object.is(actual[k], expected[k])) continue;
    const array = offsets.findLastIndex((start) => start <= offset + k * 4);
    const entry = k - (offsets[array] - offset) / 4;
    return `array ${array}, entry ${entry}: ${actual[k]} instead of ${expected[k]}`;
  }
  return Object.is(actualResult, expectedResult) ? undefined : `${actualResult} instead of ${expectedResult}`;
}

interface Shape {
  B: number;
  I: number;
  O: number;
}
const forward = ({ B, I, O }: Shape, filling: Filling) =>
  difference(filling, [B * O, B * I, I * O, O], (kernels, [out, x, weight, bias]) =>
    kernels.denseForward(out, x, weight, bias, B, I, O),
  );
const reluForward = ({ B, I, O }: Shape, filling: Filling) =>
  difference(filling, [B * O, B * I, I * O, O], (kernels, [out, x, weight, bias]) =>
    kernels.denseReluForward(out, x, weight, bias, B, I, O),
  );
const backwardParams = ({ B, I, O }: Shape, filling: Filling) =>
  difference(filling, [I * O, O, B * O, B * I], (kernels, [dWeight, dBias, dOut, x]) =>
    kernels.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O),
  );
const backwardInput = ({ B, I, O }: Shape, filling: Filling) =>
  difference(filling, [B * I, B * O, I * O], (kernels, [dx, dOut, weight]) =>
    kernels.denseBackwardInput(dx, dOut, weight, B, I, O),
  );
const reluBackwardInput = ({ B, I, O }: Shape, filling: Filling) =>
  difference(filling, [B * I, B * O, I * O, B * I], (kernels, [dx, dOut, weight, x]) =>
    kernels.denseReluBackwardInput(dx, dOut, weight, x, B, I, O),
  );
const denseKernels = { forward, reluForward, backwardParams, backwardInput, reluBackwardInput };

describe('a SIMD kernel leaves the same bits in the whole memory as the readable one', () => {
  for (const [name, compare] of Object.entries(denseKernels)) {
    it(`dense ${name}, for every shape and content`, () => {
      fc.assert(
        fc.property(shapes, ([shape, filling]) => {
          expect(compare(shape, filling)).toBeUndefined();
        }),
      );
    });

    it(`dense ${name}, for the layers of the usual networks`, () => {
      for (const [B, I, O] of [
        [32, 4, 24],
        [32, 24, 24],
        [32, 24, 2],
        [1, 4, 120],
        [128, 120, 84],
        [1, 120, 84],
        [128, 84, 2],
        [1, 84, 2],
        [64, 256, 256],
        [1, 256, 256],
        [64, 256, 2],
        [32, 400, 128],
        [1, 400, 128],
      ]) {
        for (const kind of Object.keys(contents)) {
          expect(compare({ B, I, O }, { seed: 1, kind })).toBeUndefined();
        }
      }
    });

    it(`dense ${name}, where a panel is larger than the working space`, () => {
      for (const [B, I, O] of [
        [17, 1023, 130],
        [17, 1024, 130],
        [17, 1025, 130],
        [5, 17, 1024],
        [5, 17, 1025],
        [1025, 20, 130],
      ]) {
        expect(compare({ B, I, O }, { seed: 2, kind: 'a few infinities and NaN' })).toBeUndefined();
      }
    });
  }

  /** The first row says that inputs are mostly zeros, and the others are not. */
  it.each([
    [5, 127, 16],
    [5, 128, 15],
    [5, 128, 16],
    [3, 4096, 17],
    [3, 4097, 17],
    [4096, 128, 16],
    [4097, 128, 16],
  ])('dense layers that skip zeros: B %d, I %d, O %d', (B, I, O) => {
    const filling = { seed: 3, kind: 'ordinary' };
    const differs = difference(
      filling,
      [B * O, B * I, I * O, O, I * O, O, B * O],
      (kernels, [out, x, weight, bias, dWeight, dBias, dOut]) => {
        x.fill(0, 0, I);
        bias.fill(-0, 0, O >> 1);
        kernels.denseReluForward(out, x, weight, bias, B, I, O);
        kernels.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O);
      },
    );
    expect(differs).toBeUndefined();
  });

  const factors = fc.oneof(fc.double(), fc.double({ min: 0, max: 1, noNaN: true }));

  it('adamStep, for every length and setting', () => {
    const settings = fc.tuple(factors, factors, factors, factors, factors, factors);
    fc.assert(
      fc.property(
        lengths,
        settings,
        fillings,
        (n, [learningRate, beta1, beta2, epsilon, c1, c2], filling) => {
          const differs = difference(filling, [n, n, n, n], (kernels, [params, grads, m, v]) => {
            for (let k = 0; k < n; k++) v[k] = Math.abs(v[k]);
            kernels.adamStep(params, grads, m, v, learningRate, beta1, beta2, epsilon, c1, c2, n);
          });
          expect(differs).toBeUndefined();
        },
      ),
    );
  });

  it('polyakUpdate, for every length and tau', () => {
    fc.assert(
      fc.property(lengths, factors, fillings, (n, tau, filling) => {
        const differs = difference(filling, [n, n], (kernels, [target, source]) =>
          kernels.polyakUpdate(target, source, tau, n),
        );
        expect(differs).toBeUndefined();
      }),
    );
  });

  it('scale, for every length and factor', () => {
    fc.assert(
      fc.property(lengths, factors, fillings, (n, factor, filling) => {
        expect(difference(filling, [n], (kernels, [x]) => kernels.scale(x, factor, n))).toBeUndefined();
      }),
    );
  });

  it('sumOfSquares, for every length', () => {
    fc.assert(
      fc.property(lengths, fillings, (n, filling) => {
        expect(difference(filling, [n], (kernels, [x]) => kernels.sumOfSquares(x, n))).toBeUndefined();
      }),
    );
  });

  it('perturb, for every shape, also of a part of the outputs', () => {
    const shapes = fc.record({ I: sizes, O: sizes, others: fc.nat({ max: 9 }) });
    fc.assert(
      fc.property(shapes, fillings, ({ I, O, others }, filling) => {
        const row = O + others;
        const count = I * row + O;
        const differs = difference(
          filling,
          [count, count, count, I, O],
          (kernels, [w, epsilon, sigma, ...noise]) => {
            kernels.perturb(w, epsilon, sigma, noise[0], noise[1], I, O, row);
          },
        );
        expect(differs).toBeUndefined();
      }),
    );
  });

  /** A number of doubles in the place of floats, two for each and one more, because a double lies at a multiple of 8 bytes. */
  const doubles = (place: Float32Array, count: number) =>
    new Float64Array(place.buffer, Math.ceil(place.byteOffset / 8) * 8, count);

  /** How far apart the entries of a row are: beyond 745, powers are 0, and beyond 708 subnormal. */
  const spreads = fc.constantFrom(1, 30, 750, 1e6);

  /** Runs softmax on rows that `fill` changes first. */
  const softmax = (R: number, N: number, filling: Filling, fill: (x: Float32Array) => void) =>
    difference(
      filling,
      [...[R * N, R, R].map((count) => 2 * count + 1), R * N],
      (kernels, [p, largest, sums, x]) => {
        fill(x);
        const results = [doubles(p, R * N), doubles(largest, R), doubles(sums, R)] as const;
        kernels.softmax(...results, x, R, N);
        // A NaN has many forms, of which any may result.
        for (const result of results) result.set(result.map((value) => (Number.isNaN(value) ? NaN : value)));
      },
    );

  it('softmax, for every number and length of rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), sizes, spreads, fillings, (R, N, spread, filling) => {
        const spreadOut = (x: Float32Array) => {
          for (let k = 0; k < x.length; k++) x[k] *= spread;
        };
        expect(softmax(R, N, filling, spreadOut)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('softmax, where powers lie halfway between two powers of 2: both round that half upwards', () => {
    const rows = 1000;
    let halves = 0;
    const fill = (x: Float32Array) => {
      for (let k = 0; k < rows; k++) {
        const power = -(k + 0.5) * Math.LN2;
        x[2 * k] = power;
        x[2 * k + 1] = x[2 * k] - power;
        if ((x[2 * k] - x[2 * k + 1]) * (1 / Math.LN2) === -(k + 0.5)) halves++;
      }
    };
    expect(softmax(rows, 2, { seed: 1, kind: 'ordinary' }, fill)).toBeUndefined();
    expect(halves).toBeGreaterThan(10);
  });
});

it('the working space is written up to its last byte and nothing around it', () => {
  const small = new WebAssembly.Memory({ initial: 2 });
  const scratchOffset = 2 * PAGE_BYTES - SCRATCH_BYTES - 64;
  const [B, I, O] = [3, 9, 1024];
  const kernels = simdKernels(small, scratchOffset);
  const bytes = new Uint8Array(small.buffer).fill(0x5a);
  const dx = new Float32Array(small.buffer, 0, B * I);
  const dOut = new Float32Array(small.buffer, 4096, B * O).fill(1);
  const weight = new Float32Array(small.buffer, 20_000, I * O).fill(1);
  const before = bytes.slice();
  kernels.denseBackwardInput(dx, dOut, weight, B, I, O);
  const changed = (from: number, to: number) =>
    bytes.subarray(from, to).some((byte, k) => byte !== before[from + k]);
  expect(changed(dx.byteLength, scratchOffset)).toBe(false);
  expect(changed(scratchOffset, scratchOffset + 32)).toBe(true);
  expect(changed(scratchOffset + SCRATCH_BYTES - 32, scratchOffset + SCRATCH_BYTES)).toBe(true);
  expect(changed(scratchOffset + SCRATCH_BYTES, bytes.length)).toBe(false);
});

it('working space outside the memory is refused', () => {
  const page = new WebAssembly.Memory({ initial: 1 });
  const last = PAGE_BYTES - SCRATCH_BYTES;
  expect(() => simdKernels(page, last)).not.toThrow();
  for (const offset of [-4, last + 1, 0.5, NaN]) {
    expect(() => simdKernels(page, offset)).toThrow(
      `scratchOffset is ${offset}, expected an integer from 0 to ${last} (65536 bytes of memory less 32768); ` +
        'choose it inside or make the memory larger',
    );
  }
});

it('this runtime supports the module', () => {
  expect(simdSupported()).toBe(true);
});

it('module.ts is what kernels.as.ts compiles to', async () => {
  const checkedIn = await readFile(new URL('../../src/nn/simd/module.ts', import.meta.url), 'utf8');
  expect(checkedIn).toBe(await simdModule());
});
