/** Says in one line what is wrong with the picture of a task, whose methods may throw anything. */
import type { Paint } from '../drawing/paint.ts';
import type { Moment, Picture, Recording } from './picture.ts';
import { TaskError } from './task-error.ts';

export class CheckedPicture implements Picture {
  readonly stepSeconds: number;
  readonly minColumns: number;
  readonly minRows: number;
  readonly #picture: Picture;
  readonly #title: (error: unknown) => string;

  /** @param title what messages call the task, at the line where an error was thrown. */
  constructor(picture: Picture, title: (error: unknown) => string) {
    this.#picture = picture;
    this.#title = title;
    this.stepSeconds = picture.stepSeconds;
    this.minColumns = picture.minColumns;
    this.minRows = picture.minRows;
  }

  describe(moment: Moment): readonly string[] {
    return this.#calling(() => this.#picture.describe(moment));
  }

  drawTerminal(moment: Moment, columns: number, rows: number, paint: Paint): string[] {
    return this.#calling(() => this.#picture.drawTerminal(moment, columns, rows, paint));
  }

  drawSvg(recording: Recording): string {
    return this.#calling(() => this.#picture.drawSvg(recording));
  }

  #calling<T>(draw: () => T): T {
    try {
      return draw();
    } catch (error) {
      throw pictureFailure(this.#title(error), error);
    }
  }
}

/** The picture of a task cannot be loaded or drawn. */
export function pictureFailure(title: string, error: unknown): TaskError {
  const what = error instanceof Error ? error.message : String(error);
  const failure = new TaskError('picture', `${title} cannot be drawn: ${what}`);
  failure.cause = error;
  return failure;
}
