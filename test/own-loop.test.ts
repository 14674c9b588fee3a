/** The example of a loop of one's own. */
import { expect, it, vi } from 'vitest';

it('an agent made by createDqn learns in a loop and an environment of its user', async () => {
  const lines: unknown[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  await import('../examples/own-loop.ts');
  expect(lines).toEqual(['before: 39 of 100 flags reached', 'after:  99 of 100 flags reached']);
});
