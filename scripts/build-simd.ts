/** Compiles the SIMD kernels: run it (`npm run build:simd`) after a change of `src/nn/simd/kernels.as.ts` and commit what it wrote. */
import { writeFile } from 'node:fs/promises';
import { simdModule } from './simd-module.ts';

await writeFile(new URL('../src/nn/simd/module.ts', import.meta.url), await simdModule());
