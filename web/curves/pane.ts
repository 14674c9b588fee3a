/** The curves of a run as it learns: that of its returns, which is on the stage, and what else there is. */
import './curves.css';
import { button, element, pane, setText } from '../dom.ts';
import { download } from '../files/download.ts';
import type { Lab } from '../lab.ts';
import { createChartSet } from './chart-set.ts';
import { MORE_CHARTS, RETURN_CHART } from './charts.ts';
import { EXPORTED_FILES, type ExportedFile } from './export.ts';
import { createLookBack } from './look-back.ts';
import { lastStep } from './reading.ts';

export function createReturnPane(lab: Lab): HTMLElement {
  return pane('return', 'Return', ...createChartSet(lab, [RETURN_CHART]), createLookBack(lab));
}

export function createCurvesPane(lab: Lab): HTMLElement {
  const status = element('p', { role: 'status', class: 'note' });
  const exports = EXPORTED_FILES.map((file) => button(`Save ${file.name}`, () => save(file)));

  async function save({ name, content }: ExportedFile): Promise<void> {
    setText(status, '');
    try {
      download(name, await content(lab.run));
    } catch (error) {
      setText(status, `${name} could not be made: ${error instanceof Error ? error.message : error}`);
    }
  }

  const allow = () => {
    const isNew = lastStep(lab.run) === 0;
    for (const exported of exports) exported.disabled = isNew;
  };
  for (const event of ['started', 'progress', 'phase'] as const) lab.on(event, allow);
  allow();
  return pane(
    'curves',
    'Curves',
    element('div', { class: 'curves-grid' }, ...createChartSet(lab, MORE_CHARTS)),
    element('div', { class: 'row', role: 'group', 'aria-label': 'Save the curves as files' }, ...exports),
    status,
  );
}
