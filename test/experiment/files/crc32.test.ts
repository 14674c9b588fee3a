import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, crc32Text } from '../../../src/experiment/files/crc32.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it.each([
    ['nothing', ascii(''), 0],
    ['the check value of the catalogue of CRCs', ascii('123456789'), 0xcbf43926],
    ['one letter', ascii('a'), 0xe8b7be43],
    ['a pangram', ascii('The quick brown fox jumps over the lazy dog'), 0x414fa339],
    ['the IEND chunk of every PNG', ascii('IEND'), 0xae426082],
    ['32 zeros', new Uint8Array(32), 0x190a55ad],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0xff6cab0b],
  ])('of %s is known', (_, bytes, expected) => {
    expect(crc32(bytes)).toBe(expected);
  });

  it('is that of zlib, for any length and at any place of a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 20 }), (bytes, start) => {
        const part = bytes.subarray(Math.min(start, bytes.length));
        expect(crc32(part)).toBe(zlibCrc32(part));
      }),
    );
  });

  it('of two parts is that of the whole', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(crc32(b, crc32(a))).toBe(crc32(Uint8Array.of(...a, ...b)));
      }),
    );
  });
});

it('crc32Text always has eight digits', () => {
  expect(crc32Text(ascii('123456789'))).toBe('cbf43926');
  expect(crc32Text(new Uint8Array(32))).toBe('190a55ad');
  expect(crc32Text(ascii(''))).toBe('00000000');
});
