"""Write accumulate.json: where Keras ends when it sums the gradients of three
batches of four images per step (gradient_accumulation_steps), with batch norm.

For each optimizer: three steps over the same 12 images, not shuffled. Tensors
are flat lists of numbers.

Usage: python make-accumulate.py OUTPUT_FILE
"""

import json
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np

rng = np.random.default_rng(5)
x = rng.normal(size=(12, 4, 4, 1)).astype("float32")
y = np.eye(3, dtype="float32")[rng.integers(0, 3, 12)]


def network():
    return keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(5, use_bias=False, kernel_regularizer="l2", name="hidden_dense"),
            keras.layers.BatchNormalization(name="hidden_bn"),
            keras.layers.Activation("tanh", name="hidden_activation"),
            keras.layers.Dense(3, activation="softmax", name="output_dense"),
        ]
    )


def flat(model):
    return [weight.numpy().astype(float).round(9).ravel().tolist() for weight in model.weights]


def run(optimizer):
    model = network()
    model.set_weights(initial)
    model.compile(optimizer=optimizer, loss="categorical_crossentropy")
    model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    return {"iterations": int(model.optimizer.iterations), "weights": flat(model)}


first = network()
initial = first.get_weights()
document = {
    "keras": keras.__version__,
    "x": x.astype(float).round(9).ravel().tolist(),
    "y": y.ravel().tolist(),
    "initial": flat(first),
    "final": {
        "sgd": run(keras.optimizers.SGD(0.1, momentum=0.9, gradient_accumulation_steps=3)),
        "adam": run(keras.optimizers.Adam(0.01, gradient_accumulation_steps=3)),
    },
}
with open(sys.argv[1], "w") as out:
    json.dump(document, out)
    out.write("\n")
