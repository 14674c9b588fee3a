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
