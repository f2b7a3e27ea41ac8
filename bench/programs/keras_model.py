"""Times Keras on a model that convspec saved: keras_model.py <model.keras> <train|predict> <batch size> <least seconds>."""

import json
import os
import resource
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras  # noqa: E402
import numpy as np  # noqa: E402

path, mode, size, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
model = keras.models.load_model(path)
shape = model.input_shape[1:]
classes = model.output_shape[-1]
x = np.abs(np.sin(0.7 * np.arange(size * np.prod(shape)))).astype("float32").reshape((size, *shape))
y = np.eye(classes, dtype="float32")[np.arange(size) % classes]


def step():
    if mode == "train":
        model.train_on_batch(x, y)
    else:
        model.predict_on_batch(x)


step()
steps, total = 0, 0.0
while total < seconds or steps == 0:
    begin = time.perf_counter()
    step()
    total += time.perf_counter() - begin
    steps += 1
memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(
    json.dumps(
        {
            "imagesPerSecond": size * steps / total,
            "device": f"Keras {keras.__version__} on {keras.backend.backend()}",
            "steps": steps,
            "memory": memory,
        }
    )
)
