/** Some charts of the run as it learns, over the curves of those before. */
import type { Lab } from '../lab.ts';
import { PacedDrawing } from '../paced-drawing.ts';
import { comparedTitle } from '../run-title.ts';
import { onThemeChange } from '../theme.ts';
import { type ChartData, CurveChart } from './chart.ts';
import type { Chart, RunRows } from './charts.ts';
import { cursorStep, moveCursor, onCursorMove } from './cursor.ts';
import { CursorStops, runUpTo } from './reading.ts';
import { RunTraces } from './run-traces.ts';

const DRAWINGS_A_SECOND = 5;
const DESCRIPTIONS_A_SECOND = 1;

/** Follows the lab. Returns the charts' elements. */
export function createChartSet(lab: Lab, shown: readonly Chart[]): HTMLElement[] {
  let data = dataOf(lab, shown);
  const stopNear = (step: number | null) => {
    const stops = new CursorStops(data);
    const nearest = step === null ? null : stops.nearest(step);
    return nearest === null ? null : stops.step(nearest);
  };
  const charts = shown.map((chart) => new CurveChart(chart, data, (step) => moveCursor(stopNear(step))));
  onCursorMove(() => {
    for (const chart of charts) chart.showCursor(cursorStep());
  });

  const drawings = charts.flatMap((chart) => {
    const draw = () => {
      data.traces.update(data.run);
      chart.update(data);
    };
    return [
      new PacedDrawing(chart.element, DRAWINGS_A_SECOND, draw),
      new PacedDrawing(chart.element, DESCRIPTIONS_A_SECOND, () => chart.describe()),
    ];
  });
  for (const event of ['started', 'shown'] as const) {
    lab.on(event, () => {
      data = dataOf(lab, shown);
      for (const drawing of drawings) drawing.request();
    });
  }
  for (const event of ['started', 'progress', 'phase'] as const) {
    lab.on(event, () => {
      for (const drawing of drawings) drawing.request();
    });
  }
  lab.on('phase', () => {
    if (lab.run.phase !== 'running') for (const drawing of drawings) drawing.settle();
  });
  onThemeChange(() => {
    for (const chart of charts) chart.redraw();
  });
  return charts.map((chart) => chart.element);
}

function dataOf(lab: Lab, shown: readonly Chart[]): ChartData {
  const ghosts = lab.earlier.map((past) => ({ ...past, title: comparedTitle(past, lab.run) + past.note }));
  const { pastStep } = lab;
  const run = pastStep === null ? lab.run : runUpTo(lab.run, pastStep);
  return {
    run,
    ghosts,
    traces: tracesOf(run, shown),
    ghostTraces: ghosts.map((past) => tracesOf(past, shown)),
  };
}

function tracesOf(run: RunRows, shown: readonly Chart[]): RunTraces {
  const traces = new RunTraces(shown);
  traces.update(run);
  return traces;
}
