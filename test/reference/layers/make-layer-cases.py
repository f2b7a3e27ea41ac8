"""Write layer-cases.json: what Keras computes for single layers, forward and
backward, on the CPU.

A case has the layer's kind and options in the words of src/layers/layer.ts
(initializers, regularizers and constraints left out), its inputs and weights,
its output, a factor `dy` for each value of the output, and the gradients of
the sum of the products by the inputs and by the weights. A tensor is
{shape, data}: little-endian float32 values in base64.

Usage: python make-layer-cases.py OUTPUT_FILE
"""

import base64
import json
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

L = keras.layers
rng = np.random.default_rng(3)


def window(kernel, stride=(1, 1), padding="valid", dilation=(1, 1), bias=True):
    return dict(kernel=kernel, stride=stride, padding=padding, dilation=dilation, bias=bias)


def sliding(config):
    return dict(
        kernel_size=config["kernel"],
        strides=config["stride"],
        padding=config["padding"],
        dilation_rate=config["dilation"],
        use_bias=config["bias"],
    )


KINDS = {
    "conv2d": lambda c: L.Conv2D(c["filters"], **sliding(c)),
    "depthwiseConv2d": lambda c: L.DepthwiseConv2D(
        depth_multiplier=c["depthMultiplier"], **sliding(c)
    ),
    "separableConv2d": lambda c: L.SeparableConv2D(
        c["filters"], depth_multiplier=c["depthMultiplier"], **sliding(c)
    ),
    "conv2dTranspose": lambda c: L.Conv2DTranspose(c["filters"], **sliding(c)),
    "maxPool2d": lambda c: L.MaxPooling2D(c["size"], c["stride"], c["padding"]),
    "averagePool2d": lambda c: L.AveragePooling2D(c["size"], c["stride"], c["padding"]),
    "globalMaxPool2d": lambda c: L.GlobalMaxPooling2D(keepdims=c["keepDimensions"]),
    "globalAveragePool2d": lambda c: L.GlobalAveragePooling2D(keepdims=c["keepDimensions"]),
    "layerNorm": lambda c: L.LayerNormalization(
        epsilon=c["epsilon"], center=c["center"], scale=c["scale"]
    ),
    "activation": lambda c: {
        "leakyReLU": lambda: L.LeakyReLU(negative_slope=c["slope"]),
        "elu": lambda: L.ELU(alpha=c["alpha"]),
    }.get(c["function"], lambda: L.Activation(KERAS_NAMES.get(c["function"], c["function"])))(),
    "prelu": lambda c: L.PReLU(shared_axes=[1, 2] if c["shared"] else None),
    "zeroPadding2d": lambda c: L.ZeroPadding2D(c["padding"]),
    "cropping2d": lambda c: L.Cropping2D(c["cropping"]),
    "upsampling2d": lambda c: L.UpSampling2D(c["size"], interpolation=c["interpolation"]),
    "flatten": lambda c: L.Flatten(),
    "reshape": lambda c: L.Reshape(c["shape"]),
    "dense": lambda c: L.Dense(c["units"], use_bias=c["bias"]),
    "add": lambda c: L.Add(),
    "multiply": lambda c: L.Multiply(),
    "concat": lambda c: L.Concatenate(),
}
KERAS_NAMES = {"hardSigmoid": "hard_sigmoid", "swish": "silu"}

MAP = (2, 7, 6, 3)
depthwise = dict(depthMultiplier=1)
double = dict(depthMultiplier=2)
norm = dict(epsilon=1e-3, center=True, scale=True)

CASES = [
    ("conv2d", {"filters": 4, **window((3, 2), (2, 1), "same")}, MAP),
    ("conv2d", {"filters": 4, **window((3, 3), dilation=(2, 2))}, MAP),
    ("conv2d", {"filters": 2, **window((2, 3), padding="same", dilation=(3, 1), bias=False)}, MAP),
    ("conv2d", {"filters": 2, **window((4, 3), padding="same", dilation=(1, 2))}, MAP),
    ("depthwiseConv2d", {**depthwise, **window((3, 3), padding="same")}, MAP),
    ("depthwiseConv2d", {**double, **window((3, 2), (2, 2), "same")}, MAP),
    ("depthwiseConv2d", {**double, **window((2, 3), dilation=(2, 2))}, MAP),
    ("depthwiseConv2d", {**depthwise, **window((3, 3), padding="same", dilation=(2, 3), bias=False)}, MAP),
    ("depthwiseConv2d", {**double, **window((2, 2), (2, 2), "same", (2, 2))}, MAP),
    ("separableConv2d", {"filters": 4, **double, **window((3, 3), (2, 2), "same")}, MAP),
    ("separableConv2d", {"filters": 2, **depthwise, **window((3, 3), dilation=(2, 2), bias=False)}, MAP),
    ("conv2dTranspose", {"filters": 2, **window((3, 3))}, (2, 4, 3, 3)),
    ("conv2dTranspose", {"filters": 2, **window((3, 2), (2, 3), "valid")}, (2, 4, 3, 3)),
    ("conv2dTranspose", {"filters": 4, **window((3, 4), (2, 2), "same", bias=False)}, (2, 4, 3, 3)),
    ("conv2dTranspose", {"filters": 2, **window((1, 2), (3, 3), "same")}, (2, 4, 3, 3)),
    ("conv2dTranspose", {"filters": 2, **window((3, 2), dilation=(2, 2))}, (2, 4, 3, 3)),
    ("conv2dTranspose", {"filters": 2, **window((2, 3), padding="same", dilation=(3, 2))}, (2, 4, 5, 3)),
    ("maxPool2d", {"size": (3, 2), "stride": (2, 2), "padding": "same"}, MAP),
    ("averagePool2d", {"size": (3, 2), "stride": (2, 1), "padding": "same"}, MAP),
    ("globalMaxPool2d", {"keepDimensions": False}, MAP),
    ("globalMaxPool2d", {"keepDimensions": True}, MAP),
    ("globalAveragePool2d", {"keepDimensions": False}, MAP),
    ("globalAveragePool2d", {"keepDimensions": True}, MAP),
    ("layerNorm", norm, MAP),
    ("layerNorm", {"epsilon": 1e-5, "center": False, "scale": False}, (3, 8)),
    *[
        ("activation", {"function": name}, (2, 3, 4, 5))
        for name in (
            "relu relu6 selu sigmoid hardSigmoid tanh softplus softsign swish gelu mish softmax"
        ).split()
    ],
    ("activation", {"function": "leakyReLU", "slope": 0.3}, (2, 3, 4, 5)),
    ("activation", {"function": "elu", "alpha": 1}, (2, 3, 4, 5)),
    ("activation", {"function": "elu", "alpha": 0.4}, (2, 3, 4, 5)),
    ("prelu", {"shared": False}, MAP),
    ("prelu", {"shared": True}, MAP),
    ("prelu", {"shared": False}, (3, 8)),
    ("zeroPadding2d", {"padding": ((1, 2), (0, 3))}, MAP),
    ("cropping2d", {"cropping": ((1, 2), (0, 3))}, MAP),
    ("upsampling2d", {"size": (2, 3), "interpolation": "nearest"}, (2, 3, 4, 5)),
    ("upsampling2d", {"size": (2, 3), "interpolation": "bilinear"}, (2, 3, 4, 5)),
    ("upsampling2d", {"size": (3, 1), "interpolation": "bilinear"}, (2, 1, 4, 5)),
    ("flatten", {}, MAP),
    ("reshape", {"shape": (6, -1)}, MAP),
    ("dense", {"units": 4, "bias": True}, (3, 8)),
    ("add", {}, MAP, MAP, MAP),
    ("multiply", {}, MAP, (2, 1, 1, 3)),
    ("multiply", {}, MAP, MAP, (2, 7, 6, 1)),
    ("concat", {}, MAP, (2, 7, 6, 2)),
]


def tensor(values):
    values = np.asarray(values, "<f4")
    return {"shape": list(values.shape), "data": base64.b64encode(values.tobytes()).decode()}


def normal(shape, scale=1.0):
    return rng.normal(scale=scale, size=shape).astype("float32")


def random_inputs(kind, *shapes):
    scale = 4.0 if kind == "activation" else 1.0
    return [tf.constant(normal(shape, scale)) for shape in shapes]


# Where an activation has a kink, its derivative is a choice: both neighbors of each kink, and the kink.
KINKS = np.array([0.0, -0.0, 3.0, -3.0, 6.0, 1e-3, -1e-3, 2.99, 3.01, -2.99, -3.01, 5.99, 6.01], "float32")
KINK_CASES = [
    *[(kind, config) for kind, config, *_ in CASES if kind == "activation"],
    ("prelu", {"shared": False}),
]


def run(kind, config, inputs):
    taken = inputs if len(inputs) > 1 else inputs[0]
    layer = KINDS[kind](config)
    layer(taken)
    for weight in layer.weights:
        weight.assign(normal(weight.shape))
    variables = [weight.value for weight in layer.trainable_weights]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = layer(taken)
        dy = normal(output.shape)
        loss = tf.reduce_sum(output * dy)
    by_inputs, by_weights = tape.gradient(loss, [inputs, variables])
    return {
        "kind": kind,
        "config": config,
        "inputs": [tensor(x) for x in inputs],
        "weights": [{"name": w.name, **tensor(w)} for w in layer.weights],
        "output": tensor(output),
        "dy": tensor(dy),
        "inputGradients": [tensor(g) for g in by_inputs],
        "weightGradients": [tensor(g) for g in by_weights],
    }


cases = [run(kind, config, random_inputs(kind, *shapes)) for kind, config, *shapes in CASES]
cases += [run(kind, config, [tf.constant(KINKS[np.newaxis])]) for kind, config in KINK_CASES]
document = {"keras": keras.__version__, "cases": cases}
with open(sys.argv[1], "w") as out:
    json.dump(document, out, indent=1)
    out.write("\n")
