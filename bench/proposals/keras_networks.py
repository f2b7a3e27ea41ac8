"""Trains plain Keras networks on a folder of images and prints their test accuracies as a line of JSON.

keras_networks.py TRAIN TEST NETWORK...   where a NETWORK is one of those below
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers
from PIL import Image

MOST_EPOCHS = 60
PATIENCE = 10


def logistic():
    """Logistic regression on the pixels."""
    return [layers.Flatten()]


def cnn():
    """The small CNN of Keras's first example: two convolutions, flatten, dropout; one more dense layer."""
    return [
        layers.Conv2D(32, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(128, activation="relu"),
    ]


def vgg():
    """VGG-style: pairs of convolutions with batch norm, twice as many filters per halving, global average pooling."""
    stack = []
    for filters in (32, 64, 128):
        for _ in range(2):
            stack += [
                layers.Conv2D(filters, 3, padding="same", use_bias=False),
                layers.BatchNormalization(),
                layers.ReLU(),
            ]
        stack.append(layers.MaxPooling2D())
    return [*stack, layers.GlobalAveragePooling2D(), layers.Dropout(0.3)]


NETWORKS = {"logistic": logistic, "cnn": cnn, "vgg": vgg}


def load(folder, channels):
    classes = sorted(os.listdir(folder))
    images, labels = [], []
    for label, name in enumerate(classes):
        for file in sorted(os.listdir(os.path.join(folder, name))):
            image = Image.open(os.path.join(folder, name, file)).convert("RGB" if channels == 3 else "L")
            images.append(np.asarray(image, dtype="float32").reshape(image.height, image.width, channels) / 255)
            labels.append(label)
    return np.stack(images), np.array(labels), len(classes)


def main(train, test, *names):
    first = next(os.path.join(folder, files[0]) for folder, _, files in os.walk(train) if files)
    channels = 1 if Image.open(first).mode in ("1", "L") else 3
    x, y, classes = load(train, channels)
    order = np.random.default_rng(1).permutation(len(x))
    x, y = x[order], y[order]
    held = len(x) // 5
    test_x, test_y, _ = load(test, channels)
    results = {}
    for name in names:
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [keras.Input(x.shape[1:]), *NETWORKS[name](), layers.Dense(classes, activation="softmax")]
        )
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        begin = time.perf_counter()
        history = model.fit(
            x[held:],
            y[held:],
            batch_size=32,
            epochs=MOST_EPOCHS,
            validation_data=(x[:held], y[:held]),
            callbacks=[keras.callbacks.EarlyStopping("val_loss", patience=PATIENCE, restore_best_weights=True)],
            verbose=0,
        )
        seconds = time.perf_counter() - begin
        _, accuracy = model.evaluate(test_x, test_y, batch_size=256, verbose=0)
        results[name] = {
            "params": model.count_params(),
            "epochs": len(history.epoch),
            "seconds": seconds,
            "accuracy": accuracy,
        }
    print(json.dumps(results))


main(*sys.argv[1:])
