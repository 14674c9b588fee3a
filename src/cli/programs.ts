/** The programs. Each reads its flags, and loads what it does only once they have turned out to be right. */

/** @returns the exit code. */
export type Program = (args: readonly string[], stop: AbortSignal) => Promise<number>;

export const train: Program = async (args, stop) => {
  const { parseTrainArguments } = await import('./train-arguments.ts');
  const parsed = await parseTrainArguments(args);
  const { loadTrain } = await import('./checkout.ts');
  const { main } = await loadTrain(parsed.bug);
  return await main(parsed, stop);
};

export const play: Program = async (args, stop) => {
  const { withTasks } = await import('./load-task.ts');
  const { parsePlayArguments } = await import('./play-arguments.ts');
  const parsed = await withTasks(() => parsePlayArguments(args));
  const { main } = await import('./play.ts');
  return await main(parsed, stop);
};

export const sweep: Program = async (args, stop) => {
  const { withTasks } = await import('./load-task.ts');
  const { parseSweepArguments } = await import('./sweep/arguments.ts');
  const parsed = await withTasks(() => parseSweepArguments(args));
  const { main } = await import('./sweep/sweep.ts');
  return await main(parsed, stop);
};

export const compare: Program = async (args, stop) => {
  const { parseCompareArguments } = await import('./compare/arguments.ts');
  const parsed = parseCompareArguments(args);
  const { main } = await import('./compare/compare.ts');
  return await main(parsed, stop);
};

export const exportRun: Program = async (args) => {
  const { withTasks } = await import('./load-task.ts');
  const { parseExportArguments } = await import('./export-arguments.ts');
  const parsed = await withTasks(() => parseExportArguments(args));
  const { main } = await import('./export.ts');
  return await main(parsed);
};

export const lab: Program = async (args, stop) => {
  const { parseLabArguments } = await import('./lab-arguments.ts');
  const parsed = parseLabArguments(args);
  const { main } = await import('./lab.ts');
  return await main(parsed, stop);
};
