/** The rooms of the museum, of which one is open: all bugs to look at, riddles of hidden bugs, and lines to be found. */
import { EXHIBITS } from 'museum:exhibits';
import { createChartSet } from '../curves/chart-set.ts';
import { MORE_CHARTS, RETURN_CHART } from '../curves/charts.ts';
import { button, element } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { createCollection } from './collection.ts';
import { createFindTheLine } from './find-the-line.ts';
import { createGuessTheBug } from './guess-the-bug.ts';
import type { Room } from './room.ts';

/** The two that show most bugs. */
const STRIPS = [RETURN_CHART, ...MORE_CHARTS.filter(({ id }) => id === 'max-q')].map((chart) => ({
  ...chart,
  id: `museum-${chart.id}`,
}));

export function createRooms(lab: Lab): HTMLElement {
  const strips = element('div', { class: 'curves-grid museum-strips' }, ...createChartSet(lab, STRIPS));
  const showStrips = () => {
    strips.hidden = lab.run.phase === 'empty';
  };
  lab.on('phase', showStrips);
  showStrips();
  const rooms: readonly (Room & { readonly name: string })[] = [
    { name: 'All bugs', ...createCollection(lab, EXHIBITS) },
    { name: 'Guess the bug', ...createGuessTheBug(lab, EXHIBITS) },
    { name: 'Find the line', element: createFindTheLine(EXHIBITS) },
  ];
  const doors = rooms.map(({ name }, k) => button(name, () => enter(k)));
  function enter(open: number): void {
    for (const [k, room] of rooms.entries()) {
      room.element.hidden = k !== open;
      doors[k].setAttribute('aria-pressed', String(k === open));
    }
    rooms[open].placeOfStrips?.append(strips);
  }
  enter(0);
  return element(
    'div',
    {},
    element('div', { class: 'museum-doors', role: 'group', 'aria-label': 'Room of the museum' }, ...doors),
    ...rooms.map((room) => room.element),
  );
}
