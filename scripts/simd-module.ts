/** What `src/nn/simd/module.ts` must contain: `kernels.as.ts`, compiled. Apart from `build-simd.ts` so that a test can ask, too. */
import { readFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const SOURCE = new URL('../src/nn/simd/kernels.as.ts', import.meta.url);
const LINE_LENGTH = 108;

const OPTIONS = [
  '-O3',
  '--noAssert',
  ['--enable', 'simd'],
  ['--runtime', 'stub'],
  '--importMemory', // the arrays live in a memory that JavaScript makes
].flat();

/** The text of `module.ts`. The same source and the same (locked) compiler give the same bytes. */
export async function simdModule(): Promise<string> {
  const source = await readFile(SOURCE, 'utf8');
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['kernels.ts', ...OPTIONS, '--outFile', 'kernels.wasm'], {
    readFile: (name) => (name === 'kernels.ts' ? source : null),
    writeFile: (_name, contents) => {
      wasm = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !wasm)
    throw new Error(`kernels.as.ts does not compile:\n${stderr.toString()}`, { cause: error });
  const base64 = Buffer.from(wasm).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return [
    `/** \`kernels.as.ts\` as WebAssembly, ${wasm.length} bytes in base64. Generated: \`npm run build:simd\`. */`,
    'export const MODULE_BASE64: string = `',
    ...lines,
    '`;',
    '',
  ].join('\n');
}
