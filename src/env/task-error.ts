import { UserError } from '../user-error.ts';

/** An invalid task, or an invalid setting of one: which setting, and what is wrong with it in one line. */
export class TaskError extends UserError {
  override name = 'TaskError';
  readonly setting: string;
  readonly problem: string;

  constructor(setting: string, problem: string) {
    super(`${setting}: ${problem}`);
    this.setting = setting;
    this.problem = problem;
  }
}

/** What a function of a task has thrown, in one line. */
export function taskFailure(method: string, title: string, error: unknown): TaskError {
  const what = error instanceof Error ? error.message : String(error);
  const failure = new TaskError(method, `${method}() of ${title} threw: ${what}`);
  failure.cause = error;
  return failure;
}
