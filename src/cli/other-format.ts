/** Weights in the formats of other programs, which are told by how they begin. */
import { isHdf5 } from './hdf5/signature.ts';
import { UsageError } from './program.ts';
import { beginsWith } from './reading.ts';

/** @throws UsageError that says what the file at `path` is, if it can hold weights but not in a format of ours. */
export function refuseOtherFormat(path: string): void {
  if (isHdf5(path)) {
    throw new UsageError(
      `${path} is an HDF5 file, as Keras writes them, which only play reads; save its weights as safetensors`,
    );
  }
  if (beginsWith(path, 'PK\x03\x04')) {
    throw new UsageError(
      `${path} is a ZIP archive, such as .keras, .pt or .npz, which no command reads; save its weights as safetensors, or in Keras as HDF5 (model.save("model.h5")), which play reads`,
    );
  }
}
