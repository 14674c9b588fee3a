import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../../src/experiment/files/checkpoint.ts';
import { crc32 } from '../../../src/experiment/files/crc32.ts';
import type { State, StateArray, StateValue } from '../../../src/state.ts';

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'kind', 'length', '0', '10', '2', '\ud800', ''),
);
const arrays: fc.Arbitrary<StateArray> = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.float32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const { states } = fc.letrec<{ states: State; values: StateValue }>((tie) => ({
  states: fc
    .array(fc.tuple(names, tie('values')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
  values: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    numbers,
    fc.boolean(),
    names,
    fc.constant(null),
    arrays,
    tie('states') as fc.Arbitrary<StateValue>,
  ),
}));

/** Two parts, an array of each kind and a value of each type. */
const EXAMPLE: State = {
  agent: {
    actions: Uint8Array.of(0, 1, 1, 0, 1),
    generator: { kept: null, words: Uint32Array.of(1, 0xffffffff, 3) },
    params: Float32Array.of(0.5, -0, NaN, 1e-45, Infinity),
  },
  env: { phase: 'running', x: Float64Array.of(1 / 3, 5e-324) },
  finished: false,
  step: 1234567,
};

/** Length of its file. */
const EXAMPLE_BYTES = 288;

function withChecksum(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(12, crc32(bytes.subarray(16)), true);
  return bytes;
}

/** A file of this header and data that is sound in all that stands before the header. */
function fileOf(header: string | Uint8Array, data = new Uint8Array(), padding?: Uint8Array): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const zeros = padding ?? new Uint8Array((8 - ((28 + json.length) % 8)) % 8);
  const bytes = new Uint8Array(28 + json.length + zeros.length + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x89, ...new TextEncoder().encode('DQN\r\n\x1a\n')]);
  view.setUint32(8, 1, true);
  view.setBigUint64(16, BigInt(bytes.length), true);
  view.setUint32(24, json.length, true);
  bytes.set(json, 28);
  bytes.set(zeros, 28 + json.length);
  bytes.set(data, 28 + json.length + zeros.length);
  return withChecksum(bytes);
}

function hasNaN(value: StateValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ArrayBuffer.isView(value) ? value.some(Number.isNaN) : Object.values(value).some(hasNaN);
}

/** A part in a part in a part … so that the innermost is on this level; the outermost is on level 1. */
function nested(levels: number): State {
  let state: State = {};
  for (let k = 1; k < levels; k++) state = { a: state };
  return state;
}

describe('round trip', () => {
  it('what is written is read back, whatever the tree', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(decodeCheckpoint(encodeCheckpoint(state))).toEqual(state);
      }),
      { numRuns: 500 },
    );
  });

  it('at any place of a larger buffer', () => {
    fc.assert(
      fc.property(states, fc.nat({ max: 8 }), (state, start) => {
        const bytes = encodeCheckpoint(state);
        const larger = new Uint8Array(start + bytes.length + 1).fill(0xff);
        larger.set(bytes, start);
        expect(decodeCheckpoint(larger.subarray(start, start + bytes.length))).toEqual(state);
      }),
    );
  });

  it('equal states give equal bytes, in whatever order their names were set', () => {
    const reversed = (value: StateValue): StateValue =>
      typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
        ? Object.fromEntries(
            Object.entries(value)
              .map(([name, entry]) => [name, reversed(entry)] as const)
              .reverse(),
          )
        : value;
    fc.assert(
      fc.property(states, (state) => {
        expect(encodeCheckpoint(reversed(state) as State)).toEqual(encodeCheckpoint(state));
      }),
    );
  });

  it('writing copies, so that what is written may go on', () => {
    const array = Float64Array.of(1);
    const bytes = encodeCheckpoint({ array });
    array[0] = 2;
    expect(decodeCheckpoint(bytes)).toEqual({ array: Float64Array.of(1) });
  });

  it('arrays are views of the file where they can be', () => {
    const { array } = decodeCheckpoint(encodeCheckpoint({ array: new Uint8Array(9) })) as {
      array: Uint8Array;
    };
    expect(array.buffer.byteLength).toBeGreaterThan(9);
  });

  it('a part of the largest depth and the longest header', () => {
    const deep = nested(32);
    expect(decodeCheckpoint(encodeCheckpoint(deep))).toEqual(deep);
    const long = { a: 'x'.repeat(1_000_000 - '{"a":""}'.length) };
    expect(decodeCheckpoint(encodeCheckpoint(long))).toEqual(long);
  });

  it('a part may be an object without a prototype', () => {
    const part = Object.assign(Object.create(null), { b: 1 });
    expect(encodeCheckpoint({ a: part })).toEqual(encodeCheckpoint({ a: { b: 1 } }));
  });

  it('a part called __proto__ is a part like any other', () => {
    const state = decodeCheckpoint(fileOf('{"__proto__":{"polluted":true},"a":{"__proto__":1}}'));
    expect(Object.keys(state)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
    expect(state.polluted).toBeUndefined();
    expect(({} as State).polluted).toBeUndefined();
    expect(Object.hasOwn(state.a as State, '__proto__')).toBe(true);
  });
});

describe('the page that describes the format', () => {
  const page = readFileSync(
    new URL('../../../docs/engineering/checkpoint-format.md', import.meta.url),
    'utf8',
  );
  /** Rows such as "  16  88 00 ... 67  ........S...{"ag". */
  const rows = [...page.matchAll(/^ *(\d+) {2}((?:[0-9a-f]{2} )+) /gm)];

  it('has an example whose bytes are the real ones', () => {
    const state: State = {
      step: 7,
      done: false,
      agent: { weights: Float32Array.of(1, -2, 0.5), actions: Uint8Array.of(1, 0, 1) },
    };
    const bytes = Uint8Array.from(
      rows.flatMap(([, , row]) => row.trim().split(' ')),
      (byte) => Number.parseInt(byte, 16),
    );
    expect(encodeCheckpoint(state)).toEqual(bytes);
    expect(decodeCheckpoint(bytes)).toEqual(state);
    expect(page).toContain(`is these ${bytes.length} bytes`);
  });

  it('numbers its rows and shows their text', () => {
    const bytes = rows.flatMap(([, , row]) => row.trim().split(' '));
    const lines = rows.map((_, k) => {
      const row = bytes.slice(16 * k, 16 * k + 16);
      const text = row.map((byte) => String.fromCharCode(Number.parseInt(byte, 16)));
      const hex = row.join(' ').padEnd(47);
      return `${`${16 * k}`.padStart(4)}  ${hex}  ${text.join('').replace(/[^ -~]/g, '.')}`;
    });
    expect(page).toContain(`\`\`\`\n${lines.join('\n')}\n\`\`\``);
  });
});

describe('writing refuses', () => {
  const cyclic: { [name: string]: StateValue } = {};
  cyclic.self = cyclic;
  const bad: [string, unknown, string][] = [
    ['NaN', { a: { b: NaN } }, '"a.b" is NaN; a checkpoint holds only finite numbers other than -0'],
    ['infinity', { a: Infinity }, '"a" is Infinity'],
    ['minus infinity', { a: -Infinity }, '"a" is -Infinity'],
    ['minus zero', { a: -0 }, '"a" is -0'],
    [
      'undefined',
      { a: undefined },
      '"a" is not a number, boolean, string, null, object or array of uint8, uint32, float32, float64',
    ],
    ['a function', { a: () => 1 }, '"a" is not a number'],
    ['a bigint', { a: 1n }, '"a" is not a number'],
    ['a plain array', { a: [1, 2, 3] }, '"a" is not a number'],
    ['a plain array that looks like one of the header', { a: ['uint8', 0, 0] }, '"a" is not a number'],
    ['an array of another kind', { a: new Int32Array(1) }, '"a" is not a number'],
    ['an object of a class', { a: new Map() }, '"a" is not a number'],
    ['too many levels', nested(33), 'is nested more than 32 levels deep'],
    ['a circle', cyclic, 'is nested more than'],
    [
      'a header that it would not read',
      { a: 'x'.repeat(1_000_000) },
      'needs 1000008 bytes; expected at most',
    ],
  ];
  it.each(bad)('%s', (_, state, message) => {
    expect(() => encodeCheckpoint(state as State)).toThrow(CheckpointError);
    expect(() => encodeCheckpoint(state as State)).toThrow(message);
  });
});

describe('reading refuses', () => {
  let good: Uint8Array;
  beforeAll(() => {
    good = encodeCheckpoint(EXAMPLE);
  });
  const changed = (at: number, ...values: number[]) => {
    const bytes = good.slice();
    bytes.set(values, at);
    return bytes;
  };
  const zeros = (length: number) => new Uint8Array(length);
  const canonical = 'not in canonical form';

  const bad: [string, () => Uint8Array, string][] = [
    ['an empty file', () => zeros(0), 'the checkpoint is cut off: 0 bytes, fewer than any has'],
    ['a beginning', () => good.subarray(0, 27), 'the checkpoint is cut off: 27 bytes, fewer than any has'],
    ['half a file', () => good.subarray(0, 100), `the checkpoint is cut off: 100 of ${EXAMPLE_BYTES} bytes`],
    [
      'bytes left over',
      () => Uint8Array.of(...good, 0),
      `the checkpoint is too long: ${EXAMPLE_BYTES + 1} bytes where ${EXAMPLE_BYTES} were expected`,
    ],
    [
      'a length beyond all files',
      () => changed(16, 255, 255, 255, 255, 255, 255, 255, 255),
      'of 18446744073709551615',
    ],
    [
      'something else',
      () => new TextEncoder().encode('{"gamma": 0.99, "steps": 1000}'),
      'this is not a checkpoint',
    ],
    ['a single byte of something else', () => Uint8Array.of(0), 'this is not a checkpoint'],
    ['line breaks changed on the way', () => changed(4, 0x0a, 0x1a, 0x0a, 0), 'this is not a checkpoint'],
    ['the next version', () => changed(8, 2), 'was written by a newer version (2; this one reads 1)'],
    [
      'a version from far away',
      () => changed(8, 1, 0, 0, 255),
      'a newer version (4278190081; this one reads 1)',
    ],
    ['the beginning of the next version', () => changed(8, 2).subarray(0, 12), 'a newer version (2;'],
    ['version 0', () => changed(8, 0), 'was written by an older version (0; this one reads 1)'],
    ['damage', () => changed(40, 0), 'the checkpoint is damaged: its checksum does not match'],
    ['a damaged checksum', () => changed(12, good[12] ^ 1), 'the checkpoint is damaged'],
    [
      'a header beyond the file',
      () => withChecksum(changed(24, 0, 0, 1)),
      `claims 65536 bytes where at most ${EXAMPLE_BYTES - 28} can be`,
    ],
    ['a header over 1 MB', () => fileOf(`{"a":"${'x'.repeat(1_000_000)}"}`), 'where at most 1000000 can be'],
    ['no header', () => fileOf(''), 'not valid UTF-8 JSON'],
    ['no header and no padding', () => fileOf('', zeros(0), zeros(0)), 'not valid UTF-8 JSON'],
    ['a header that is no JSON', () => fileOf('{"a":'), 'not valid UTF-8 JSON'],
    ['a header that is no UTF-8', () => fileOf(Uint8Array.of(0x22, 0xff, 0x22)), 'not valid UTF-8 JSON'],
    ['a byte order mark', () => fileOf('\uFEFF{}'), 'not valid UTF-8 JSON'],
    ['an array as header', () => fileOf('["uint8",0,0]'), 'not a JSON object'],
    ['null as header', () => fileOf('null'), 'not a JSON object'],
    ['white space', () => fileOf('{"a": 1}'), canonical],
    ['white space behind the header', () => fileOf('{"a":1} '), canonical],
    ['a name twice', () => fileOf('{"a":1,"a":2}'), canonical],
    ['a name twice with the same value', () => fileOf('{"a":1,"a":1}'), canonical],
    ['names out of order', () => fileOf('{"b":1,"a":1}'), canonical],
    ['names in the order of their numbers', () => fileOf('{"2":1,"10":1}'), canonical],
    ['a number in another form', () => fileOf('{"a":1.0}'), canonical],
    ['a number with too many digits', () => fileOf('{"a":0.10000000000000000001}'), canonical],
    ['a text in another form', () => fileOf('{"a":"\\u0061"}'), canonical],
    ['an infinite number', () => fileOf('{"a":1e999}'), '"a" is Infinity'],
    ['minus zero', () => fileOf('{"a":-0}'), '"a" is -0'],
    ['an unknown kind', () => fileOf('{"a":["int8",0,0]}'), '"a" is not a number'],
    ['a kind of the prototype', () => fileOf('{"a":["constructor",0,0]}'), '"a" is not a number'],
    ['a negative length', () => fileOf('{"a":["uint8",-8,0]}'), '"a" is not a number'],
    ['a fractional length', () => fileOf('{"a":["uint8",0.5,0]}'), '"a" is not a number'],
    ['a length that is a text', () => fileOf('{"a":["uint8","0",0]}'), '"a" is not a number'],
    [
      'a length beyond exact integers',
      () => fileOf('{"a":["uint8",9007199254740992,0]}'),
      '"a" is not a number',
    ],
    ['a negative offset', () => fileOf('{"a":["uint8",0,-8]}'), '"a" is not a number'],
    ['no offset', () => fileOf('{"a":["uint8",0]}'), '"a" is not a number'],
    ['four entries', () => fileOf('{"a":["uint8",0,0,0]}'), '"a" is not a number'],
    ['an empty list', () => fileOf('{"a":[]}'), '"a" is not a number'],
    ['too many levels', () => fileOf(`${'{"a":'.repeat(32)}{}${'}'.repeat(32)}`), 'more than 32 levels deep'],
    ['parts without end', () => fileOf('{"a":'.repeat(190_000)), 'not valid UTF-8 JSON'],
    [
      'very many levels',
      () => fileOf(`${'{"a":'.repeat(160_000)}1${'}'.repeat(160_000)}`),
      'more than 32 levels deep',
    ],
    [
      'very many lists',
      () => fileOf(`{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
      '"a" is not a number',
    ],
    [
      'an array longer than the file',
      () => fileOf('{"a":["float64",2,0]}', zeros(8)),
      'array "a" of the checkpoint has 2 entries of float64, more than the file holds',
    ],
    ['an array without data', () => fileOf('{"a":["uint8",9007199254740991,0]}'), 'more than the file holds'],
    [
      'the longest of float64',
      () => fileOf('{"a":["float64",9007199254740991,0]}', zeros(8)),
      'more than the file holds',
    ],
    [
      'arrays that overlap',
      () => fileOf('{"a":["uint8",16,0],"b":["uint8",16,8]}', zeros(24)),
      'array "b" of the checkpoint begins at byte 8 of the data where 16 was expected',
    ],
    [
      'arrays on the same bytes',
      () => fileOf('{"a":["uint8",8,0],"b":["uint8",8,0]}', zeros(8)),
      'where 8 was',
    ],
    ['a gap', () => fileOf('{"a":["uint8",8,8]}', zeros(16)), 'begins at byte 8 of the data where 0'],
    ['an unaligned array', () => fileOf('{"a":["uint8",1,0],"b":["uint8",1,1]}', zeros(8)), 'where 8 was'],
    [
      'arrays in another order',
      () => fileOf('{"a":["uint8",8,8],"b":["uint8",8,0]}', zeros(16)),
      'where 0 was',
    ],
    ['an offset beyond the file', () => fileOf('{"a":["uint8",0,9007199254740991]}'), 'where 0 was expected'],
    [
      'data left over',
      () => fileOf('{"a":["uint8",8,0]}', zeros(16)),
      'arrays of the checkpoint end at byte',
    ],
    [
      'data without arrays',
      () => fileOf('{}', zeros(8)),
      'the arrays of the checkpoint end at byte 32 of 40',
    ],
    [
      'no zeros behind the last array',
      () => fileOf('{"a":["uint8",1,0]}', zeros(1)),
      'byte 49 of the checkpoint is padding',
    ],
    [
      'something between arrays',
      () => fileOf('{"a":["uint8",1,0]}', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1)),
      'byte 55',
    ],
    [
      'something behind the header',
      () => fileOf('{}', zeros(0), Uint8Array.of(0, 1)),
      'byte 31 of the checkpoint',
    ],
    [
      'no zeros behind the header',
      () => fileOf('{}', zeros(0), zeros(0)),
      'byte 30 of the checkpoint is padding',
    ],
  ];
  it.each(bad)('%s', (_, make, message) => {
    const bytes = make();
    expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
    expect(() => decodeCheckpoint(bytes)).toThrow(message);
  });

  it('with an error that has its name, and what JSON said', () => {
    expect(new CheckpointError('').name).toBe('CheckpointError');
    let error: unknown;
    try {
      decodeCheckpoint(fileOf('{"a":'));
    } catch (caught) {
      error = caught;
    }
    expect((error as Error).cause).toBeInstanceOf(SyntaxError);
  });

  it('the file that they are made from is read', () => {
    expect(good.length).toBe(EXAMPLE_BYTES);
    expect(decodeCheckpoint(good)).toEqual(EXAMPLE);
    expect(decodeCheckpoint(fileOf('{"a":["uint8",1,0]}', Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0)))).toEqual({
      a: Uint8Array.of(7),
    });
  });

  it('a file that is cut off at any byte', () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => decodeCheckpoint(good.subarray(0, length))).toThrow(/^the checkpoint is cut off: \d+ /);
    }
  });

  it('a file with any bit flipped', () => {
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
    }
  });

  it('what a file says comes out on one short line', () => {
    const name = JSON.stringify(`\n\u001b[2J${'x'.repeat(999)}`);
    expect(() => decodeCheckpoint(fileOf(`{${name}:[]}`))).toThrow(
      /^"\\n\\u001b\[2Jx{50,80}… is not a [^\n]{1,100}$/,
    );
  });
});

describe('with a checksum that is right, bytes are refused or are the only ones for what they hold', () => {
  function expectRefusedOrCanonical(bytes: Uint8Array): void {
    let state: State;
    try {
      state = decodeCheckpoint(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
      expect((error as Error).message).toMatch(/^[^\n]{1,300}$/);
      return;
    }
    // NaN has many forms, which an engine need not keep.
    if (!hasNaN(state)) expect(encodeCheckpoint(state)).toEqual(bytes);
  }

  it('for any bit flipped', () => {
    const good = encodeCheckpoint({ ...EXAMPLE, agent: { params: Float32Array.of(1, -0, 3) } });
    for (let bit = 16 * 8; bit < 8 * good.length; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expectRefusedOrCanonical(withChecksum(bytes));
    }
  });

  it('for a few bytes changed', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(states, edits, (state, changes) => {
        const bytes = encodeCheckpoint(state);
        for (const [position, value] of changes) bytes[24 + (position % (bytes.length - 24))] = value;
        expectRefusedOrCanonical(withChecksum(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('for any JSON as header', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ maxLength: 24 }), (json, data) => {
        expectRefusedOrCanonical(fileOf(json, data));
      }),
      { numRuns: 500 },
    );
  });
});
