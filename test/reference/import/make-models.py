"""Small Keras models whose import depends on their weights, and what they predict.

Writes NAME.keras and models.json. keras2-*.h5 have the layout of Keras 2, which no longer runs: byte strings of fixed
length as names, ":0" behind names of weights, layers of nested models without their model's name.

python make-models.py FOLDER
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import h5py
import keras
import numpy as np
from keras.src.applications.efficientnet import DEFAULT_BLOCKS_ARGS, EfficientNet

L = keras.layers
folder = sys.argv[1]
rng = np.random.default_rng(0)
data = rng.integers(0, 256, (20, 6, 6, 3)).astype("float32")
references = {}


def randomize(model):
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, (keras.Model, L.Normalization)) or not layer.weights:
            continue
        draw = lambda w: rng.uniform(0.5, 1, w.shape) if "variance" in w.path else rng.normal(0, 0.3, w.shape)
        layer.set_weights([draw(w).astype("float32") for w in layer.weights])


def record(name, model, images):
    references[name] = {"images": images.astype(int).reshape(-1).tolist(), "output": [float(v) for v in model.predict(images, verbose=0).reshape(-1)]}


def save(name, model, images=data[:3]):
    model.save(f"{folder}/{name}.keras")
    record(name, model, images)


def normalization(**options):
    layer = L.Normalization(**options)
    if "mean" not in options:
        layer.adapt(data)
    return layer


def sequential(*layers, name="m"):
    model = keras.Sequential([keras.Input((6, 6, 3)), *layers, L.Flatten(), L.Dense(4, activation="softmax", name="out")], name=name)
    randomize(model)
    for weight in model.get_layer("out").weights:
        weight.assign(weight * 0.05)
    return model


save("adapted", sequential(normalization()))
save("scalar", sequential(normalization(axis=None)))
save("inverted", sequential(L.Rescaling(1 / 255), normalization(invert=True), L.Rescaling(1 / 127.5, offset=-1)))
save("given", sequential(normalization(mean=[100, 120, 90], variance=[400, 900, 100])))
save("crop", sequential(L.CenterCrop(3, 4), normalization(mean=100, variance=2500.0), L.CenterCrop(2, 3)))
sequential(normalization(axis=(1, 2, 3))).save(f"{folder}/pixels.keras")

images = rng.integers(0, 256, (2, 32, 32, 3)).astype("float32")
model = EfficientNet(0.1, 0.1, 32, name="efficientnet", blocks_args=[{**b, "repeats": 11} for b in DEFAULT_BLOCKS_ARGS[:2]], weights=None, weights_name=None, classes=4, input_shape=(32, 32, 3))
next(l for l in model.layers if isinstance(l, L.Normalization)).adapt(images / 255)
randomize(model)
save("efficientnet", model, images)

augment = keras.Sequential([L.RandomFlip("horizontal"), L.RandomRotation(0.1), L.RandomHue(0.1)], name="augment")
base = keras.Sequential([keras.Input((6, 6, 3)), L.Conv2D(2, 3, name="c"), L.BatchNormalization(name="bn")], name="base")
inputs = keras.Input((6, 6, 3))
x = base(normalization()(L.Rescaling(1 / 255)(augment(inputs))))
model = keras.Model(inputs, L.Dense(4, name="out")(L.Dropout(0.2)(L.Flatten()(x))), name="nested")
randomize(model)
schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
model.compile(keras.optimizers.Adam(schedule), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(data[:8], np.arange(8) % 4, verbose=0)
save("nested", model)
model.save(f"{folder}/nested.h5")


def names(group, key, values, parts=1):
    lists = np.array_split(np.asarray([v.encode("utf8") for v in values]), parts)
    for i, part in enumerate(lists):
        group.attrs[key if parts == 1 else f"{key}{i}"] = part


def keras2(group, parts):
    """Keras 2's save_weights: the layers of the nested model in one group, trainable weights first."""
    layers = {"conv": ["conv/kernel:0", "conv/bias:0"], "base": ["c/kernel:0", "c/bias:0", "bn/gamma:0", "bn/beta:0", "d/kernel:0", "bn/moving_mean:0", "bn/moving_variance:0"], "flatten": [], "out": ["out/kernel:0", "out/bias:0"]}
    names(group, "layer_names", list(layers), parts)
    group.attrs["backend"] = np.bytes_("tensorflow")
    group.attrs["keras_version"] = np.bytes_("2.10.0")
    weights = {f"{l.name}/{w.name}:0": w.numpy() for l in old._flatten_layers(include_self=False) if not isinstance(l, keras.Model) for w in l.weights}
    for layer, labels in layers.items():
        own = group.create_group(layer)
        names(own, "weight_names", labels)
        for label in labels:
            own.create_dataset(label, data=weights[label])


inputs = keras.Input((6, 6, 3), name="in")
base = keras.Sequential([keras.Input((4, 4, 2)), L.Conv2D(2, 3, name="c"), L.BatchNormalization(name="bn"), L.DepthwiseConv2D(2, use_bias=False, name="d")], name="base")
old = keras.Model(inputs, L.Dense(4, activation="softmax", name="out")(L.Flatten(name="flatten")(base(L.Conv2D(2, 3, name="conv")(inputs)))), name="old")
randomize(old)
record("keras2", old, data[:3])
for name, parts in {"keras2-weights": 1, "keras2-chunked": 3}.items():
    with h5py.File(f"{folder}/{name}.h5", "w") as file:
        keras2(file, parts)

layer = lambda cls, config, inbound: {"class_name": cls, "name": config["name"], "config": config, "inbound_nodes": [[[name, node, 0, {}] for name, node in inbound]] if inbound else []}
common = {"trainable": True, "dtype": "float32"}
config = {"class_name": "Functional", "config": {"name": "old", "layers": [
    layer("InputLayer", {"name": "in", "batch_input_shape": [None, 6, 6, 3], "dtype": "float32", "sparse": False}, []),
    layer("Conv2D", {"name": "conv", **common, "filters": 2, "kernel_size": [3, 3], "kernel_initializer": {"class_name": "VarianceScaling", "config": {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None, "dtype": "float32"}}}, [("in", 0)]),
    layer("Sequential", {"name": "base", "layers": [
        {"class_name": "InputLayer", "config": {"name": "c_input", "batch_input_shape": [None, 4, 4, 2], "dtype": "float32"}},
        {"class_name": "Conv2D", "config": {"name": "c", **common, "filters": 2, "kernel_size": [3, 3]}},
        {"class_name": "BatchNormalization", "config": {"name": "bn", **common, "axis": [3], "momentum": 0.99, "epsilon": 0.001}},
        {"class_name": "DepthwiseConv2D", "config": {"name": "d", **common, "kernel_size": [2, 2], "use_bias": False}}]}, [("conv", 0)]),
    layer("Flatten", {"name": "flatten", **common, "data_format": "channels_last"}, [("base", 1)]),
    layer("Dense", {"name": "out", **common, "units": 4, "activation": "softmax"}, [("flatten", 0)]),
], "input_layers": [["in", 0, 0]], "output_layers": [["out", 0, 0]]}}
training = {"optimizer_config": {"class_name": "Adam", "config": {"lr": 0.0020000000949949026, "beta_1": 0.8999999761581421, "beta_2": 0.9990000128746033, "decay": 0.0, "epsilon": 1e-07, "amsgrad": False}}, "loss": "categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": None, "sample_weight_mode": None, "loss_weights": None}
with h5py.File(f"{folder}/keras2-model.h5", "w") as file:
    file.attrs["model_config"] = np.bytes_(json.dumps(config))
    file.attrs["training_config"] = np.bytes_(json.dumps(training))
    keras2(file.create_group("model_weights"), 1)
json.dump(references, open(f"{folder}/models.json", "w"))
