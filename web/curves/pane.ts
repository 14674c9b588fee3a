/** The curves of a run as it learns, over those of the run before. */
import './curves.css';
import { button, element, pane, setText } from '../dom.ts';
import { download } from '../files/download.ts';
import type { Lab } from '../lab.ts';
import { PacedDrawing } from '../paced-drawing.ts';
import { onThemeChange } from '../theme.ts';
import { type ChartData, CurveChart } from './chart.ts';
import { CHARTS } from './charts.ts';
import { EXPORTED_FILES, type ExportedFile } from './export.ts';
import { CursorStops, lastStep } from './reading.ts';
import { RunTraces } from './run-traces.ts';

const DRAWINGS_A_SECOND = 5;
const DESCRIPTIONS_A_SECOND = 1;

export function createCurvesPane(lab: Lab): HTMLElement {
  let data = dataOf(lab);
  const charts = CHARTS.map((chart) => new CurveChart(chart, data, moveCursor));
  const empty = element(
    'p',
    { class: 'note' },
    'There is nothing to show yet: the curves begin with the first training.',
  );
  const grid = element('div', { class: 'curves-grid' }, ...charts.map((chart) => chart.element));
  const status = element('p', { role: 'status', class: 'note' });
  const exports = EXPORTED_FILES.map((file) => button(`Save ${file.name}`, () => save(file)));
  const section = pane(
    'curves',
    'Curves',
    empty,
    grid,
    element('div', { class: 'row', role: 'group', 'aria-label': 'Save the curves as files' }, ...exports),
    status,
  );

  function moveCursor(step: number | null): void {
    const stops = new CursorStops(data);
    const nearest = step === null ? null : stops.nearest(step);
    for (const chart of charts) chart.showCursor(nearest === null ? null : stops.step(nearest));
  }

  async function save({ name, content }: ExportedFile): Promise<void> {
    setText(status, '');
    try {
      download(name, await content(lab));
    } catch (error) {
      setText(status, `${name} could not be made: ${error instanceof Error ? error.message : error}`);
    }
  }

  function showWhatThereIs(): void {
    const isNew = lastStep(data.run) === 0;
    const isEmpty = isNew && data.ghost === null;
    empty.hidden = !isEmpty;
    grid.hidden = isEmpty;
    for (const exported of exports) exported.disabled = isNew;
  }

  const drawings = charts.map((chart) => {
    const draw = () => {
      data.traces.update(data.run);
      chart.update(data);
    };
    return new PacedDrawing(chart.element, DRAWINGS_A_SECOND, draw);
  });
  drawings.push(
    new PacedDrawing(section, DESCRIPTIONS_A_SECOND, () => {
      for (const chart of charts) chart.describe();
    }),
  );
  lab.on('started', () => {
    data = dataOf(lab);
    for (const chart of charts) chart.update(data);
  });
  for (const event of ['started', 'progress', 'phase'] as const) {
    lab.on(event, () => {
      showWhatThereIs();
      for (const drawing of drawings) drawing.request();
    });
  }
  lab.on('phase', () => {
    if (lab.phase !== 'running') for (const drawing of drawings) drawing.settle();
  });
  onThemeChange(() => {
    for (const chart of charts) chart.redraw();
  });
  showWhatThereIs();
  return section;
}

function dataOf(lab: Lab): ChartData {
  const { ghost } = lab;
  const ghostTraces = ghost === null ? null : new RunTraces();
  if (ghost !== null) ghostTraces?.update(ghost);
  return { run: lab, ghost, traces: new RunTraces(), ghostTraces };
}
