/** What the thread of a report does: the statistics of many runs take seconds, and the program must hear signals meanwhile. */
import { withTasks } from '../load-task.ts';
import { refusingInOneLine } from '../thread-refusal.ts';
import { SweepFolder } from './folder.ts';
import { makeReport, type Report } from './report.ts';

export default refusingInOneLine(reportOf);

async function reportOf(path: string): Promise<Report> {
  return makeReport(await withTasks(() => SweepFolder.read(path)));
}
