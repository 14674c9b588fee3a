/** What takes the place of `train-command.ts` in the page of the package. */
export const TRAIN_COMMAND = 'npx dqn.ts train';
