/** How HDF5 files are told from others. */
import { beginsWith } from '../reading.ts';

export const isHdf5 = (path: string): boolean => beginsWith(path, '\x89HDF\r\n\x1a\n');
