"""Writes the HDF5 files of the tests as Keras 2 and 3 lay them out: python3 scripts/hdf5-samples.py test/cli/hdf5/samples

Needs h5py (written with h5py 3.7.0, HDF5 1.10.8; Debian's python3-h5py). The layout of Keras 3 is that of files written by 3.15.1. Weight k of a file, counted over all arrays, is
(k % 7 - 3) / 4, so that every float type holds it exactly.
"""
import json
import sys

import h5py
import numpy as np


def values(count, shape):
    """The next weights after `count` others."""
    numbers = np.arange(count, count + int(np.prod(shape)))
    return (((numbers % 7) - 3) / 4).reshape(shape)


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
                data = values(count, shape)
                one.create_dataset(path, data=data.astype(dtype))
                count += data.size


def write_keras3(name, layers):
    """`layers`: (name, inputs, outputs), or (name,) for a layer without weights."""
    with h5py.File(f"{sys.argv[1]}/{name}.h5", "w") as file:
        file.create_group("vars").attrs["name"] = "sequential"
        count = 0
        for layer, *sizes in layers:
            variables = file.create_group(f"layers/{layer}/vars")
            variables.attrs["name"] = layer
            for k, shape in enumerate([sizes, sizes[1:]] if sizes else []):
                data = values(count, shape)
                variables.create_dataset(str(k), data=data.astype("f4"))
                count += data.size


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
write_keras3("keras-3", [("dense", 4, 3), ("dropout",), ("dense_2", 3, 3), ("dense_10", 3, 2)])
write_keras3("keras-3-embedding", [("embedding", 4, 3), ("dense", 3, 2)])
