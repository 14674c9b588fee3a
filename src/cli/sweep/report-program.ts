/** What a sweep does when all its runs are there: it has the report made, writes it, and says the most important. */
import type { VariantSummary } from '../../experiment/comparison.ts';
import { median } from '../../experiment/statistics.ts';
import { commandOf } from '../checkout.ts';
import { printable } from '../printable.ts';
import { formatCount } from '../status-line.ts';
import { withThreads } from '../threads.ts';
import type { SweepFolder } from './folder.ts';
import { type Report, writeReport } from './report.ts';

const out = process.stdout;

/** A part of a sweep would say little; its report is that of the whole. */
export async function report(folder: SweepFolder, stop: AbortSignal): Promise<void> {
  if (folder.shard !== null) {
    out.write(
      `files in ${printable(folder.path)}; join them when all parts are done: ${commandOf('sweep').join(' ')} --merge <folders>\n`,
    );
    return;
  }
  const thread = new URL('./report-thread.ts', import.meta.url);
  const report = await withThreads(thread, 1, stop, async (call) => (await call(folder.path)) as Report);
  if (report === null) {
    out.write('stopped before the report was made; the same command makes it\n');
    return;
  }
  writeReport(folder.path, report);
  for (const summary of report.summaries) out.write(`${describe(summary)}\n`);
  const path = printable(folder.path);
  out.write(`report: ${path}/report.md, ${path}/report.html\n`);
}

function describe(summary: VariantSummary): string {
  const { name, endsSolved, endsPerfect, finalReturn, firstPerfectSteps, stability } = summary;
  const middle = median(firstPerfectSteps);
  const ends = [
    ...(endsSolved === null ? [] : [`${endsSolved.count} of ${endsSolved.of} end solved`]),
    ...(endsPerfect === null ? [] : [`${endsPerfect.count} perfect`]),
  ];
  // A task that says neither has no first perfect evaluation.
  if (ends.length === 0) return `${name}: final return ${finalReturn.value.toFixed(2)}`;
  return [
    `${name}: ${ends.join(', ')}`,
    `first perfect evaluation: ${Number.isFinite(middle) ? `median ${formatCount(middle)} steps` : 'none for most'}`,
    ...(stability === null ? [] : [`stability ${stability.value.toFixed(3)}`]),
  ].join(' · ');
}
