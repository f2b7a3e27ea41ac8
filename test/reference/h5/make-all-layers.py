"""Write all-layers.json: the model configuration that Keras stores in a .h5
file of a net with a layer of every kind, every activation and every
initializer.

Usage: python make-all-layers.py OUTPUT_FILE
"""

import json
import os
import sys
import tempfile

import h5py
import keras

layers = keras.layers
ACTIVATIONS = (
    "linear relu relu6 leaky_relu elu selu sigmoid hard_sigmoid tanh softplus "
    "softsign silu gelu softmax"
).split()
INITIALIZERS = (
    "glorot_uniform glorot_normal he_uniform he_normal lecun_uniform "
    "lecun_normal zeros ones"
).split()

inputs = keras.Input((20, 16, 3), name="input")
conv = layers.Conv2D(
    6, (3, 5), strides=(2, 1), padding="same", bias_initializer="ones", name="conv"
)(inputs)
x = layers.BatchNormalization(
    momentum=0.9, epsilon=1e-5, center=False, scale=True, name="norm"
)(conv)
for name in ACTIVATIONS:
    x = layers.Activation(name, name=f"activation_{name}")(x)
x = layers.MaxPooling2D((3, 2), strides=(1, 1), padding="same", name="max")(x)
y = layers.AveragePooling2D((2, 2), strides=(1, 1), padding="same", name="average")(
    conv
)
x = layers.Add(name="add")([x, y, x])
x = layers.Conv2D(
    4, 3, dilation_rate=(2, 2), use_bias=False, kernel_initializer="he_normal",
    name="dilated",
)(x)
x = layers.Dropout(0.25, name="dropout")(x)
x = layers.Concatenate(name="concat")(
    [
        layers.GlobalMaxPooling2D(name="global_max")(x),
        layers.GlobalAveragePooling2D(name="global_average")(x),
        layers.Flatten(name="flatten")(x),
    ]
)
for name in INITIALIZERS:
    x = layers.Dense(
        3, use_bias=name != "ones", kernel_initializer=name, name=f"dense_{name}"
    )(x)
model = keras.Model(inputs, x, name="all-layers")

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "model.h5")
    model.save(path)
    with h5py.File(path) as file:
        config = json.loads(file.attrs["model_config"])
with open(sys.argv[1], "w") as out:
    json.dump({"keras": keras.__version__, "model_config": config}, out, indent=1)
    out.write("\n")
