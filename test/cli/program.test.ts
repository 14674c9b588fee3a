import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { createCommand, describeUsageError, UsageError } from '../../src/cli/program.ts';
import { ConfigError } from '../../src/config/config.ts';
import { CheckpointError } from '../../src/experiment/files/checkpoint.ts';
import { SafetensorsError } from '../../src/nn/safetensors.ts';
import { StateError } from '../../src/state.ts';

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const parse = (...flags: string[]) =>
  createCommand('name').option('--seed <n>').argument('<path>').parse(flags, { from: 'user' });

describe('describeUsageError', () => {
  test('passes on what our own errors say', () => {
    expect(describeUsageError(new UsageError('a: b'))).toBe('a: b');
    expect(describeUsageError(new ConfigError('gamma', 'got 2'))).toBe('gamma: got 2');
    expect(describeUsageError(new SafetensorsError('no header'))).toBe('no header');
    expect(describeUsageError(new CheckpointError('cut off'))).toBe('cut off');
    expect(describeUsageError(new StateError('a is 2'))).toBe('a is 2');
  });

  test('is one line, and free of escape sequences, whatever a file is called', () => {
    expect(describeUsageError(new UsageError('a\n\u001b[31mb\r\nc\u009bd'))).toBe(
      'a\\n\\u001b[31mb\\r\\nc\\u009bd',
    );
  });

  test('cuts a message that is far too long', () => {
    expect(describeUsageError(new UsageError('x'.repeat(100_000)))!.length).toBeLessThan(1000);
  });

  test('names an unknown flag, its likely meaning and where to look', () => {
    const line = describeUsageError(errorOf(() => parse('p', '--sede', '3')));
    expect(line).toBe("unknown option '--sede' (Did you mean --seed?); see --help");
  });

  test('has nothing to say to a person who asked for help', () => {
    expect(describeUsageError(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'))).toBe('');
  });

  test('explains an error of the file system by its path', () => {
    const error = Object.assign(new Error('ENOSPC: no space left'), {
      code: 'ENOSPC',
      syscall: 'write',
      path: 'runs/a',
    });
    expect(describeUsageError(error)).toBe('runs/a: the disk is full; make room or choose another place');
  });

  test('says what may be made smaller where the machine has no room for an array', () => {
    const line =
      /^there is not enough memory \(.*\); make --replay-capacity, --hidden-sizes or --batch-size smaller$/;
    expect(describeUsageError(errorOf(() => new ArrayBuffer(2 ** 52)))).toMatch(line);
    const wasm = new RangeError('WebAssembly.Memory(): could not allocate memory');
    expect(describeUsageError(wasm)).toMatch(line);
    expect(describeUsageError(new RangeError('batchSize is 0; give a positive integer'))).toBeNull();
  });

  test('leaves a fault of the program alone, so that its stack trace is seen', () => {
    expect(describeUsageError(new TypeError('x is undefined'))).toBeNull();
    expect(describeUsageError('not even an error')).toBeNull();
  });
});
