/** The flags of `export.ts`. */
import { Option } from 'commander';
import { DEFAULT_TASK } from '../env/registry.ts';
import { commandOf } from './checkout.ts';
import { parseFlags } from './flags.ts';
import { numberBetween } from './number-between.ts';
import type { PolicyFlags } from './open-policy.ts';
import { fileName } from './play-arguments.ts';
import { createCommand } from './program.ts';

export interface ExportArguments extends Pick<PolicyFlags, 'at' | 'best'> {
  /** A run folder, a checkpoint or a weights file. */
  readonly path: string;
  readonly onnx: string;
}

const COMMAND = commandOf('export').join(' ');

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseExportArguments(args: readonly string[]): ExportArguments {
  const command = createCommand('export')
    .usage('<run folder | weights file> --onnx <file>')
    .description('Writes the greedy policy of a trained agent for other programs.')
    .argument(
      '<path>',
      'A run folder of train.ts, a checkpoint.bin, or a safetensors file of dense layers with ReLU.',
    )
    .addOption(
      new Option(
        '--onnx <file>',
        'Write an ONNX model: observations as the environment gives them in, Q-values and the greedy action out; replaces the file.',
      )
        .argParser(fileName('--onnx', '.onnx'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--at <step>', 'The network of a run folder at this step.')
        .argParser(numberBetween('--at', 0, Number.MAX_SAFE_INTEGER, 'an integer'))
        .conflicts('best'),
    )
    .option('--best', 'The network of the best evaluation of a run folder instead of the last network.');
  parseFlags(command, args, {
    examples: [`${COMMAND} runs/${DEFAULT_TASK.spec.id}_default_seed1 --onnx policy.onnx`],
  });
  return { path: command.args[0], ...command.opts<Omit<ExportArguments, 'path'>>() };
}
