/** The program `train`, to be loaded with a bug in it: the one that it is told. */
import { runProgram } from '../src/cli/program.ts';
import { main } from '../src/cli/train.ts';

export const runTrain = (bug: string) => runProgram((stop) => main(stop, bug));
