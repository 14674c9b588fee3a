/** What the tests of everything that has a state share: handing a state over, and states that must be refused. */
import { expect } from 'vitest';
import { SavedState, type State, StateError, type Stateful, type StateValue } from '../src/state.ts';

/** A deep copy: nothing in it is shared with the object that it came from. */
export const copyOfState = (from: Pick<Stateful, 'state'>): State => structuredClone(from.state());

/** Saves one object and restores another from that, which must ask for all that was saved. */
export function handOver(from: Pick<Stateful, 'state'>, to: Pick<Stateful, 'restore'>): void {
  restoreAll(to, copyOfState(from));
}

export function restoreAll(to: Pick<Stateful, 'restore'>, state: State): void {
  const saved = new SavedState(state);
  to.restore(saved);
  saved.checkAllRead();
}

/** [path of a value or of an entry of an array, such as `replay.actions[1]`; what to put there; what is then said] */
export type WrongValue = readonly [path: string, value: StateValue, message: string];

/**
 * Expects that `make()` takes a state back, but no state in which any one value is missing, of another kind, too long or too
 * short, or not finite, or in which any part has a value too many, or that holds one of `wrong`.
 */
export function expectRefusals(
  make: () => Pick<Stateful, 'restore'>,
  good: State,
  wrong: readonly WrongValue[] = [],
): void {
  restoreAll(make(), structuredClone(good));
  for (const path of ['', ...pathsOf(good, isPart)]) {
    expectRefused(
      make(),
      withValue(good, join(path, 'extra'), 1),
      `${join(path, 'extra')} is 1; expected nothing`,
    );
  }
  for (const path of pathsOf(good)) {
    const value = valueAt(good, path);
    expectRefused(make(), withValue(good, path, undefined), `${path} is missing`);
    for (const other of otherKinds(value)) expectRefused(make(), withValue(good, path, other), `${path} is `);
    if (!ArrayBuffer.isView(value)) continue;
    const longer = new (kindOf(value))([...(value as Float32Array), 1]);
    expectRefused(make(), withValue(good, path, longer), ' is a ');
    if ((value as Float32Array).length === 0) continue;
    expectRefused(make(), withValue(good, path, (value as Float32Array).slice(1)), ' is a ');
    if (!(value instanceof Float32Array || value instanceof Float64Array)) continue;
    for (const k of [0, value.length - 1]) {
      for (const entry of [NaN, Infinity, -Infinity]) {
        expectRefused(make(), withValue(good, `${path}[${k}]`, entry), `${path}[${k}] is ${entry}`);
      }
    }
  }
  for (const [path, value, message] of wrong) expectRefused(make(), withValue(good, path, value), message);
}

function expectRefused(to: Pick<Stateful, 'restore'>, state: State, message: string): void {
  let error: unknown;
  try {
    restoreAll(to, state);
  } catch (thrown) {
    error = thrown;
  }
  expect(error, `a state that should be refused: ${message}`).toBeInstanceOf(StateError);
  expect((error as StateError).message).toContain(message);
  expect((error as StateError).message).toMatch(/^[^\n]+ is [^\n]+; expected [^\n]+$/);
}

const isPart = (value: unknown): value is State =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

const kindOf = (value: object) => value.constructor as new (values: ArrayLike<number>) => Float32Array;

/** The paths of all values, parts included. */
function pathsOf(state: State, which: (value: StateValue) => boolean = () => true, path = ''): string[] {
  return Object.entries(state).flatMap(([name, value]) => {
    const below = isPart(value) ? pathsOf(value, which, join(path, name)) : [];
    return which(value) ? [join(path, name), ...below] : below;
  });
}

function valueAt(state: State, path: string): StateValue {
  return path.split('.').reduce<StateValue>((value, name) => (value as State)[name], state);
}

/** A copy with another value, or none for undefined, in one place. */
export function withValue(state: State, path: string, value: StateValue | undefined): State {
  const copy = structuredClone(state);
  const [, place, index] = /^(.*?)(?:\[(\d+)\])?$/.exec(path) as RegExpExecArray;
  const names = place.split('.');
  const last = names.pop() as string;
  const holder = names.reduce<StateValue>((part, name) => (part as State)[name], copy) as Record<
    string,
    StateValue
  >;
  if (value === undefined) delete holder[last];
  else if (index === undefined) holder[last] = value;
  else (holder[last] as Float32Array)[Number(index)] = value as number;
  return copy;
}

/** Values that are of another kind, and as alike as they can be otherwise. */
function otherKinds(value: StateValue): StateValue[] {
  if (ArrayBuffer.isView(value)) {
    const kinds = [Uint8Array, Uint32Array, Float32Array, Float64Array] as const;
    const others = kinds.filter((Kind) => !(value instanceof Kind)).map((Kind) => new Kind(value));
    return [
      ...others,
      null,
      Array.from(value) as unknown as StateValue,
      { ...value } as unknown as StateValue,
    ];
  }
  const others: StateValue[] = ['other', true, NaN, {}, Float64Array.of(1)];
  return others.filter((other) => typeof other !== typeof value || typeof other === 'number');
}
