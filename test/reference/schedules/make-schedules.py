"""Writes schedules.json: the learning rates of Keras's schedules, asked once per epoch as LearningRateScheduler does.

    python make-schedules.py > schedules.json
"""

import json
import math
import sys

import keras
from keras.optimizers import schedules

EPOCHS = 12


def case(ours, schedule, initial, epochs=EPOCHS):
    rates = [float(schedule(epoch)) for epoch in range(epochs)]
    return {"schedule": ours, "initial": initial, "epochs": epochs, "rates": rates}


cosine = schedules.CosineDecay
exponential = schedules.ExponentialDecay
cases = [
    case({"type": "step", "every": 3, "factor": 0.5}, exponential(0.1, 3, 0.5, staircase=True), 0.1),
    case({"type": "step", "every": 1, "factor": 0.1}, exponential(0.01, 1, 0.1, staircase=True), 0.01),
    case({"type": "step", "every": 20, "factor": 0.1}, exponential(0.01, 20, 0.1, staircase=True), 0.01),
    case({"type": "exponential", "factor": 0.9}, exponential(0.01, 1, 0.9), 0.01),
    case({"type": "exponential", "factor": 0.5, "every": 4}, exponential(0.3, 4, 0.5), 0.3),
    case({"type": "cosine"}, cosine(0.01, EPOCHS), 0.01),
    case({"type": "cosine", "minLearningRate": 0.001}, cosine(0.01, EPOCHS, alpha=0.1), 0.01),
    case({"type": "cosine", "decayEpochs": 5, "minLearningRate": 0.002}, cosine(0.01, 5, alpha=0.2), 0.01),
    case(
        {"type": "cosine", "warmUpEpochs": 4},
        cosine(0.1 / 5, EPOCHS - 4, warmup_target=0.1, warmup_steps=4),
        0.1,
    ),
    case(
        {"type": "cosine", "warmUpEpochs": 3, "warmUpFrom": 0, "decayEpochs": 6, "minLearningRate": 0.01},
        cosine(0.0, 6, alpha=0.1, warmup_target=0.1, warmup_steps=3),
        0.1,
    ),
    case({"type": "cosine", "warmUpEpochs": 1}, cosine(0.005, 1, warmup_target=0.01, warmup_steps=1), 0.01, 2),
    case(
        {"type": "piecewise", "learningRates": [0.1, 0.01, 0.001], "after": [4, 9]},
        schedules.PiecewiseConstantDecay([3, 8], [0.1, 0.01, 0.001]),
        0.5,
    ),
    case({"type": "piecewise", "learningRates": [0.1, 0.2], "after": [1]},
         schedules.PiecewiseConstantDecay([0], [0.1, 0.2]), 0.5),
]
assert all(math.isfinite(rate) for c in cases for rate in c["rates"])
json.dump({"keras": keras.__version__, "cases": cases}, sys.stdout, indent=1)
print()
