/** How HDF5 files are told from others. */
import { readBeginning } from '../reading.ts';

const SIGNATURE = '\x89HDF\r\n\x1a\n';

export const isHdf5 = (path: string): boolean =>
  String.fromCharCode(...readBeginning(path, SIGNATURE.length)) === SIGNATURE;
