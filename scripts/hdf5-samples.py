"""Writes the HDF5 files of the tests as Keras 2 lays them out: python3 scripts/hdf5-samples.py test/cli/hdf5/samples

Needs h5py (written with h5py 3.7.0, HDF5 1.10.8; Debian's python3-h5py). Weight k of a file, counted over all arrays, is
(k % 7 - 3) / 4, so that every float type holds it exactly.
"""
import json
import sys

import h5py
import numpy as np


def write(name, layers, dtype="f4", config=None, at_root=False):
    """`layers`: (name, inputs, outputs), or (name,) for a layer without weights."""
    with h5py.File(f"{sys.argv[1]}/{name}.h5", "w") as file:
        if config is not None:
            file.attrs["model_config"] = json.dumps(config).encode()
        group = file if at_root else file.create_group("model_weights")
        group.attrs["layer_names"] = np.array([layer[0].encode() for layer in layers])
        count = 0
        for layer, *sizes in layers:
            one = group.create_group(layer)
            names = [f"{layer}/kernel:0", f"{layer}/bias:0"] if sizes else []
            one.attrs["weight_names"] = np.array([text.encode() for text in names], "S")
            for path, shape in zip(names, [sizes, sizes[1:]]):
                size = int(np.prod(shape))
                values = ((np.arange(count, count + size) % 7) - 3) / 4
                one.create_dataset(path, data=values.reshape(shape).astype(dtype))
                count += size


def dense(activation):
    return {"class_name": "Dense", "config": {"activation": activation}}


write(
    "sequential",
    [("dense_1", 4, 3), ("dense_2", 3, 3), ("dense_3", 3, 3), ("dense_4", 3, 2)],
    config={"class_name": "Sequential", "config": [dense("relu"), dense("relu"), dense("relu"), dense("linear")]},
)
write("weights-float64", [("dense", 4, 3), ("dropout",), ("dense_1", 3, 2)], dtype="f8", at_root=True)
write(
    "weights-float16",
    [("dense", 4, 3), ("activation",), ("q", 3, 2)],
    dtype="f2",
    config={
        "class_name": "Sequential",
        "config": {
            "layers": [
                dense("linear"),
                {"class_name": "Activation", "config": {"activation": "relu"}},
                dense("linear"),
            ]
        },
    },
)
write(
    "tanh",
    [("dense_1", 4, 3), ("dense_2", 3, 2)],
    config={"class_name": "Sequential", "config": [dense("tanh"), dense("linear")]},
)
