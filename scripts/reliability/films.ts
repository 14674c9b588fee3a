/**
 * `npm run films -- RUN…`: what ffmpeg makes of the films that `play --gif` and `--mp4` write of runs: how many frames, for how long,
 * without an error, and whether both show the same. For each frame of the GIF, that of the MP4 at the same time is compared with it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createCommand, runProgram, UsageError } from '../../src/cli/program.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { runToTheEnd } from './programs.ts';

const STEPS = '150';
/** Of 255, in the mean over a frame: 256 colours on one side, and colours of four pixels together on the other. */
const MAX_DIFFERENCE = 3;

interface Film {
  readonly width: number;
  readonly height: number;
  /** When each frame begins, in seconds. */
  readonly starts: readonly number[];
  readonly seconds: number;
  /** RGB of all frames. */
  readonly pixels: Buffer;
}

/** What a program says. @throws Error if it complains. */
function ask(program: string, ...args: readonly string[]): Buffer {
  const { error, stdout, stderr, status } = spawnSync(program, args, { maxBuffer: 2 ** 30 });
  if (error !== undefined)
    throw new UsageError(`${program}: ${error.message}; on Debian: apt-get install ffmpeg`);
  if (status !== 0 || stderr.length > 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function decode(path: string): Film {
  const entries = 'stream=width,height:frame=best_effort_timestamp_time:packet=pts_time,duration_time';
  const told = JSON.parse(
    ask(
      'ffprobe',
      '-v',
      'error',
      '-of',
      'json',
      '-show_entries',
      entries,
      '-show_frames',
      '-show_packets',
      path,
    ).toString(),
  );
  const [{ width, height }] = told.streams;
  const entriesOf = (type: string): Record<string, string>[] =>
    (told.packets_and_frames ?? []).filter((one: { type: string }) => one.type === type);
  const starts = entriesOf('frame').map((frame) => Number(frame.best_effort_timestamp_time));
  const ends = entriesOf('packet').map((packet) => Number(packet.pts_time) + Number(packet.duration_time));
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-vsync', 'passthrough', '-'];
  const pixels = ask('ffmpeg', '-v', 'error', '-i', path, ...raw);
  return { width, height, starts, seconds: Math.max(...ends), pixels };
}

/** Mean |difference| of two frames, of 255. */
function difference(a: Film, k: number, b: Film, j: number): number {
  const size = 3 * a.width * a.height;
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.abs(a.pixels[k * size + i] - b.pixels[j * size + i]);
  return sum / size;
}

const describe = ({ width, height, starts, seconds }: Film) =>
  `${width} × ${height}, ${starts.length} frames, ${seconds.toFixed(2)} s`;

async function look(run: string, folder: string): Promise<boolean> {
  const [gif, mp4] = ['episode.gif', 'episode.mp4'].map((name) => join(folder, name));
  await runToTheEnd(['play', run, '--gif', gif, '--mp4', mp4, '--max-episode-steps', STEPS]);
  const [still, moving] = [decode(gif), decode(mp4)];
  const differences = still.starts.map((start, k) => {
    const distances = moving.starts.map((other) => Math.abs(other - start));
    return difference(still, k, moving, distances.indexOf(Math.min(...distances)));
  });
  const largest = Math.max(...differences);
  process.stdout.write(`${run}: GIF ${describe(still)}; MP4 ${describe(moving)}; `);
  process.stdout.write(`frames differ by ${largest.toFixed(2)} of 255 at most, in the mean over a frame\n`);
  return largest <= MAX_DIFFERENCE && still.width === moving.width && still.height === moving.height;
}

await runProgram(async () => {
  const command = createCommand('films')
    .description('Decodes the GIF and MP4 of an episode of each run with ffmpeg, and compares them.')
    .argument('<runs...>', 'Run folders of train.ts.')
    .parse();
  return await withTemporaryFolder(async (folder) => {
    let faults = 0;
    for (const run of command.args) if (!(await look(run, folder))) faults++;
    process.stdout.write(faults === 0 ? 'no fault was found\n' : `${faults} faults\n`);
    return faults === 0 ? 0 : 1;
  });
});
