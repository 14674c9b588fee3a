#!/usr/bin/env node
/** `dqn.ts train`, `play`, `sweep`, `compare`, `export`, `lab`: the programs behind one command, which the package installs. */
import { commands } from './cli/commands.ts';
import { compare, exportRun, lab, play, sweep, train } from './cli/programs.ts';
import { start } from './cli/start.ts';

const PROGRAMS = new Map(Object.entries({ train, play, sweep, compare, export: exportRun, lab }));

const args = process.argv.slice(2);
const program = PROGRAMS.get(args[0] ?? '');
await start((stop) => (program === undefined ? commands(args, stop) : program(args.slice(1), stop)));
