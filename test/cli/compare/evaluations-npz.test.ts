import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isZip, parseEvaluations } from '../../../src/cli/compare/evaluations-npz.ts';
import { ForeignCurveError } from '../../../src/cli/compare/foreign-curve.ts';

/**
 * What NumPy 1.24.2 wrote of timesteps = [100, 200], results = [[9, 10], [20, 23]] and ep_lengths: with np.savez, as Stable-Baselines3 does,
 * and with np.savez_compressed, results in float32.
 */
const FILES = {
  plain: [
    'UEsDBBQAAAAAAAAAIQBi92JBkAAAAJAAAAANABQAdGltZXN0ZXBzLm5weQEAEACQAAAAAAAAAJAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOi',
    'AnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg',
    'ICAgICAgICAgICAgICAgICAgICAgICAgIApkAAAAAAAAAMgAAAAAAAAAUEsDBBQAAAAAAAAAIQCjqCcPoAAAAKAAAAALABQAcmVzdWx0cy5ucH',
    'kBABAAoAAAAAAAAACgAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgy',
    'LCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAIkAAAAAAAAAkQA',
    'AAAAAAADRAAAAAAAAAN0BQSwMEFAAAAAAAAAAhAGm8uIOgAAAAoAAAAA4AFABlcF9sZW5ndGhzLm5weQEAEACgAAAAAAAAAKAAAAAAAAAAk05V',
    'TVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgIC',
    'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoJAAAAAAAAAAoAAAAAAAAAFAAAAAAAAAAXAAAAAAAAAFBLAQIUAxQA',
    'AAAAAAAAIQBi92JBkAAAAJAAAAANAAAAAAAAAAAAAACAAQAAAAB0aW1lc3RlcHMubnB5UEsBAhQDFAAAAAAAAAAhAKOoJw+gAAAAoAAAAAsAAA',
    'AAAAAAAAAAAIABzwAAAHJlc3VsdHMubnB5UEsBAhQDFAAAAAAAAAAhAGm8uIOgAAAAoAAAAA4AAAAAAAAAAAAAAIABrAEAAGVwX2xlbmd0aHMu',
    'bnB5UEsFBgAAAAADAAMAsAAAAIwCAAAAAA==',
  ],
  compressed: [
    'UEsDBBQAAAAIAAAAIQBi92JBSgAAAJAAAAANABQAdGltZXN0ZXBzLm5weQEAEACQAAAAAAAAAEoAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbq',
    'WgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQArhQGCDgBpQFQSwMEFAAAAAgAAAAhADjxacNTAAAAkAAAAAsA',
    'FAByZXN1bHRzLm5weQEAEACQAAAAAAAAAFMAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4Fih',
    'dnJBakAvkaRjoKRpo6CrUKZAMuBgYBRwYGBSBeAMQ7HAFQSwMEFAAAAAgAAAAhAGm8uINSAAAAoAAAAA4AFABlcF9sZW5ndGhzLm5weQEAEACg',
    'AAAAAAAAAFIAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKRpo6CrUKZA',
    'MuTgYI4ILSIlBaHEoDAFBLAQIUAxQAAAAIAAAAIQBi92JBSgAAAJAAAAANAAAAAAAAAAAAAACAAQAAAAB0aW1lc3RlcHMubnB5UEsBAhQDFAAA',
    'AAgAAAAhADjxacNTAAAAkAAAAAsAAAAAAAAAAAAAAIABiQAAAHJlc3VsdHMubnB5UEsBAhQDFAAAAAgAAAAhAGm8uINSAAAAoAAAAA4AAAAAAA',
    'AAAAAAAIABGQEAAGVwX2xlbmd0aHMubnB5UEsFBgAAAAADAAMAsAAAAKsBAAAAAA==',
  ],
};
const bytesOf = (name: keyof typeof FILES) => new Uint8Array(Buffer.from(FILES[name].join(''), 'base64'));

/** The plain file with other bytes for some of its arrays. */
const withArrays = (changes: Record<string, Uint8Array>) =>
  zipSync({ ...unzipSync(bytesOf('plain')), ...changes });

const NPY = unzipSync(bytesOf('plain'))['results.npy'];
const withHeader = (from: string, to: string) =>
  new Uint8Array(
    Buffer.from(Buffer.from(NPY).toString('latin1').replace(from, to.padEnd(from.length)), 'latin1'),
  );
const withLast = (value: number) => {
  const bytes = NPY.slice();
  new DataView(bytes.buffer).setFloat64(bytes.length - 8, value, true);
  return bytes;
};

describe('evaluations.npz', () => {
  it.each(['plain', 'compressed'] as const)('gives the mean return of each evaluation, %s', (name) => {
    expect(isZip(bytesOf(name))).toBe(true);
    expect(parseEvaluations(bytesOf(name))).toEqual([
      { step: 100, return: 9.5 },
      { step: 200, return: 21.5 },
    ]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a cut file', bytesOf('plain').subarray(0, 500), /^this ZIP is damaged$/],
    [
      'another ZIP',
      zipSync({ 'a.txt': strToU8('a') }),
      /^expected timesteps\.npy and results\.npy, .* no timesteps\.npy$/,
    ],
    ['no array', withArrays({ 'results.npy': strToU8('[[9, 10], [20, 23]]') }), /^results\.npy is damaged$/],
    ['a cut array', withArrays({ 'results.npy': NPY.subarray(0, -1) }), /^results\.npy is damaged$/],
    [
      'a header of nothing',
      withArrays({ 'results.npy': withHeader("'shape'", "'size'") }),
      /^results\.npy is damaged$/,
    ],
    [
      'evaluations of different length',
      withArrays({ 'results.npy': withHeader("'<f8'", "'|O'") }),
      /^results\.npy has type "\|O", expected one of <f8, <f4, <i8, <i4$/,
    ],
    [
      'the order of Fortran',
      withArrays({ 'results.npy': withHeader('False', 'True') }),
      /^results\.npy has type "<f8" in Fortran order, expected/,
    ],
    [
      'more steps than evaluations',
      withArrays({ 'results.npy': withHeader('(2, 2)', '(4, 1)') }),
      /^got shapes \(2\) of timesteps and \(4, 1\) of results, expected \(N\) and \(N, episodes\)$/,
    ],
    [
      'a NaN',
      withArrays({ 'results.npy': withLast(Number.NaN) }),
      /^results\.npy has a number that is not finite$/,
    ],
  ])('refuses %s in one line', (_, bytes, message) => {
    expect(() => parseEvaluations(bytes)).toThrow(ForeignCurveError);
    expect(() => parseEvaluations(bytes)).toThrow(message);
  });
});
