/** The flags of `lab.ts`. */
import { parseFlags } from './flags.ts';
import { numberBetween } from './number-between.ts';
import { createCommand } from './program.ts';

export interface LabArguments {
  /** 0 is any that is free. */
  readonly port: number;
}

const MAX_PORT = 65_535;

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseLabArguments(args: readonly string[]): LabArguments {
  const command = createCommand('lab')
    .usage('[flags]')
    .description('Serves the lab, a page that trains the same agent step by step, on this machine only.')
    .option(
      '--port <n>',
      'Port to listen on; 0 takes any free port.',
      numberBetween('--port', 0, MAX_PORT, 'an integer'),
      0,
    );
  parseFlags(command, args, { examples: ['npx dqn.ts lab --port 8080'] });
  return command.opts<LabArguments>();
}
