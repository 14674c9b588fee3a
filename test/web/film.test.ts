/** The training episode on the stage. */
import { describe, expect, test } from 'vitest';
import { Film } from '../../web/scene/film.ts';

const footage = (count: number) => ({
  observations: Float32Array.from({ length: 2 * count }, (_, k) => k),
  actions: Uint8Array.from({ length: count }, (_, k) => k % 2),
  explored: Uint8Array.from({ length: count }, (_, k) => Number(k % 5 === 0)),
  ended: new Uint8Array(count),
});

describe('the film of the training', () => {
  test('shows the steps of a report over the tenth of a second until the next one, and then the last', () => {
    const film = new Film();
    film.add(footage(50), 1000);
    const seen = [1000, 1020, 1050, 1099, 1500].map((now) => film.at(now));
    expect(seen.map((frame) => [...frame!.observation])).toEqual([
      [0, 1],
      [20, 21],
      [50, 51],
      [98, 99],
      [98, 99],
    ]);
    expect(seen.map((frame) => frame?.action)).toEqual([0, 0, 1, 1, 1]);
    expect(seen.map((frame) => frame?.steps)).toEqual([1, 10, 15, 24, 1]);
  });

  test('says which part of the steps that pass between two pictures explores', () => {
    const film = new Film();
    film.add(footage(50), 0);
    expect([0, 20, 50].map((now) => film.at(now)?.exploring)).toEqual([1, 0.2, 0.2]);
  });

  test('shows a single step at once, and nothing where there is nothing', () => {
    const film = new Film();
    expect(film.at(0)).toBeNull();
    film.add(footage(1), 7);
    expect(film.at(7)).toMatchObject({ action: 0, exploring: 1, steps: 1 });
    film.clear();
    expect(film.at(8)).toBeNull();
  });
});
