/** Small coloured cells in rows and columns on a canvas, sharp on every screen. */
import { prepare } from '../canvas.ts';
import { diverging, themeColours } from '../theme.ts';
import type { CellLayout } from './cell-layout.ts';
import { edgeOf } from './cell-layout.ts';
import type { Cell } from './heat-map-grid.ts';

export interface Cells {
  readonly layout: CellLayout;
  /** The number in each cell, row after row. */
  readonly values: Float32Array;
  /** The size that has the full colour. */
  readonly limit: number;
  /** Drawn with a frame. */
  readonly marked: Cell | null;
  /** Written to the left of the rows, where there is room for it. */
  readonly rowNames?: readonly string[];
}

function drawFrame(context: CanvasRenderingContext2D, layout: CellLayout, { column, row }: Cell): void {
  const [x, y] = [edgeOf(layout.across, column), edgeOf(layout.down, row)];
  const [width, height] = [layout.across.cell, layout.down.cell];
  const { ink, panel } = themeColours();
  // Light in dark, so that it differs from whatever colour is around it.
  context.lineWidth = 4;
  context.strokeStyle = panel;
  context.strokeRect(x - 1, y - 1, width + 1, height + 1);
  context.lineWidth = 2;
  context.strokeStyle = ink;
  context.strokeRect(x - 1, y - 1, width + 1, height + 1);
}

function drawRowNames(context: CanvasRenderingContext2D, layout: CellLayout, names: readonly string[]): void {
  const { down, across } = layout;
  context.fillStyle = themeColours().faint;
  context.font = `${Math.min(12, down.cell)}px system-ui, sans-serif`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [row, name] of names.entries()) {
    context.fillText(name, across.start - 6, edgeOf(down, row) + down.cell / 2, across.start - 8);
  }
}

export function drawCells(
  canvas: HTMLCanvasElement,
  { layout, values, limit, marked, rowNames }: Cells,
): void {
  const { across, down, width, height } = layout;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = prepare(canvas, layout);
  // A hairline between cells that are large enough for one.
  const hairline = Math.min(across.cell, down.cell) >= 6 ? 1 : 0;
  for (let row = 0; row < down.count; row++) {
    for (let column = 0; column < across.count; column++) {
      const value = limit > 0 ? values[row * across.count + column] / limit : 0;
      const [red, green, blue] = diverging(value);
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.fillRect(
        edgeOf(across, column),
        edgeOf(down, row),
        across.cell - hairline,
        down.cell - hairline,
      );
    }
  }
  if (rowNames) drawRowNames(context, layout, rowNames);
  if (marked !== null) drawFrame(context, layout, marked);
}

/** What the colours mean, from −1 to 1. */
export function drawScale(canvas: HTMLCanvasElement): void {
  canvas.width = 101;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  for (let x = 0; x <= 100; x++) {
    const [red, green, blue] = diverging(x / 50 - 1);
    if (context === null) return;
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(x, 0, 1, 1);
  }
}
