/** Ways to damage a file: as accidents do it, and as somebody would who has read the readers. */
import type { Generator } from '../../src/random.ts';

const pick = <T>(random: Generator, choices: readonly T[]): T => choices[random.integers(0, choices.length)];

// ------------------------------------------------------------------------------------------------------- Bytes

/** Ends of ranges, letters that JSON is made of, and bytes that are no UTF-8. */
const BYTES = [0, 1, 0x7f, 0x80, 0xff, ...Array.from('"{}[]:,\\019-eE \n', (letter) => letter.charCodeAt(0))];

/** Lengths, offsets and counts that are wrong in ways that overflow something. */
const LENGTHS = [0n, 1n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

/** NaN and infinities as float32 and float64, little-endian, and a float32 of 10^38. */
const FLOATS = [
  [0, 0, 0xc0, 0x7f],
  [0, 0, 0x80, 0x7f],
  [0, 0, 0x80, 0xff],
  [0x99, 0x76, 0x96, 0x7e],
  [0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
  [0, 0, 0, 0, 0, 0, 0xf0, 0xff],
];

const spliced = (bytes: Uint8Array, start: number, end: number, middle: Uint8Array) =>
  Uint8Array.from(Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(end)]));

type ByteMutation = (bytes: Uint8Array, at: number, random: Generator) => Uint8Array;

const BYTE_MUTATIONS: readonly ByteMutation[] = [
  function cut(bytes, at) {
    return bytes.slice(0, at);
  },
  function flipBit(bytes, at, random) {
    const changed = bytes.slice();
    changed[at] ^= 1 << random.integers(0, 8);
    return changed;
  },
  function overwrite(bytes, at, random) {
    return spliced(bytes, at, at + 1, Uint8Array.of(pick(random, BYTES)));
  },
  function overwriteAtRandom(bytes, at, random) {
    const noise = Uint8Array.from({ length: random.integers(1, 9) }, () => random.integers(0, 256));
    return spliced(bytes, at, at + noise.length, noise);
  },
  function insert(bytes, at, random) {
    return spliced(bytes, at, at, new Uint8Array(random.integers(1, 9)).fill(pick(random, BYTES)));
  },
  function remove(bytes, at, random) {
    return spliced(bytes, at, at + random.integers(1, 17), new Uint8Array());
  },
  function repeat(bytes, at, random) {
    return spliced(bytes, at, at, bytes.slice(at, at + random.integers(1, 65)));
  },
  function copyElsewhere(bytes, at, random) {
    const from = random.integers(0, bytes.length);
    const piece = bytes.slice(from, from + random.integers(1, 65));
    return spliced(bytes, at, at + piece.length, piece);
  },
  function writeLength(bytes, at, random) {
    const number = new Uint8Array(8);
    new DataView(number.buffer).setBigUint64(0, pick(random, LENGTHS), true);
    const start = at - (at % 4);
    return spliced(bytes, start, start + 8, number.subarray(0, pick(random, [4, 8])));
  },
  function writeFloat(bytes, at, random) {
    const float = pick(random, FLOATS);
    const start = at - (at % 4);
    return spliced(bytes, start, start + float.length, Uint8Array.from(float));
  },
];

/** One thing wrong at a random place. */
export function damageBytes(bytes: Uint8Array, random: Generator): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(random.integers(0, 256));
  return pick(random, BYTE_MUTATIONS)(bytes, random.integers(0, bytes.length), random);
}

// -------------------------------------------------------------------------------------------------------- JSON

const NUMBERS = [
  ...[
    '-1',
    '0',
    '1',
    '2',
    '-0',
    '0.5',
    '-1.5',
    '1e21',
    '1e308',
    '-1e308',
    '1e999',
    '-1e999',
    '5e-324',
    '01',
    '1.0',
  ],
  ...['255', '256', '2147483648', '4294967295', '4294967296', '1000000000', '4611686018427387904'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '18446744073709551615'],
];

const TEXTS = [
  ...['"__proto__"', '"constructor"', '"prototype"', '"toString"', '"hasOwnProperty"', '"length"', '""'],
  ...[
    '"\\u0000"',
    '"\\ud800"',
    '"\\u001b[2J\\r\\n"',
    '"../../x"',
    '"F64"',
    '"F16"',
    '"uint8"',
    '"float64"',
    '"int8"',
  ],
  ...['"1"', '"null"', '"NaN"', '"dueling"', '"tutorial"', '"0-99999"', '"1/1"', '"1/1000000"'],
];

const VALUES = [
  ...[
    'null',
    'true',
    'false',
    '[]',
    '{}',
    '[[]]',
    '[0,0]',
    '[1,2,3,4]',
    '["uint8",0,0]',
    '{"__proto__":null}',
  ],
  '{"__proto__":{"polluted":true,"env":"x","dtype":"F32"}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":2,"toJSON":3}',
];

/** What is repeated, how often, and what ends it. */
const NESTS = [
  ['[', ']'],
  ['{"a":', '}'],
  ['[{"a":', '}]'],
] as const;
const DEPTHS = [1, 2, 2, 10, 40, 70, 1000, 30_000];
/** Most headers may have a million bytes. */
const SIZES = [100, 1000, 10_000, 10_000, 10_000, 999_000, 1_100_000];

const TOKEN = /("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:])/;
const isText = (token: string) => token.startsWith('"');
const isNumber = (token: string) => /^-?\d/.test(token);

/** JSON in pieces: tokens at odd places, what is between them at even ones. */
class Tokens {
  readonly all: string[];

  constructor(text: string) {
    this.all = text.split(TOKEN);
  }

  /** Any token. */
  any(random: Generator): number {
    return 2 * random.integers(0, this.all.length >> 1) + 1;
  }

  /** The first token of a value; −1 if there is none. */
  value(random: Generator): number {
    return this.#pick(random, (token, k) => !/^[}\],:]$/.test(token) && this.all[k + 2] !== ':');
  }

  number(random: Generator): number {
    return this.#pick(random, isNumber);
  }

  name(random: Generator): number {
    return this.#pick(random, (token, k) => isText(token) && this.all[k + 2] === ':');
  }

  /** One past the last token of the value that begins at `start`. */
  endOfValue(start: number): number {
    let depth = 0;
    for (let k = start; k < this.all.length; k += 2) {
      if ('[{'.includes(this.all[k])) depth++;
      if (']}'.includes(this.all[k])) depth--;
      if (depth <= 0) return k + 1;
    }
    return this.all.length;
  }

  #pick(random: Generator, fits: (token: string, k: number) => boolean): number {
    const places = this.all.flatMap((token, k) => (k % 2 === 1 && fits(token, k) ? [k] : []));
    return places.length === 0 ? -1 : pick(random, places);
  }
}

type JsonMutation = (tokens: Tokens, random: Generator) => void;

/** What was JSON is JSON afterwards. */
const SOUND_MUTATIONS: readonly JsonMutation[] = [
  function changeNumber(tokens, random) {
    const k = tokens.number(random);
    const value = Number(tokens.all[k]);
    const close = [value + 1, value - 1, value * 2, -value, value / 3, value + 2 ** 32].filter(
      Number.isFinite,
    );
    if (k > 0) tokens.all[k] = pick(random, [...close.map(String), ...NUMBERS]);
  },
  function changeName(tokens, random) {
    const k = tokens.name(random);
    if (k > 0) tokens.all[k] = pick(random, TEXTS);
  },
  function takeNameOfAnother(tokens, random) {
    const [k, other] = [tokens.name(random), tokens.name(random)];
    if (k > 0) tokens.all[k] = tokens.all[other];
  },
  function changeValue(tokens, random) {
    const k = tokens.value(random);
    if (k > 0)
      tokens.all.splice(k, tokens.endOfValue(k) - k, pick(random, [...NUMBERS, ...TEXTS, ...VALUES]));
  },
  function changeText(tokens, random) {
    const k = tokens.value(random);
    if (k > 0 && isText(tokens.all[k])) tokens.all[k] = pick(random, TEXTS);
  },
  function takeValueOfAnother(tokens, random) {
    const [k, other] = [tokens.value(random), tokens.value(random)];
    const value = tokens.all.slice(other, tokens.endOfValue(other)).join('');
    if (k > 0) tokens.all.splice(k, tokens.endOfValue(k) - k, value);
  },
  function repeatField(tokens, random) {
    const k = tokens.name(random);
    const field = tokens.all.slice(k, tokens.endOfValue(k + 4)).join('');
    if (k > 0) tokens.all[k] = `${field},${tokens.all[k]}`;
  },
  function removeField(tokens, random) {
    const k = tokens.name(random);
    if (k < 0) return;
    const end = tokens.endOfValue(k + 4);
    const hasNext = tokens.all[end + 1] === ',';
    if (!hasNext && tokens.all[k - 2] === ',') tokens.all[k - 2] = '';
    tokens.all.splice(k, (hasNext ? end + 2 : end) - k, '');
  },
  function addField(tokens, random) {
    const k = tokens.name(random);
    const field = `${pick(random, TEXTS)}:${pick(random, [...NUMBERS, ...TEXTS, ...VALUES])}`;
    if (k > 0) tokens.all[k] = `${field},${tokens.all[k]}`;
  },
  function repeatEntry(tokens, random) {
    const k = tokens.value(random);
    if (k > 0 && tokens.all[k - 2] !== ':') {
      const entry = tokens.all.slice(k, tokens.endOfValue(k)).join('');
      tokens.all[k] = `${entry},${tokens.all[k]}`;
    }
  },
  function nest(tokens, random) {
    const [open, close] = pick(random, NESTS);
    const depth = pick(random, DEPTHS);
    const k = tokens.value(random);
    const value = tokens.all.slice(k, tokens.endOfValue(k)).join('');
    const nested = `${open.repeat(depth)}${value}${close.repeat(depth)}`;
    if (k > 0) tokens.all.splice(k, tokens.endOfValue(k) - k, nested);
  },
  function addSpace(tokens, random) {
    tokens.all[tokens.any(random)] += pick(random, [' ', '\n', '\t']);
  },
];

const BREAKING_MUTATIONS: readonly JsonMutation[] = [
  function changeToAnything(tokens, random) {
    tokens.all[tokens.any(random)] = pick(random, [...NUMBERS, ...TEXTS, ...VALUES]);
  },
  function remove(tokens, random) {
    tokens.all[tokens.any(random)] = '';
  },
  function swap(tokens, random) {
    const [k, other] = [tokens.any(random), tokens.any(random)];
    [tokens.all[k], tokens.all[other]] = [tokens.all[other], tokens.all[k]];
  },
  function repeatPiece(tokens, random) {
    const k = tokens.any(random);
    tokens.all[k] = tokens.all.slice(k, k + 2 * random.integers(1, 20)).join('') + tokens.all[k];
  },
  function openWithoutEnd(tokens, random) {
    const [open] = pick(random, NESTS);
    tokens.all[tokens.any(random)] += open.repeat(pick(random, DEPTHS));
  },
  function addLetter(tokens, random) {
    tokens.all[tokens.any(random)] += pick(random, ['\ufeff', '\u00a0', '\0', 'x', '\ud800', '//']);
  },
  function addMuchSpace(tokens, random) {
    tokens.all[tokens.any(random)] += ' '.repeat(pick(random, SIZES));
  },
  function addLongText(tokens, random) {
    tokens.all[tokens.any(random)] = `"${'x'.repeat(pick(random, SIZES))}"`;
  },
];

/** One thing wrong in a text of JSON, or of lines of JSON. */
export function damageJson(text: string, random: Generator): string {
  const tokens = new Tokens(text);
  if (tokens.all.length < 3) return pick(random, VALUES);
  pick(random, random.random() < 0.9 ? SOUND_MUTATIONS : BREAKING_MUTATIONS)(tokens, random);
  return tokens.all.join('');
}
