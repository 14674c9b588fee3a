/** What a benchmark is: one row of the table. */
import type { KernelsName } from '../src/nn/device.ts';

/**
 * Does the operation `count` times in a loop of its own.
 *
 * The number it returns must depend on the work, or the compiler may find that there is none to do.
 */
export type RepeatedOperation = (count: number) => number;

export interface Row {
  readonly group: string;
  /** Unique in its group; says what one operation is. */
  readonly name: string;
  /** Floating-point operations of one operation, where a rate of them means something. */
  readonly flops?: number;
  /** Builds what the operation works on, when its turn has come and outside every measurement. */
  prepare(kernels: KernelsName): RepeatedOperation;
}

export const fullName = ({ group, name }: Pick<Row, 'group' | 'name'>) => `${group} / ${name}`;
