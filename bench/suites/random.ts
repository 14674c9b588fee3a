/** Draws of the random generator. */
import { Generator } from '../../src/random.ts';
import type { Row } from '../row.ts';

const GROUP = 'Random numbers';

const randomRow: Row = {
  group: GROUP,
  name: 'random()',
  prepare() {
    const random = new Generator(1);
    return (count) => {
      let sum = 0;
      for (let n = 0; n < count; n++) sum += random.random();
      return sum;
    };
  },
};

const integersRow = (high: number): Row => ({
  group: GROUP,
  name: `integers(0, ${high})`,
  prepare() {
    const random = new Generator(1);
    return (count) => {
      let sum = 0;
      for (let n = 0; n < count; n++) sum += random.integers(0, high);
      return sum;
    };
  },
});

/** An action, and a slot of the replay memory. */
export const randomRows: readonly Row[] = [randomRow, integersRow(2), integersRow(50_000)];
