/** The picture of a task on a canvas. `web/tasks/<task>/scene.ts` has one each. */
import type { ThemeColours } from '../theme.ts';
import type { Box } from './box.ts';
import type { ActionView } from './task-view.ts';

/** What a picture shows. */
export interface SceneState {
  /** Not scaled. */
  readonly observation: ArrayLike<number>;
  /** How strongly the sign of each action is drawn, 0 to 1. */
  readonly actions: readonly number[];
  /** The blow that is aimed at the moment; null if none is. */
  readonly strike: number | null;
}

export interface Scene {
  /**
   * As large as the box allows.
   *
   * @param context in CSS pixels, cleared.
   */
  draw(context: CanvasRenderingContext2D, box: Box, state: SceneState, colours: ThemeColours): void;
  /** The blow of a pointer that went down at `from` and came up at `to`, in pixels from the left edge; left out where there are none. */
  strikeOf?(from: number, to: number, box: Box, observation: ArrayLike<number>): number;
}

export function actionColour({ look }: ActionView, colours: ThemeColours): string {
  return look === 'rest' ? colours.faint : colours[look];
}
