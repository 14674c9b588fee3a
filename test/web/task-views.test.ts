/** The view of each task fits the task. */
import { describe, expect, it, test } from 'vitest';
import { Environment } from '../../src/env/environment.ts';
import { taskNamed } from '../../src/env/registry.ts';
import { TASK_IDS } from '../../src/env/task-ids.ts';
import { Generator } from '../../src/random.ts';
import { Plane } from '../../web/policy-map/plane.ts';
import { VIEWED_TASKS, viewOf } from '../../web/tasks/views.ts';

test('every built-in task has a view', () => {
  expect([...VIEWED_TASKS].sort()).toEqual([...TASK_IDS].sort());
});

describe.each(TASK_IDS)('the view of %s', (id) => {
  const view = viewOf(id);
  const task = taskNamed(id);
  const { spec, diagnosis } = new Environment(task);

  it('names as many entries, actions and endings as the task has', () => {
    expect(view.observation).toHaveLength(spec.observationSize);
    expect(view.actions).toHaveLength(spec.actionCount);
    expect(view.endings).toHaveLength(diagnosis.endings.length);
    expect(view.sample.observation).toHaveLength(spec.observationSize);
  });

  it('has one action for each arrow key, and at most one for none', () => {
    const count = (look: string) => view.actions.filter((action) => action.look === look).length;
    expect([count('left'), count('right')]).toEqual([1, 1]);
    expect(count('rest')).toBe(spec.actionCount - 2);
  });

  it('can be struck if the task can, where the agent sees it', () => {
    expect(view.strike === null).toBe(task.push === undefined);
    if (view.strike === null) return;
    const struck = task.make(new Generator(3), new Environment(task).options);
    const plain = task.make(new Generator(3), new Environment(task).options);
    const before = struck.reset({ seed: 3 })[view.strike.entry];
    plain.reset({ seed: 3 });
    task.push?.strike(struck, view.strike.size);
    // The next observation of the two differs in that entry by about the blow, and before it nothing does.
    const [a, b] = [struck, plain].map((env) => env.step(0).observation[view.strike?.entry ?? 0]);
    expect(Number.isFinite(before)).toBe(true);
    expect(Math.sign(a - b)).toBe(Math.sign(view.strike.size));
  });

  it('says something of every state', () => {
    const observation = new Environment(task).createUnscaled(new Generator(1)).reset({ seed: 1 });
    expect(view.describe(observation)).not.toMatch(/undefined|NaN|null/);
    for (const { text } of view.numbers) expect(text(observation)).not.toMatch(/undefined|NaN|null/);
  });

  it('has a map of states that are observations', () => {
    const { map } = view;
    for (const { low, high, home, ticks } of map.quantities) {
      expect(home).toBeGreaterThanOrEqual(low);
      expect(home).toBeLessThanOrEqual(high);
      expect(Math.min(...ticks)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...ticks)).toBeLessThanOrEqual(high);
    }
    const plane = new Plane(
      map,
      map.axes,
      map.quantities.map(({ home }) => home),
    );
    const observation = Array.from(plane.observationAt(plane.home));
    expect(observation).toHaveLength(spec.observationSize);
    expect(observation.every(Number.isFinite)).toBe(true);
    expect(plane.beyondEnd(plane.home)).toBeLessThanOrEqual(0);
  });
});

describe('the map of Breakout', () => {
  /** Plays without moving, and asks of each fall what the map makes of the same ball, paddle and direction. */
  it('has the screens that the game shows', () => {
    const { map } = viewOf('Breakout');
    const env = new Environment(taskNamed('Breakout'), { envOptions: { stickyActions: 0 } }).createUnscaled(
      new Generator(1),
    );
    const first = env.reset({ seed: 1 });
    // The ball starts in row 3, on its way down: the first two steps lead into free rows, with the whole wall above.
    const startsLeft = first[(3 * 10 + 0) * 4 + 1] === 1;
    env.step(0);
    const second = env.step(0).observation;
    const column = startsLeft ? 2 : 7;
    const made = Float32Array.from(map.observationAt([column, 4, 5, startsLeft ? 1 : -1]));
    expect(second).toEqual(made);
  });
});
