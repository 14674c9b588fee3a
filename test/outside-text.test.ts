/** Paths that would take over a terminal or a shell, through the programs themselves. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './programs.ts';

const HOSTILE = 'with space $(id) `id` "\'\u001b[31m\u009b31m\u202e';
const SHOWN = 'with space $(id) `id` "\'\\u001b[31m\\u009b31m\\u202e';
const SHORT = ['--steps', '20', '--hidden-sizes', '4', '--evaluation-episodes', '1'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outside-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a terminal would obey, besides the ends of lines. */
const OBEYED = /(?!\n)\p{Cc}|\p{Bidi_Control}/u;

describe('a hostile path', () => {
  test('is shown, not obeyed, by train, and the command that it suggests works in a shell', async () => {
    const out = join(folder, HOSTILE);
    const trained = await runProgram('train', ...SHORT, '--final-evaluation-episodes', '1', '--out', out);
    expect(trained).toMatchObject({ code: 0, err: '' });
    expect(trained.out).not.toMatch(OBEYED);
    expect(trained.out).toContain(`files in ${join(folder, SHOWN)}\n`);
    const [, hint] = /^play it: (.+)$/m.exec(trained.out)!;
    const played = execFileSync('bash', ['-c', `${hint} --episodes 1`], { encoding: 'utf8' });
    expect(played).toMatch(/^episode 1 of 1, seed 0: return \d+\n$/);
  });

  test('is shown, not obeyed, by train --json', async () => {
    const out = join(folder, `json ${HOSTILE}`);
    const args = [...SHORT, '--final-evaluation-episodes', '1', '--json', '--out', out];
    const trained = await runProgram('train', ...args);
    expect(trained.out + trained.err).not.toMatch(OBEYED);
    expect(JSON.parse(trained.out).folder).toBe(out);
  });

  test('is shown, not obeyed, by play', async () => {
    const svg = join(folder, `${HOSTILE}.svg`);
    const drawn = await runProgram('play', join(folder, HOSTILE), '--svg', svg);
    expect(drawn).toMatchObject({ code: 0, err: '' });
    expect(drawn.out).not.toMatch(OBEYED);
    expect(drawn.out).toContain(`wrote ${join(folder, `${SHOWN}.svg`)}\n`);
    const missing = await runProgram('play', join(folder, `no ${HOSTILE}`));
    expect(missing.err).not.toMatch(OBEYED);
    expect(missing.err).toContain(join(folder, `no ${SHOWN}`));
    const json = await runProgram('play', join(folder, HOSTILE), '--json', '--episodes', '1');
    expect(json.out).not.toMatch(OBEYED);
    expect(JSON.parse(json.out).policy).toBe(join(folder, HOSTILE));
  });

  test('is shown, not obeyed, by sweep, and stays one line of one fence in its report', async () => {
    const out = join(folder, `sweep ${HOSTILE} \`\`\`\n# heading\n`);
    const sweep = ['--seeds', '0', '--workers', '1', ...SHORT, '--out', out];
    const first = await runProgram('sweep', ...sweep);
    const again = await runProgram('sweep', ...sweep);
    const part = await runProgram('sweep', ...sweep.slice(0, -1), `${out}-part`, '--shard', '1/1');
    for (const { code, out, err } of [first, again, part]) {
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).not.toMatch(OBEYED);
      expect(out).toContain(SHOWN);
    }
    for (const file of ['report.md', 'report.html']) {
      const report = readFileSync(join(out, file), 'utf8');
      expect(report).not.toMatch(OBEYED);
      expect(report).not.toMatch(/^# heading$/m);
    }
  });
});

test('names of files of others are shown, not obeyed, in an error', async () => {
  const weights = join(folder, 'names.safetensors');
  const header = new TextEncoder().encode(
    JSON.stringify({ 'a\u001b]0;x\u0007': { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }),
  );
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  writeFileSync(weights, Buffer.concat([length, header, new Uint8Array(4)]));
  const { code, err } = await runProgram('play', weights);
  expect(code).toBe(2);
  expect(err).not.toMatch(OBEYED);
});
