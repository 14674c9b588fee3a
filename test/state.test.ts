import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact, SavedState, type State, StateError, type StateValue } from '../src/state.ts';

const read = (values: Record<string, unknown>, path?: string) => new SavedState(values as State, path);

/** What a reading throws, which must be a StateError of one line. */
function refusal(reading: () => unknown): string {
  try {
    reading();
  } catch (error) {
    expect(error).toBeInstanceOf(StateError);
    expect((error as StateError).name).toBe('StateError');
    expect((error as StateError).message).toMatch(/^[^\n]+$/);
    return (error as StateError).message;
  }
  throw new Error('nothing was thrown');
}

it('a part may be missing where that is expected', () => {
  const saved = read({ part: { k: 1 } });
  expect(saved.optionalPart('missing')).toBeNull();
  expect(saved.optionalPart('part')?.integer('k', 0, 1)).toBe(1);
  saved.checkAllRead();
  expect(refusal(() => read({ part: null }).optionalPart('part'))).toMatch(/^part is null/);
});

describe('a value as it was saved', () => {
  it('is given', () => {
    const saved = read({
      count: 3,
      rate: -0.5,
      done: false,
      phase: 'up',
      name: 'two\nlines',
      part: { k: 1 },
    });
    expect(saved.integer('count', 3, 3)).toBe(3);
    expect(saved.number('count', 3, 3)).toBe(3);
    expect(saved.number('rate')).toBe(-0.5);
    expect(saved.boolean('done')).toBe(false);
    expect(saved.choice('phase', ['down', 'up'])).toBe('up');
    expect(saved.text('name')).toBe('two\nlines');
    expect(saved.part('part').integer('k', 0, 1)).toBe(1);
    saved.checkAllRead();
  });

  it('may be nothing where that is allowed', () => {
    const saved = read({ nothing: null, count: 3, part: { k: 1 } });
    expect(saved.integerOrNull('nothing', 0, 1)).toBeNull();
    expect(saved.numberOrNull('nothing')).toBeNull();
    expect(saved.partOrNull('nothing')).toBeNull();
    expect(saved.integerOrNull('count', 0, 3)).toBe(3);
    expect(saved.numberOrNull('count', 3, 4)).toBe(3);
    expect(saved.partOrNull('part')?.integer('k', 0, 1)).toBe(1);
    saved.checkAllRead();
  });

  it('is copied into an array of the same kind and length, or a copy is given', () => {
    const kinds = fc.constantFrom(Uint8Array, Uint32Array, Float32Array, Float64Array);
    fc.assert(
      fc.property(kinds, fc.array(fc.nat({ max: 255 })), (Kind, entries) => {
        const array = Kind.from(entries);
        const saved = read({ array });
        const to = new Kind(entries.length);
        saved.copyInto('array', to);
        expect(to).toEqual(array);
        const copy = saved.array<Uint8Array | Float32Array | Uint32Array | Float64Array>(
          'array',
          Kind,
          entries.length,
        );
        expect(copy).toEqual(array);
        array.fill(7);
        expect([...to, ...copy]).toEqual([...entries, ...entries]);
      }),
    );
  });
});

describe('small integers', () => {
  it('are held in bytes where all of them fit, else in 32 bits, and read back', () => {
    const bytes = compact(Uint16Array.of(0, 255));
    expect(bytes).toEqual(Uint8Array.of(0, 255));
    const wide = compact(Uint16Array.of(7, 256));
    expect(wide).toEqual(Uint32Array.of(7, 256));
    const saved = read({ bytes, wide });
    expect(saved.integers('bytes', 2, 65_535)).toEqual(bytes);
    expect(saved.integers('wide', 2, 65_535)).toEqual(wide);
  });

  it('are expected in bytes where none may be larger than a byte', () => {
    const saved = read({ wide: Uint32Array.of(7), bytes: Uint8Array.of(7) });
    expect(refusal(() => saved.integers('wide', 1, 255))).toContain('expected a Uint8Array');
    expect(saved.integers('bytes', 1, 255)).toEqual(Uint8Array.of(7));
    expect(refusal(() => saved.integers('bytes', 1, 6))).toContain('is 7; expected a number from 0 to 6');
  });
});

it('entries may be as small and as large as the bounds', () => {
  const to = new Float64Array(2);
  read({ k: Float64Array.of(-1, 2) }).copyInto('k', to, -1, 2);
  expect([...to]).toEqual([-1, 2]);
});

const LONGEST = 'x'.repeat(40);

describe('an unexpected value is named, with its path and what was expected', () => {
  const text = 'a "text"\nof two lines and more than forty characters';
  it.each<[string, Record<string, unknown>, (saved: SavedState) => unknown, string]>([
    ['no value', {}, (s) => s.integer('k', 0, 9), 'run.k is missing; expected an integer from 0 to 9'],
    ['a fraction', { k: 1.5 }, (s) => s.integer('k', 0, 9), 'run.k is 1.5; expected an integer from 0 to 9'],
    ['one too small', { k: -1 }, (s) => s.integer('k', 0, 9), 'run.k is -1; expected an integer from 0 to 9'],
    ['one too large', { k: 10 }, (s) => s.integer('k', 0, 9), 'run.k is 10; expected an integer from 0 to 9'],
    [
      'an unsafe integer',
      { k: 2 ** 53 },
      (s) => s.integer('k', 0, Infinity),
      'run.k is 9007199254740992; expected an integer from 0 to Infinity',
    ],
    [
      'a text for a number',
      { k: '1' },
      (s) => s.integer('k', 0, 9),
      'run.k is "1"; expected an integer from 0 to 9',
    ],
    ['null', { k: null }, (s) => s.integer('k', 0, 9), 'run.k is null; expected an integer from 0 to 9'],
    [
      'a fraction for null',
      { k: 0.5 },
      (s) => s.integerOrNull('k', 0, 9),
      'run.k is 0.5; expected an integer from 0 to 9',
    ],
    ['not a number', { k: NaN }, (s) => s.number('k'), 'run.k is NaN; expected a finite number'],
    ['infinity', { k: -Infinity }, (s) => s.number('k'), 'run.k is -Infinity; expected a finite number'],
    [
      'a number too small',
      { k: -0.1 },
      (s) => s.number('k', 0, 1),
      'run.k is -0.1; expected a number from 0 to 1',
    ],
    [
      'a number too large',
      { k: 1.1 },
      (s) => s.number('k', 0, 1),
      'run.k is 1.1; expected a number from 0 to 1',
    ],
    ['a truth for a number', { k: true }, (s) => s.number('k'), 'run.k is true; expected a finite number'],
    ['a text for null', { k: '' }, (s) => s.numberOrNull('k'), 'run.k is ""; expected a finite number'],
    ['a number for a truth', { k: 1 }, (s) => s.boolean('k'), 'run.k is 1; expected true or false'],
    ['a number for a text', { k: 1 }, (s) => s.text('k'), 'run.k is 1; expected a string'],
    [
      'a long text',
      { k: text },
      (s) => s.choice('k', ['up', 'down']),
      'run.k is "a \\"text\\"\\nof two lines and more than fort…"; expected one of up, down',
    ],
    ['a number for a choice', { k: 1 }, (s) => s.choice('k', ['1']), 'run.k is 1; expected one of 1'],
    ['a number for a part', { k: 1 }, (s) => s.part('k'), 'run.k is 1; expected an object'],
    ['null for a part', { k: null }, (s) => s.part('k'), 'run.k is null; expected an object'],
    ['a list for a part', { k: [1] }, (s) => s.part('k'), 'run.k is a list; expected an object'],
    [
      'an array for a part',
      { k: Float32Array.of(1) },
      (s) => s.partOrNull('k'),
      'run.k is a Float32Array of 1; expected an object',
    ],
    [
      'a value within a part',
      { inner: { k: 1 } },
      (s) => s.part('inner').boolean('k'),
      'run.inner.k is 1; expected true or false',
    ],
    [
      'an array of another kind',
      { k: new Float64Array(2) },
      (s) => s.copyInto('k', new Float32Array(2)),
      'run.k is a Float64Array of 2; expected a Float32Array of 2',
    ],
    [
      'an array of a kind that no state has',
      { k: new Int32Array(2) },
      (s) => s.copyInto('k', new Float32Array(2)),
      'run.k is a list; expected a Float32Array of 2',
    ],
    [
      'an array that is too long',
      { k: new Uint8Array(3) },
      (s) => s.copyInto('k', new Uint8Array(2)),
      'run.k is a Uint8Array of 3; expected a Uint8Array of 2',
    ],
    [
      'a list for an array',
      { k: [1, 2] },
      (s) => s.copyInto('k', new Uint8Array(2)),
      'run.k is a list; expected a Uint8Array of 2',
    ],
    [
      'an entry that is no number',
      { k: Float32Array.of(1, NaN) },
      (s) => s.copyInto('k', new Float32Array(2)),
      'run.k[1] is NaN; expected a finite number',
    ],
    [
      'an entry too small',
      { k: Float64Array.of(0.5) },
      (s) => s.copyInto('k', new Float64Array(1), 1),
      `run.k[0] is 0.5; expected a number from 1 to ${Number.MAX_VALUE}`,
    ],
    [
      'an entry beyond an upper bound alone',
      { k: Float64Array.of(2) },
      (s) => s.copyInto('k', new Float64Array(1), undefined, 1),
      `run.k[0] is 2; expected a number from ${-Number.MAX_VALUE} to 1`,
    ],
    [
      'a text and a name of the longest that are shown whole',
      { [LONGEST]: LONGEST },
      (s) => s.integer(LONGEST, 0, 1),
      `run.${LONGEST} is "${LONGEST}"; expected an integer from 0 to 1`,
    ],
    [
      'an entry too large',
      { k: Uint8Array.of(0, 2) },
      (s) => s.array('k', Uint8Array, 2, 0, 1),
      'run.k[1] is 2; expected a number from 0 to 1',
    ],
    [
      'an array beyond the longest',
      { k: new Float64Array(4) },
      (s) => s.array('k', Float64Array, 3),
      'run.k is a Float64Array of 4; expected a Float64Array of at most 3',
    ],
    [
      'another kind than the one that is wanted',
      { k: new Float32Array(1) },
      (s) => s.array('k', Float64Array, 3),
      'run.k is a Float32Array of 1; expected a Float64Array of at most 3',
    ],
    [
      'what its reader alone can judge',
      { k: 4 },
      (s) => {
        throw s.refusal('k', 'an odd number');
      },
      'run.k is 4; expected an odd number',
    ],
  ])('%s', (_, values, reading, message) => {
    expect(refusal(() => reading(read(values, 'run')))).toBe(message);
  });

  it('a refused array leaves the other as it was', () => {
    const to = Float32Array.of(1, 2);
    refusal(() => read({ k: Float32Array.of(3, NaN) }).copyInto('k', to));
    expect([...to]).toEqual([1, 2]);
  });
});

describe('values that were not read', () => {
  it('is refused, at the top and in the parts that were read', () => {
    const saved = read({ k: 1, part: { k: 1, inner: { k: 1 } } });
    expect(refusal(() => saved.checkAllRead())).toBe('k is 1; expected nothing of this name');
    saved.integer('k', 0, 1);
    expect(refusal(() => saved.checkAllRead())).toBe('part is an object; expected nothing of this name');
    saved.part('part').integer('k', 0, 1);
    saved.part('part').part('inner');
    expect(refusal(() => saved.checkAllRead())).toBe('part.inner.k is 1; expected nothing of this name');
    saved.part('part').part('inner').number('k');
    saved.checkAllRead();
  });

  it.each([
    ['a b', '"a b"'],
    ['line\nbreak', '"line\\nbreak"'],
    ['', '""'],
    ['x'.repeat(50), `"${'x'.repeat(40)}…"`],
  ])('is quoted if its name is odd: %j', (name, quoted) => {
    expect(refusal(() => read({ [name]: 1 }).checkAllRead())).toBe(
      `${quoted} is 1; expected nothing of this name`,
    );
  });
});

describe('names that every object knows', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it.each(names)('%s is missing unless it was saved', (name) => {
    expect(refusal(() => read({}).part(name))).toContain(`${name} is missing`);
    expect(refusal(() => read({}).number(name))).toContain(`${name} is missing`);
    read({}).checkAllRead();
  });

  it.each(names)('%s is a value like any other if it was', (name) => {
    const saved = new SavedState(JSON.parse(`{ "${name}": { "polluted": 1 } }`) as State);
    expect(refusal(() => saved.checkAllRead())).toContain(`${name} is an object`);
    expect(saved.part(name).integer('polluted', 0, 1)).toBe(1);
    saved.checkAllRead();
    expect(({} as { polluted?: StateValue }).polluted).toBeUndefined();
  });
});
