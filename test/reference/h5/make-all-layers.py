"""Write all-layers.json: the model configuration that Keras stores in a .h5
file of a net with a layer of every kind, and every activation, initializer,
regularizer and constraint.

Usage: python make-all-layers.py OUTPUT_FILE
"""

import json
import os
import sys
import tempfile

import h5py
import keras

layers = keras.layers
constraints = keras.constraints
initializers = keras.initializers
L1L2 = keras.regularizers.L1L2

ACTIVATIONS = (
    "linear relu relu6 selu sigmoid hard_sigmoid tanh softplus softsign silu gelu mish softmax"
).split()
INITIALIZERS = {
    "glorot_uniform": initializers.GlorotUniform(),
    "glorot_normal": initializers.GlorotNormal(),
    "he_uniform": initializers.HeUniform(),
    "he_normal": initializers.HeNormal(),
    "lecun_uniform": initializers.LecunUniform(),
    "lecun_normal": initializers.LecunNormal(),
    "zeros": initializers.Zeros(),
    "ones": initializers.Ones(),
    "constant": initializers.Constant(0.25),
    "random_normal": initializers.RandomNormal(0.1, 0.2),
    "truncated_normal": initializers.TruncatedNormal(0.1, 0.2),
    "random_uniform": initializers.RandomUniform(-0.1, 0.2),
    "orthogonal": initializers.Orthogonal(1.5),
    "scaling": initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal"),
}
CONSTRAINTS = {
    "max_norm": constraints.MaxNorm(2.0, axis=[0]),
    "min_max_norm": constraints.MinMaxNorm(0.5, 2.0, 0.75, axis=[0]),
    "non_negative": constraints.NonNeg(),
    "unit_norm": constraints.UnitNorm(axis=[0]),
}

inputs = keras.Input((20, 16, 3), name="input")
conv = layers.Conv2D(
    6, (3, 5), strides=(2, 1), padding="same", bias_initializer="ones",
    kernel_regularizer=L1L2(0.001, 0.002), bias_constraint=constraints.MaxNorm(2.0, axis=[]),
    name="conv",
)(inputs)
x = layers.BatchNormalization(
    momentum=0.9, epsilon=1e-5, center=False, scale=True, name="norm"
)(conv)
x = layers.LeakyReLU(negative_slope=0.3, name="leaky_relu")(x)
x = layers.ELU(alpha=0.5, name="elu")(x)
for name in ACTIVATIONS:
    x = layers.Activation(name, name=f"activation_{name}")(x)
x = layers.MaxPooling2D((3, 2), strides=(1, 1), padding="same", name="max")(x)
y = layers.AveragePooling2D((2, 2), strides=(1, 1), padding="same", name="average")(
    conv
)
x = layers.Add(name="add")([x, y, x])
x = layers.DepthwiseConv2D(
    3, depth_multiplier=2, padding="same", depthwise_regularizer=L1L2(0.0, 0.01),
    depthwise_constraint=constraints.MaxNorm(2.0, axis=[0, 1, 2]), name="depthwise",
)(x)
x = layers.SeparableConv2D(
    4, (3, 2), strides=(2, 2), padding="same", pointwise_initializer="he_normal",
    pointwise_regularizer=L1L2(0.01, 0.0),
    pointwise_constraint=constraints.UnitNorm(axis=[0, 1, 2]), name="separable",
)(x)
x = layers.Conv2DTranspose(
    6, (3, 4), strides=(2, 2), padding="same", kernel_constraint=constraints.NonNeg(),
    name="transposed",
)(x)
x = layers.LayerNormalization(epsilon=1e-4, name="layer_norm")(x)
x = layers.PReLU(shared_axes=[1, 2], alpha_initializer=initializers.Constant(0.25), name="shared")(x)
x = layers.PReLU(name="own")(x)
y = layers.GlobalAveragePooling2D(keepdims=True, name="factors")(x)
x = layers.Multiply(name="multiply")([x, y])
x = layers.ZeroPadding2D(((1, 2), (0, 3)), name="pad")(x)
x = layers.Cropping2D(((0, 3), (2, 1)), name="crop")(x)
x = layers.UpSampling2D((1, 2), name="nearest")(x)
x = layers.UpSampling2D((2, 1), interpolation="bilinear", name="bilinear")(x)
x = layers.SpatialDropout2D(0.25, name="channels")(x)
x = layers.Conv2D(
    4, 3, dilation_rate=(2, 3), use_bias=False, kernel_initializer="he_normal",
    name="dilated",
)(x)
x = layers.Dropout(0.25, name="dropout")(x)
y = layers.Reshape((-1, 8), name="reshape")(x)
x = layers.Concatenate(name="concat")(
    [
        layers.GlobalMaxPooling2D(name="global_max")(x),
        layers.GlobalAveragePooling2D(name="global_average")(x),
        layers.Flatten(name="flatten")(y),
    ]
)
for name, initializer in INITIALIZERS.items():
    x = layers.Dense(
        3, use_bias=name != "ones", kernel_initializer=initializer, name=f"dense_{name}"
    )(x)
for name, constraint in CONSTRAINTS.items():
    x = layers.Dense(3, kernel_constraint=constraint, name=f"dense_{name}")(x)
model = keras.Model(inputs, x, name="all-layers")

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "model.h5")
    model.save(path)
    with h5py.File(path) as file:
        config = json.loads(file.attrs["model_config"])
with open(sys.argv[1], "w") as out:
    json.dump({"keras": keras.__version__, "model_config": config}, out, indent=1)
    out.write("\n")
