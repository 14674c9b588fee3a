/** The flags of `export.ts`. */
import { Option } from 'commander';
import { DEFAULT_TASK } from '../env/registry.ts';
import { commandOf } from './checkout.ts';
import { fileName } from './file-name.ts';
import { parseFlags } from './flags.ts';
import { numberBetween } from './number-between.ts';
import type { PolicyFlags } from './open-policy.ts';
import { createCommand, UsageError } from './program.ts';

export interface ExportArguments extends Pick<PolicyFlags, 'at' | 'best'> {
  /** A run folder, a checkpoint or a weights file. */
  readonly path: string;
  readonly onnx?: string;
  /** A folder for an event file. */
  readonly tensorboard?: string;
}

const COMMAND = commandOf('export').join(' ');

/**
 * @param args what stands behind the program's name.
 * @throws UsageError or commander's error, which `runProgram` prints.
 */
export function parseExportArguments(args: readonly string[]): ExportArguments {
  const command = createCommand('export')
    .usage('<run folder | weights file> [flags]')
    .description("Exports an agent's policy, or the tables of its run, for other programs.")
    .argument(
      '<path>',
      'A run folder of train.ts, a checkpoint.bin, or a safetensors file of dense layers with ReLU.',
    )
    .addOption(
      new Option(
        '--onnx <file>',
        'Write an ONNX model: observations as the environment gives them in, Q-values and the greedy action out; replaces the file.',
      ).argParser(fileName('--onnx', '.onnx')),
    )
    .option(
      '--tensorboard <dir>',
      'Write the tables and settings of a run folder to an event file in this folder, for TensorBoard; replaces an earlier one of the same run.',
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
  const flags = command.opts<Omit<ExportArguments, 'path'>>();
  if (flags.onnx === undefined && flags.tensorboard === undefined) {
    throw new UsageError('there is nothing to write; give --onnx, --tensorboard, or both');
  }
  return { path: command.args[0], ...flags };
}
