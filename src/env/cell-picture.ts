/** The picture of a task whose state is a grid of cells, each of one of a few kinds. */
import { animate, animatedSvg } from '../drawing/animation.ts';
import type { Paint, PaintStyle } from '../drawing/paint.ts';
import type { Moment, Picture, Recording } from './picture.ts';

/** How one kind of cell looks. */
export interface CellKind {
  /** Two characters for the terminal, such as "██". */
  readonly text: string;
  readonly style?: PaintStyle;
  /** What fills the cell in the SVG, which shows no text. Ink and faint are dark, grid is pale (the reverse on dark ground). */
  readonly colour: 'ink' | 'faint' | 'grid' | 'blue' | 'orange';
}

export interface CellPictureOptions {
  readonly rows: number;
  readonly columns: number;
  /** By the character that stands for it in `draw`. Empty cells need none. */
  readonly kinds: Readonly<Record<string, CellKind>>;
  /**
   * The state in rows of characters, one for each cell; characters without a kind are empty cells.
   *
   * @param observation not scaled.
   */
  draw(observation: Float32Array): readonly string[];
  /** Seconds between two steps; default 0.2. */
  readonly stepSeconds?: number;
  /** A few numbers of the state; default none. */
  describe?(moment: Moment): readonly string[];
}

const CELL = 22;
const MARGIN = 24;
const HEAD = 72;
const MIN_WIDTH = 260;

/**
 * A picture that draws the cells, in the terminal and as SVG.
 *
 * Its methods throw an Error if `draw` throws, or returns anything but `rows` rows of `columns` characters.
 */
export function cellPicture(options: CellPictureOptions): Picture {
  const { rows, columns, kinds, stepSeconds = 0.2, describe = () => [] } = options;
  const draw = (observation: Float32Array) => drawn(options, observation);
  return {
    stepSeconds,
    minColumns: 2 * columns + 2,
    minRows: rows + 2,
    describe,
    drawTerminal(moment: Moment, _columns: number, _rows: number, paint: Paint): string[] {
      const edge = '─'.repeat(2 * columns);
      const lines = draw(moment.observation).map((line) => {
        const cells = line.map((kind) => {
          const look = Object.hasOwn(kinds, kind) ? kinds[kind] : null;
          return look === null ? '  ' : paint(look.style ?? 'reset', look.text);
        });
        return `│${cells.join('')}│`;
      });
      return [`┌${edge}┐`, ...lines, `└${edge}┘`];
    },
    drawSvg(recording: Recording): string {
      const { id, moments, terminated } = recording;
      const width = Math.max(MIN_WIDTH, columns * CELL + 2 * MARGIN);
      const left = (width - columns * CELL) / 2;
      const frames = moments.map(({ observation }) => draw(observation));
      const moving: string[] = [];
      const body: string[] = [
        `<rect class="line-faint" fill="none" x="${left - 1}" y="${HEAD - 1}" width="${columns * CELL + 2}" height="${rows * CELL + 2}"/>`,
      ];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const seen = frames.map((frame) => frame[row][column]);
          for (const kind of new Set(seen)) {
            if (!Object.hasOwn(kinds, kind)) continue;
            const name = `cell${moving.length}`;
            const shown = seen.map((one) => (one === kind ? '1' : '0'));
            moving.push(animate(name, stepSeconds, 'step-end', 'opacity', shown));
            body.push(
              `<rect class="fill-${kinds[kind].colour} ${name}" x="${left + column * CELL + 1}" y="${HEAD + row * CELL + 1}" width="${CELL - 2}" height="${CELL - 2}" rx="3"/>`,
            );
          }
        }
      }
      const steps = moments.length - 1;
      const count = steps === 1 ? '1 step' : `${steps} steps`;
      return animatedSvg({
        width,
        height: HEAD + rows * CELL + MARGIN,
        stepSeconds,
        id,
        returns: moments.map(({ episodeReturn }) => episodeReturn),
        end: terminated ? `ended after ${count}` : `time limit, ${count}`,
        moving,
        body: body.join('\n'),
      });
    },
  };
}

/** What `draw` gives, cell by cell. Throws an Error, of no class because a task may come with a copy of this file, if it does not fit. */
function drawn({ rows, columns, draw }: CellPictureOptions, observation: Float32Array): string[][] {
  let lines: readonly string[];
  try {
    lines = draw(observation);
  } catch (error) {
    throw new Error(`draw() threw: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (!Array.isArray(lines))
    throw new Error(`draw() returned ${String(lines)}, expected an array of ${rows} rows`);
  if (lines.length !== rows) throw new Error(`draw() returned ${lines.length} rows, expected ${rows}`);
  const cells = lines.map((line) => [...String(line)]);
  const odd = cells.findIndex(({ length }) => length !== columns);
  if (odd < 0) return cells;
  throw new Error(`draw() returned ${cells[odd].length} characters in row ${odd}, expected ${columns}`);
}
