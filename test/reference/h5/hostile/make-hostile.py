"""Writes HDF5 files that name other files, which h5wasm cannot write: make-hostile.py.

Each is a network with one weight (or weights with an optimizer of one slot) whose values are in another file. Its name
is a place for a path of at most 240 bytes, which the tests write into it; virtual datasets name "other.h5" or ".".
"""

import json

import h5py
import numpy as np

UNLIMITED = h5py.h5f.UNLIMITED
SHAPE = (2, 3)
EXTERNAL = [("other.bin".ljust(240, "#"), 0, UNLIMITED)]
values = np.arange(6, dtype="f4").reshape(SHAPE)


def store(group, name, how):
    """Writes a dataset of SHAPE, or a number."""
    if how == "own":
        group[name] = values
    elif how == "number":
        group[name] = np.float32(0.5)
    elif how == "count":
        group[name] = np.int64(7)
    elif how == "external":
        group.create_dataset(name, SHAPE, "f4", external=EXTERNAL)
    elif how in ("virtual", "virtual-self"):
        source = h5py.VirtualSource("other.h5" if how == "virtual" else ".", "x", SHAPE)
        layout = h5py.VirtualLayout(SHAPE, "f4")
        layout[...] = source
        group.create_virtual_dataset(name, layout)


def whole(name, how):
    with h5py.File(f"{name}.h5", "w") as h5:
        h5.attrs["model_config"] = json.dumps({"class_name": "Functional", "config": {}})
        root = h5.create_group("model_weights")
        root.attrs["layer_names"] = ["fc"]
        layer = root.create_group("fc")
        layer.attrs["weight_names"] = ["fc/kernel"]
        store(layer.create_group("fc"), "kernel", how)


def weights(name, weight="own", slot="own"):
    with h5py.File(f"{name}.weights.h5", "w") as h5:
        layer = h5.create_group("layers/dense/vars")
        layer.attrs["name"] = "fc"
        store(layer, "0", weight)
        optimizer = h5.create_group("optimizer/vars")
        for i, how in enumerate(["count", "number", slot]):
            store(optimizer, str(i), how)


for how in ["external", "virtual", "virtual-self"]:
    whole(how, how)
weights("external", weight="external")
weights("external-slot", slot="external")
weights("virtual", weight="virtual")
