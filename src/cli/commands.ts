/** What the command `dqn.ts` does by itself: it says which programs there are, and its version. */
import type { Program } from './programs.ts';

const COMMANDS = [
  ['train', 'Train an agent on a task, and write the run to a folder.'],
  ['play', 'Show what an agent has learned.'],
  ['sweep', 'Train many agents in parallel, and compare them.'],
  ['compare', 'Set learning curves of runs and sweeps side by side.'],
  ['export', 'Export a policy, or the tables of a run, for other programs.'],
  ['lab', 'Serve the lab, a page that trains the same agent step by step.'],
];

/** @param args what stands behind `dqn.ts`, without the name of a program at its head. */
export const commands: Program = async (args) => {
  const { createCommand, UsageError } = await import('./program.ts');
  const { version } = await import('./version.ts');
  if (args.length === 0) {
    throw new UsageError(`expected a command: ${COMMANDS.map(([name]) => name).join(', ')}; see --help`);
  }
  const command = createCommand('dqn.ts')
    .usage('<command> [flags]')
    .description('Deep Q-Learning from scratch. Each command lists its flags with --help.')
    .version(version(), '--version', 'Print the version.')
    .helpOption('-h, --help', 'Show this help.')
    .helpCommand(false);
  for (const [name, description] of COMMANDS) command.command(name).description(description);
  command.parse(args, { from: 'user' });
  return 0;
};
