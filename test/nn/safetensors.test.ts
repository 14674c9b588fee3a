import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  printable,
  type Safetensors,
  SafetensorsError,
} from '../../src/nn/safetensors.ts';

/** A file with any header and any data, however wrong. */
function fileOf(header: string | Uint8Array, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return Uint8Array.from([...length, ...json, ...data]);
}

const headerOf = (info: object) =>
  JSON.stringify({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...info } });

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '0', '10', '2', 'network.0.weight'),
);
const tensors = fc.array(fc.nat({ max: 4 }), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc.record({
    shape: fc.constant(shape),
    data: fc.float32Array({ minLength: length, maxLength: length, noNaN: true }),
  });
});
const files: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc.array(fc.tuple(names, tensors), { maxLength: 5 }).map((entries) => new Map(entries)),
  metadata: fc.array(fc.tuple(names, fc.string()), { maxLength: 3 }).map((entries) => new Map(entries)),
});

/** Entries by name, because writing sorts them. */
const content = ({ tensors, metadata }: Safetensors) => ({
  tensors: [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)),
  metadata: [...metadata].sort(([a], [b]) => (a < b ? -1 : 1)),
});

describe('round trip', () => {
  it('what is written is read back, whatever the names', () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(content(decodeSafetensors(encodeSafetensors(file)))).toEqual(content(file));
      }),
    );
  });

  it('the order in which tensors were put in does not change a byte', () => {
    fc.assert(
      fc.property(files, (file) => {
        const reversed = {
          tensors: new Map([...file.tensors].reverse()),
          metadata: new Map([...file.metadata].reverse()),
        };
        expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(file));
      }),
    );
  });

  it('data starts at a multiple of 8 bytes', () => {
    fc.assert(
      fc.property(files, (file) => {
        const bytes = encodeSafetensors(file);
        expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
      }),
    );
  });

  it('a file may lie anywhere in a larger buffer', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['a', { shape: [1], data: Float32Array.of(3) }]]),
      metadata: new Map(),
    });
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeSafetensors(larger.subarray(3)).tensors.get('a')?.data[0]).toBe(3);
  });

  it('NaN and infinities are read as they are', () => {
    const data = Float32Array.of(NaN, Infinity, -Infinity, -0);
    const file = { tensors: new Map([['a', { shape: [4], data }]]), metadata: new Map() };
    expect(decodeSafetensors(encodeSafetensors(file)).tensors.get('a')?.data).toEqual(data);
  });

  it('the bytes are those of the format, spelled out', () => {
    const file = {
      tensors: new Map([['a', { shape: [1, 2], data: Float32Array.of(1, -2) }]]),
      metadata: new Map([['format', 'pt']]),
    };
    const header = '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const data = Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    expect(encodeSafetensors(file)).toEqual(fileOf(padded, data));
  });

  it('names are in ascending order, and without metadata there is no word of it', () => {
    const one = (value: number) => ({ shape: [1], data: Float32Array.of(value) });
    const bytes = encodeSafetensors({
      tensors: new Map([
        ['b', one(2)],
        ['a', one(1)],
      ]),
      metadata: new Map(),
    });
    const header = new TextDecoder().decode(bytes.subarray(8, -8)).trimEnd();
    expect(header).toBe(
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
    );
  });
});

describe('other kinds of floating point', () => {
  /** The values of a tensor, written by hand, and what the file says that they were. */
  function read(dtype: string, data: Uint8Array, count: number) {
    const header = headerOf({ dtype, shape: [count], data_offsets: [0, data.length] });
    const { data: values, convertedFrom } = decodeSafetensors(fileOf(header, data)).tensors.get('a')!;
    return { values: Array.from(values), convertedFrom };
  }
  const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);

  it('float32 is taken as it is', () => {
    const data = new Uint8Array(Float32Array.of(0.1).buffer);
    expect(read('F32', data, 1)).toEqual({ values: [Math.fround(0.1)], convertedFrom: undefined });
  });

  it('float64 is rounded, and what is too large becomes infinite', () => {
    const data = new Uint8Array(Float64Array.of(0.1, -1e300, 2 ** -150).buffer);
    expect(read('F64', data, 3)).toEqual({
      values: [Math.fround(0.1), -Infinity, 0],
      convertedFrom: 'float64',
    });
  });

  it('bfloat16 is the upper half of float32', () => {
    const data = words(0x3f80, 0xbe4d, 0x7f7f, 0x0001, 0xff80);
    const values = [1, -0.2001953125, 3.3895313892515355e38, 9.183549615799121e-41, -Infinity];
    expect(read('BF16', data, 5)).toEqual({ values, convertedFrom: 'bfloat16' });
  });

  it('float16 is exact: the largest, the smallest normal and subnormal, signed zero, infinity, NaN', () => {
    const data = words(0x3555, 0x7bff, 0x0400, 0x0001, 0x8001, 0x83ff, 0x8000, 0xfc00, 0x7e00);
    const tiny = 2 ** -24;
    const values = [0.333251953125, 65504, 1024 * tiny, tiny, -tiny, -1023 * tiny, -0, -Infinity, NaN];
    expect(read('F16', data, 9)).toEqual({ values, convertedFrom: 'float16' });
  });
});

describe('writing refuses', () => {
  const write = (name: string, shape: number[]) => () =>
    encodeSafetensors({
      tensors: new Map([[name, { shape, data: new Float32Array(2) }]]),
      metadata: new Map(),
    });

  it('a shape that does not fit its data', () => {
    expect(write('a', [3])).toThrow('tensor "a" has shape [3] but 2 values');
  });

  it('a tensor with the reserved name', () => {
    expect(write('__metadata__', [2])).toThrow('no tensor may be called __metadata__');
  });

  it('a header that it would not read, and no smaller one', () => {
    const besides = headerOf({}).length - 'a'.length;
    const largest = 'a'.repeat(1_000_000 - besides);
    expect([...decodeSafetensors(write(largest, [2])()).tensors.keys()]).toEqual([largest]);
    expect(write(`${largest}a`, [2])).toThrow('the header needs 1000008 bytes; expected at most 1000000');
  });
});

describe('reading refuses', () => {
  const data = new Uint8Array(8);
  const bad: [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(0), 'has 0 bytes'],
    ['seven bytes', new Uint8Array(7), 'has 7 bytes'],
    ['a header length beyond the file', fileOf('{}').subarray(0, 9), 'claims 2 bytes where at most 1'],
    ['the largest header length', new Uint8Array(16).fill(255), 'claims 18446744073709551615 bytes'],
    ['a header over 1 MB', fileOf(`{${' '.repeat(1_000_000)}}`), 'at most 1000000'],
    ['an empty header', fileOf(''), 'not a JSON object'],
    ['a header that is no JSON', fileOf('{"a":'), 'not valid UTF-8 JSON'],
    [
      'a header that is no UTF-8',
      fileOf(Uint8Array.from('{"a\xff":3}', (c) => c.charCodeAt(0))),
      'not valid UTF-8 JSON',
    ],
    ['an array as header', fileOf('[]'), 'not a JSON object'],
    ['white space before the header', fileOf(' {}'), 'not a JSON object'],
    ['a byte order mark', fileOf('\uFEFF{}'), 'not a JSON object'],
    ['metadata that is no object', fileOf('{"__metadata__":[]}'), '__metadata__ is not a JSON object'],
    ['metadata with a number', fileOf('{"__metadata__":{"k":1}}'), 'not a string: "k"'],
    ['a tensor that is no object', fileOf('{"a":3}'), 'tensor "a" is not described'],
    ['a tensor that is null', fileOf('{"a":null}'), 'tensor "a" is not described'],
    [
      'integers',
      fileOf(headerOf({ dtype: 'I32' }), data),
      'dtype of tensor "a" is "I32"; convert it to "F32"',
    ],
    ['half precision of too many bytes', fileOf(headerOf({ dtype: 'F16' }), data), 'the wrong number'],
    ['double precision of too few bytes', fileOf(headerOf({ dtype: 'F64' }), data), 'the wrong number'],
    ['no dtype', fileOf('{"a":{"shape":[2],"data_offsets":[0,8]}}', data), 'dtype of tensor "a" is missing'],
    ['no shape', fileOf(headerOf({ shape: undefined }), data), 'not a list of integers'],
    ['a shape that is not a list', fileOf(headerOf({ shape: 2 }), data), 'not a list of integers'],
    ['a negative size', fileOf(headerOf({ shape: [-2] }), data), 'not a list of integers'],
    ['a fractional size', fileOf(headerOf({ shape: [0.5, 4] }), data), 'not a list of integers'],
    ['a size that is a string', fileOf(headerOf({ shape: ['2'] }), data), 'not a list of integers'],
    ['a size beyond exact integers', fileOf(headerOf({ shape: [2 ** 53] }), data), 'not a list of integers'],
    [
      'sizes whose product overflows',
      fileOf(headerOf({ shape: Array(99).fill(2 ** 52) }), data),
      'the wrong number',
    ],
    [
      'overflow times zero',
      fileOf(headerOf({ shape: [...Array(99).fill(2 ** 52), 0] }), data),
      'the wrong number',
    ],
    ['three offsets', fileOf(headerOf({ data_offsets: [0, 4, 8] }), data), 'not a pair of integers'],
    ['a negative offset', fileOf(headerOf({ data_offsets: [-8, 0] }), data), 'not a pair of integers'],
    ['a shape that does not fit the offsets', fileOf(headerOf({ shape: [3] }), data), 'the wrong number'],
    ['offsets in reverse', fileOf(headerOf({ data_offsets: [8, 0] }), data), 'the wrong number'],
    ['data cut short', fileOf(headerOf({}), data.subarray(1)), 'cover 8 bytes but the file holds 7'],
    ['data left over', fileOf(headerOf({}), new Uint8Array(9)), 'cover 8 bytes but the file holds 9'],
    ['a gap', fileOf(headerOf({ data_offsets: [4, 12] }), new Uint8Array(12)), 'begins at byte 4 where 0'],
    [
      'tensors that overlap',
      fileOf(
        JSON.stringify({
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
        }),
        new Uint8Array(12),
      ),
      'tensor "b" begins at byte 4 where 8',
    ],
    [
      'nesting as dtype',
      fileOf(`{"a":{"dtype":${'['.repeat(400_000)}${']'.repeat(400_000)}}}`),
      'is missing',
    ],
    [
      'a tensor twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      ),
      'has the name "a" twice',
    ],
    ['a tensor twice, written in two ways', fileOf('{"a":{}, "\\u0061" : {}}'), 'has the name "a" twice'],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F16","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', data),
      'has the name "dtype" twice',
    ],
    ['metadata twice', fileOf('{"__metadata__":{},"__metadata__":{}}'), 'has the name "__metadata__" twice'],
    [
      'a key of the metadata twice',
      fileOf('{"__metadata__":{"\\"":"a","\\"":"b"}}'),
      'has the name "\\"" twice',
    ],
    [
      '__proto__ twice',
      fileOf('{"__metadata__":{"__proto__":"a","__proto__":"b"}}'),
      'has the name "__proto__" twice',
    ],
    ['nesting without end', fileOf(`{"a":${'['.repeat(400_000)}`), 'not valid UTF-8 JSON'],
  ];
  it.each(bad)('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it('equal names in different objects, and texts that look like names, are none given twice', () => {
    const info = (begin: number) => `{ "dtype" : "F32", "shape":[1], "data_offsets":[${begin},${begin + 4}]}`;
    const texts = '{"a":"\\"a\\":1,{\\"a\\":1","b":"a","c":"}","dtype":"\\\\"}';
    const header = `{"a":${info(0)},"__metadata__":${texts},"b":${info(4)}}`;
    const { tensors, metadata } = decodeSafetensors(fileOf(header, data));
    expect([...tensors.keys()]).toEqual(['a', 'b']);
    expect([...metadata.keys()]).toEqual(['a', 'b', 'c', 'dtype']);
  });

  it('the longest text is looked through for names', () => {
    const long = '\\"x'.repeat(333_000);
    expect(decodeSafetensors(fileOf(`{"__metadata__":{"a":"${long}"}}`)).metadata.get('a')).toHaveLength(
      666_000,
    );
  });

  it('with an error that has its name, and what JSON said', () => {
    expect(new SafetensorsError('').name).toBe('SafetensorsError');
    let error: unknown;
    try {
      decodeSafetensors(fileOf('{"a":'));
    } catch (caught) {
      error = caught;
    }
    expect((error as Error).cause).toBeInstanceOf(SyntaxError);
  });

  it('a tensor without values may lie before or behind another that begins where it does', () => {
    const empty = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
    const pair = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
    for (const header of [`{"a":${empty},"b":${pair}}`, `{"a":${pair},"b":${empty}}`]) {
      expect(decodeSafetensors(fileOf(header, data)).tensors.size).toBe(2);
    }
  });

  it('a tensor called __proto__ is a tensor like any other', () => {
    const header = '{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    const { tensors } = decodeSafetensors(fileOf(header, data));
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect('dtype' in {}).toBe(false);
  });

  it('what a file says comes out on one short line', () => {
    const header = JSON.stringify({ [`\n\u001b[2J${'x'.repeat(999)}`]: 3 });
    expect(() => decodeSafetensors(fileOf(header))).toThrow(
      /^tensor "\\n\\u001b\[2Jx{50,80}… is not described by a JSON object$/,
    );
  });

  it('what just fits is not cut', () => {
    expect(printable('x'.repeat(78))).toBe(`"${'x'.repeat(78)}"`);
    expect(printable('x'.repeat(79))).toBe(`"${'x'.repeat(79)}…`);
  });

  it('fields of a tensor are not looked up in a prototype', () => {
    const header = '{"a":{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}}';
    expect(() => decodeSafetensors(fileOf(header, data))).toThrow('dtype of tensor "a" is missing');
  });
});

describe('damaged files are refused with a SafetensorsError or read as a consistent file, never anything else', () => {
  function expectRefusedOrConsistent(bytes: Uint8Array): void {
    let file: Safetensors;
    try {
      file = decodeSafetensors(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
      return;
    }
    let dataBytes = 0;
    for (const { shape, data } of file.tensors.values()) {
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      dataBytes += data.byteLength;
    }
    expect(dataBytes).toBeLessThanOrEqual(bytes.length);
  }

  it('cut off anywhere', () => {
    fc.assert(
      fc.property(files, fc.nat(), (file, cut) => {
        const bytes = encodeSafetensors(file);
        expect(() => decodeSafetensors(bytes.subarray(0, cut % bytes.length))).toThrow(SafetensorsError);
      }),
    );
  });

  it('with a few bytes changed', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(files, edits, (file, changes) => {
        const bytes = encodeSafetensors(file);
        for (const [position, value] of changes) bytes[position % bytes.length] = value;
        expectRefusedOrConsistent(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('with any JSON as header', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array(), (json, data) => expectRefusedOrConsistent(fileOf(json, data))),
      { numRuns: 500 },
    );
  });

  it('with a header of the right form and any numbers in it', () => {
    const numbers = fc.array(fc.oneof(fc.nat({ max: 20 }), fc.integer(), fc.double()), { maxLength: 3 });
    const infos = fc.record({ dtype: fc.constant('F32'), shape: numbers, data_offsets: numbers });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), infos), fc.uint8Array({ maxLength: 64 }), (header, data) =>
        expectRefusedOrConsistent(fileOf(JSON.stringify(header), data)),
      ),
      { numRuns: 500 },
    );
  });

  it('of any bytes at all', () => {
    fc.assert(fc.property(fc.uint8Array(), expectRefusedOrConsistent), { numRuns: 500 });
  });
});
