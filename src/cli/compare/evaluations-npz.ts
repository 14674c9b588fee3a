/**
 * The learning curve in evaluations.npz, which EvalCallback of Stable-Baselines3 writes: a ZIP of two arrays of NumPy among others,
 *
 *   timesteps.npy (N)   results.npy (N, episodes)   the returns of the episodes of each evaluation
 *
 * An array of NumPy is a header, which says type and shape, and then its numbers.
 *
 * Source: numpy.lib.format, "The NPY format", versions 1 to 3.
 */
import { unzipSync } from 'fflate';
import type { CurvePoint } from '../../experiment/learning-curve.ts';
import { ForeignCurveError } from './foreign-curve.ts';

const TIMESTEPS = 'timesteps.npy';
const RESULTS = 'results.npy';

/** A compressed file must not become any size in memory. */
const MAX_ARRAY_BYTES = 500_000_000;

/** What is read, by NumPy's names; all of them little-endian. */
const READERS: Readonly<Record<string, { size: number; read(view: DataView, at: number): number }>> = {
  '<f8': { size: 8, read: (view, at) => view.getFloat64(at, true) },
  '<f4': { size: 4, read: (view, at) => view.getFloat32(at, true) },
  '<i8': { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '<i4': { size: 4, read: (view, at) => view.getInt32(at, true) },
};

/** Whether this is a ZIP, which no table of text begins like. */
export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** @throws ForeignCurveError that says what is wrong. */
export function parseEvaluations(bytes: Uint8Array): CurvePoint[] {
  const files = unzip(bytes);
  const steps = parseArray(TIMESTEPS, files[TIMESTEPS]);
  const results = parseArray(RESULTS, files[RESULTS]);
  const [count, episodes] = results.shape;
  if (steps.shape.length !== 1 || results.shape.length !== 2 || count !== steps.shape[0] || episodes === 0) {
    throw new ForeignCurveError(
      `got shapes (${steps.shape.join(', ')}) of timesteps and (${results.shape.join(', ')}) of results, expected (N) and (N, episodes)`,
    );
  }
  return Array.from(steps.values, (step, k) => {
    const returns = results.values.subarray(k * episodes, (k + 1) * episodes);
    return { step, return: returns.reduce((sum, value) => sum + value, 0) / episodes };
  });
}

function unzip(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name !== TIMESTEPS && name !== RESULTS) return false;
        if (originalSize <= MAX_ARRAY_BYTES) return true;
        throw new ForeignCurveError(`${name} has ${originalSize} bytes; expected at most ${MAX_ARRAY_BYTES}`);
      },
    });
  } catch (error) {
    if (error instanceof ForeignCurveError) throw error;
    throw new ForeignCurveError('this ZIP is damaged', { cause: error });
  }
}

interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

function parseArray(name: string, bytes: Uint8Array | undefined): NumpyArray {
  if (bytes === undefined) {
    throw new ForeignCurveError(
      `expected ${TIMESTEPS} and ${RESULTS}, as in an evaluations.npz; there is no ${name}`,
    );
  }
  const damaged = new ForeignCurveError(`${name} is damaged`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isArray = bytes.length >= 12 && String.fromCharCode(...bytes.subarray(0, 6)) === '\x93NUMPY';
  if (!isArray) throw damaged;
  const isShort = bytes[6] === 1;
  const start = isShort ? 10 : 12;
  const end = start + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const [, type] = /'descr': '([^']*)'/.exec(header) ?? [];
  const [, order] = /'fortran_order': (True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape': \(([\d, ]*)\)/.exec(header) ?? [];
  if (order === undefined || sizes === undefined) throw damaged;
  const reader = READERS[type];
  if (reader === undefined || order === 'True') {
    const got = `type ${JSON.stringify(type ?? 'of several fields')}${order === 'True' ? ' in Fortran order' : ''}`;
    throw new ForeignCurveError(`${name} has ${got}, expected one of ${Object.keys(READERS).join(', ')}`);
  }
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - end !== count * reader.size) throw damaged;
  const values = Float64Array.from({ length: count }, (_, k) => reader.read(view, end + k * reader.size));
  if (!values.every(Number.isFinite)) throw new ForeignCurveError(`${name} has a number that is not finite`);
  return { shape, values };
}
