/**
 * Lets a thread run TypeScript: `node --import` this file. tsx, imported itself, translates in the main thread only. Both ways to
 * load a module are registered, as tsx does it there: a task with no package.json of type "module" above it counts as CommonJS. No
 * TypeScript here, because nothing would translate it.
 */
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerRequire();
registerImport();
