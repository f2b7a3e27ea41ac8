"""Writes what Keras makes of frozen layers: two training steps, counts, slots. Usage: make-frozen.py FILE"""
import json, sys
import numpy as np
import keras
from keras import layers as L

def build():
    x = i = keras.Input((6, 6, 3), name="input")
    x = L.Conv2D(3, 3, padding="same", use_bias=True, kernel_regularizer=keras.regularizers.L2(0.01), name="base_conv", trainable=False)(x)
    x = L.BatchNormalization(momentum=0.9, name="base_batchNorm", trainable=False)(x)
    x = L.Activation("relu", name="base_activation", trainable=False)(x)
    x = L.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="middle_conv")(x)
    x = L.BatchNormalization(momentum=0.9, name="norm", trainable=False)(x)
    x = L.Activation("relu", name="relu")(x)
    x = L.Flatten(name="flat")(x)
    x = L.Dense(3, kernel_regularizer=keras.regularizers.L2(0.02), name="out_dense")(x)
    x = L.Activation("softmax", name="out_activation")(x)
    return keras.Model(i, x, name="frozen")

rng = np.random.default_rng(7)
model = build()
initial = []
for w in model.weights:
    v = rng.normal(0, 0.4, w.shape)
    if "variance" in w.path or "gamma" in w.path: v = 0.5 + rng.random(w.shape)
    initial.append(v.astype("float32"))
x = rng.normal(0, 1, (4, 6, 6, 3)).astype("float32")
y = np.eye(3, dtype="float32")[[0, 1, 2, 1]]
numbers = lambda a: [float(f"{v:.9g}") for v in np.asarray(a, "float32").ravel()]
runs = {}
for name, make in {
    "sgd": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
    "adam": lambda: keras.optimizers.Adam(0.01),
}.items():
    model = build()
    for w, v in zip(model.weights, initial): w.assign(v)
    model.compile(optimizer=make(), loss="categorical_crossentropy", metrics=["accuracy"])
    losses = []
    for _ in range(2):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y)[0]))
    runs[name] = {
        "losses": losses,
        "weights": {w.path: numbers(w) for w in model.weights},
        "slots": [[v.path, list(v.shape)] for v in model.optimizer.variables],
        "output": numbers(model.predict(x, verbose=0)),
        "evaluated": float(model.evaluate(x, y, verbose=0)[0]),
    }
count = lambda ws: int(sum(np.prod(w.shape) for w in ws))
json.dump({
    "versions": {"keras": keras.__version__},
    "params": {"trainable": count(model.trainable_weights), "nonTrainable": count(model.non_trainable_weights)},
    "initial": {w.path: numbers(v) for w, v in zip(model.weights, initial)},
    "x": numbers(x), "y": numbers(y), "runs": runs,
    "trainable": {l.name: l.trainable for l in model.layers},
}, open(sys.argv[1], "w"), separators=(",", ":"))
