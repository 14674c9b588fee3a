/** Numbers that have overflowed. */
import type { State } from '../state.ts';

/**
 * The first NaN or infinity of a state, as its path such as `agent.online[3]`, or null if all is finite. Such a state can be
 * written, but `restore` would refuse it.
 */
export function firstNonFinite(state: State, path = ''): string | null {
  for (const [name, value] of Object.entries(state)) {
    const inside = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return inside;
    } else if (value instanceof Float32Array || value instanceof Float64Array) {
      if (!isFiniteArray(value)) return `${inside}[${value.findIndex((x) => !Number.isFinite(x))}]`;
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      const found = firstNonFinite(value, inside);
      if (found !== null) return found;
    }
  }
  return null;
}

/** A plain sum, because a state is large and each checkpoint asks: x · 0 is 0 for every finite x, and NaN for the others. */
function isFiniteArray(values: Float32Array | Float64Array): boolean {
  let zero = 0;
  for (let k = 0; k < values.length; k++) zero += values[k] * 0;
  return zero === 0;
}
