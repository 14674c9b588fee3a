/**
 * Lets a thread run TypeScript: `node --import` this file. tsx, imported itself, translates in the main thread only. No
 * TypeScript here, because nothing would translate it.
 */
import { register } from 'tsx/esm/api';

register();
