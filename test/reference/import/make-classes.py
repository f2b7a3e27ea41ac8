"""Configurations of one small model for every public class of Keras 3.15: what the import must read or report by name.

python make-classes.py classes.json
"""
import inspect, json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

L = keras.layers
SIZE = (8, 8, 3)
#: Options of classes that need some.
OPTIONS = {
    "Activation": dict(activation="relu"), "AdaptiveAveragePooling2D": dict(output_size=2), "AdaptiveMaxPooling2D": dict(output_size=2),
    "AdaptiveAveragePooling1D": dict(output_size=2), "AdaptiveMaxPooling1D": dict(output_size=2),
    "AlphaDropout": dict(rate=0.1), "CenterCrop": dict(height=4, width=4), "Conv2D": dict(filters=2, kernel_size=3),
    "Conv2DTranspose": dict(filters=2, kernel_size=3), "ConvLSTM1D": dict(filters=2, kernel_size=3), "Cropping2D": dict(cropping=1),
    "Conv1D": dict(filters=2, kernel_size=3), "Conv1DTranspose": dict(filters=2, kernel_size=3), "SeparableConv1D": dict(filters=2, kernel_size=3), "DepthwiseConv1D": dict(kernel_size=3),
    "Dense": dict(units=2), "DepthwiseConv2D": dict(kernel_size=3), "Discretization": dict(bin_boundaries=[1.0, 2.0]), "Dropout": dict(rate=0.1),
    "EinsumDense": dict(equation="abcd,de->abce", output_shape=(8, 8, 2)), "GaussianDropout": dict(rate=0.1), "GaussianNoise": dict(stddev=0.1),
    "GRU": dict(units=2), "LSTM": dict(units=2), "SimpleRNN": dict(units=2), "GroupNormalization": dict(groups=3), "Permute": dict(dims=(2, 1, 3)),
    "RandomBrightness": dict(factor=0.2), "RandomColorDegeneration": dict(factor=0.5), "RandomColorJitter": dict(brightness_factor=0.1),
    "RandomContrast": dict(factor=0.2), "RandomCrop": dict(height=4, width=4), "RandomGrayscale": dict(factor=0.5), "RandomHue": dict(factor=0.1),
    "RandomInvert": dict(factor=0.5), "RandomPosterization": dict(factor=4), "RandomRotation": dict(factor=0.1), "RandomSaturation": dict(factor=0.2),
    "RandomSharpness": dict(factor=0.2), "RandomShear": dict(x_factor=0.1, y_factor=0.1), "RandomTranslation": dict(height_factor=0.1, width_factor=0.1),
    "RandomZoom": dict(height_factor=0.1), "RepeatVector": dict(n=2), "Rescaling": dict(scale=1 / 255), "Reshape": dict(target_shape=(4, 16, 3)), "Resizing": dict(height=4, width=4),
    "SeparableConv2D": dict(filters=2, kernel_size=3), "SpatialDropout1D": dict(rate=0.1), "SpatialDropout2D": dict(rate=0.1), "Normalization": dict(mean=[1, 2, 3], variance=[4, 4, 9]),
    "MaxNumBoundingBoxes": dict(max_number=3), "MelSpectrogram": {}, "Lambda": dict(function=keras.activations.relu),
    "SpectralNormalization": dict(layer=L.Conv2D(2, 3)), "TimeDistributed": dict(layer=L.Dense(2)), "Bidirectional": dict(layer=L.LSTM(2)), "RNN": dict(cell=L.LSTMCell(2)),
    "AveragePooling1D": dict(pool_size=2), "AveragePooling2D": dict(pool_size=2), "AveragePooling3D": dict(pool_size=2), "Conv3D": dict(filters=2, kernel_size=2), "Conv3DTranspose": dict(filters=2, kernel_size=2),
    "AdaptiveAveragePooling3D": dict(output_size=2), "AdaptiveMaxPooling3D": dict(output_size=2), "SpatialDropout3D": dict(rate=0.1), "ConvLSTM2D": dict(filters=2, kernel_size=2), "Dot": dict(axes=-1), "ReversibleEmbedding": dict(input_dim=256, output_dim=2), "HashedCrossing": dict(num_bins=3),
    "MultiHeadAttention": dict(num_heads=1, key_dim=2), "Embedding": dict(input_dim=256, output_dim=2), "CategoryEncoding": dict(num_tokens=4), "Hashing": dict(num_bins=3), "UpSampling1D": {}, "GroupQueryAttention": dict(head_dim=2, num_query_heads=2, num_key_value_heads=1),
}
BINARY = ["Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract", "Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"]

def classes(module, base):
    """Public classes under their own names, without aliases."""
    return {n: c for n, c in vars(module).items() if inspect.isclass(c) and issubclass(c, base) and c is not base and c.__name__ == n}

def sequence(*layers, **kw):
    return keras.Sequential([keras.Input(SIZE), *layers, L.Flatten(), L.Dense(3, activation="softmax")], name="m")

def compiled(**kw):
    model = keras.Sequential([keras.Input(SIZE), L.Flatten(), L.Dense(3, activation="softmax")], name="m")
    model.compile(**kw)
    return model

def predict(model):
    """What the model computes for one image, with weights and pixels that are formulas of their position."""
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, (keras.Model, L.Normalization)) or not layer.weights:
            continue
        values = [0.3 * np.sin(0.37 * np.arange(w.size) + 1).reshape(w.shape) for w in layer.get_weights()]
        layer.set_weights([np.abs(v) + 0.1 if "variance" in w.path else v for v, w in zip(values, layer.weights)])
    pixels = np.round(127.5 + 127.5 * np.sin(0.1 * np.arange(192))).reshape(1, *SIZE).astype("float32")
    try:
        output = np.asarray(model(pixels, training=False)).reshape(-1)
        return [float(v) for v in output] if np.isfinite(output).all() else None
    except Exception:
        return None

def slim(value):
    """Without what is the same everywhere or random."""
    if isinstance(value, dict):
        return {k: slim(v) for k, v in value.items() if k not in ("dtype", "build_config", "shared_object_id", "seed", "input_axes", "output_axes") and v is not None or k in ("learning_rate",)}
    return [slim(v) for v in value] if isinstance(value, (list, tuple)) else value

cases, failed = {}, {}
def case(kind, name, make):
    try:
        model = make()
        config = json.loads(model.to_json())
        compile_config = model.get_compile_config() if model.compiled else None
        config.pop("compile_config", None)
        cases[f"{kind}/{name}"] = slim({"compile": json.loads(json.dumps(compile_config))} if model.compiled else {"config": config, "output": predict(model)})
    except Exception as error:
        failed[f"{kind}/{name}"] = str(error).split("\n")[0][:100]

for name, cls in classes(L, L.Layer).items():
    def make(name=name, cls=cls):
        layer = cls(name="x", **OPTIONS.get(name, {}))
        if name in BINARY:
            i = keras.Input(SIZE); a = L.ReLU()(i)
            if name in ("Attention", "AdditiveAttention"): a = L.Reshape((64, 3))(a); y = layer([a, a])
            elif name == "MultiHeadAttention": y = layer(a, a)
            elif name == "GroupQueryAttention": a = L.Reshape((64, 3))(a); y = layer(a, a)
            else: y = layer([a, L.ReLU()(a)])
            return keras.Model(i, L.Dense(3)(L.Flatten()(y)))
        for before in ([], [L.Reshape((64, 3))], [L.Flatten()], [L.Reshape((8, 8, 3, 1))], [L.Reshape((2, 4, 8, 3))]):
            try: return sequence(*before, layer)
            except Exception as e: error = e; layer = cls(name="x", **OPTIONS.get(name, {}))
        raise error
    case("layer", name, make)
for name, cls in classes(keras.optimizers, keras.optimizers.Optimizer).items():
    case("optimizer", name, lambda: compiled(optimizer=cls(keras.optimizers.SGD(0.1)) if name == "LossScaleOptimizer" else cls(learning_rate=0.125), loss="categorical_crossentropy"))
S = keras.optimizers.schedules
for name, schedule in {
    "ExponentialDecay": S.ExponentialDecay(0.1, 100, 0.5), "ExponentialDecay staircase": S.ExponentialDecay(0.1, 100, 0.5, staircase=True),
    "CosineDecay": S.CosineDecay(0.1, 1000, alpha=0.1), "CosineDecay warm-up": S.CosineDecay(0.0, 1000, warmup_target=0.1, warmup_steps=200),
    "CosineDecayRestarts": S.CosineDecayRestarts(0.1, 200), "PiecewiseConstantDecay": S.PiecewiseConstantDecay([100, 250], [0.1, 0.05, 0.01]),
    "PolynomialDecay": S.PolynomialDecay(0.1, 500), "PolynomialDecay cycle": S.PolynomialDecay(0.1, 200, power=2.0, cycle=True), "InverseTimeDecay": S.InverseTimeDecay(0.1, 100, 0.5),
}.items():
    case("schedule", name, lambda: compiled(optimizer=keras.optimizers.SGD(schedule), loss="categorical_crossentropy"))
    if f"schedule/{name}" in cases: cases[f"schedule/{name}"]["rates"] = [float(schedule(100 * epoch)) for epoch in range(12)]
for name, kw in {"weight_decay": dict(weight_decay=0.01), "clipnorm": dict(clipnorm=1.0), "clipvalue": dict(clipvalue=0.5), "global_clipnorm": dict(global_clipnorm=1.0), "use_ema": dict(use_ema=True), "amsgrad": dict(amsgrad=True), "gradient_accumulation_steps": dict(gradient_accumulation_steps=4), "loss_scale_factor": dict(loss_scale_factor=2.0)}.items():
    case("optimizer option", name, lambda: compiled(optimizer=keras.optimizers.Adam(0.125, **kw), loss="categorical_crossentropy"))
for name, cls in classes(keras.losses, keras.losses.Loss).items():
    case("loss", name, lambda: compiled(optimizer="sgd", loss=cls()))
    if "from_logits" in inspect.signature(cls.__init__).parameters:
        case("loss", f"{name} logits", lambda: compiled(optimizer="sgd", loss=cls(from_logits=True)))
for name in ("sum", "mean", "none"):
    case("loss", f"reduction {name}", lambda: compiled(optimizer="sgd", loss=keras.losses.CategoricalCrossentropy(reduction=name)))
METRICS = {"FBetaScore": {}, "IoU": dict(num_classes=3, target_class_ids=[0]), "BinaryIoU": {}, "MeanIoU": dict(num_classes=3), "OneHotIoU": dict(num_classes=3, target_class_ids=[0]), "OneHotMeanIoU": dict(num_classes=3),
    "MeanMetricWrapper": dict(fn=keras.metrics.categorical_accuracy), "PrecisionAtRecall": dict(recall=0.5), "RecallAtPrecision": dict(precision=0.5), "SensitivityAtSpecificity": dict(specificity=0.5), "SpecificityAtSensitivity": dict(sensitivity=0.5)}
for name, cls in classes(keras.metrics, keras.metrics.Metric).items():
    case("metric", name, lambda: compiled(optimizer="sgd", loss="categorical_crossentropy", metrics=[cls(**METRICS.get(name, {}))]))
I = {"Constant": dict(value=0.5)}
for name, cls in classes(keras.initializers, keras.initializers.Initializer).items():
    case("initializer", name, lambda: sequence(L.Conv2D(2, 3, kernel_initializer=cls(**I.get(name, {})), name="x")) if name not in ("Identity", "STFT", "IdentityInitializer", "STFTInitializer") else sequence(L.Flatten(), L.Dense(4, name="x", kernel_initializer=cls())))
for name, cls in classes(keras.regularizers, keras.regularizers.Regularizer).items():
    case("regularizer", name, lambda: sequence(L.Flatten(), L.Dense(4, kernel_regularizer=cls(), name="x")))
for name, cls in classes(keras.constraints, keras.constraints.Constraint).items():
    case("constraint", name, lambda: sequence(L.Flatten(), L.Dense(4, kernel_constraint=cls(), name="x")))
for name in ("beta_initializer", "gamma_initializer", "moving_mean_initializer"):
    case("option", f"BatchNormalization {name}", lambda: sequence(L.BatchNormalization(name="x", **{name: keras.initializers.RandomNormal()})))
for name, fn in vars(keras.activations).items():
    if inspect.isfunction(fn) and name not in ("get", "serialize", "deserialize") and fn.__name__ == name:
        case("activation", name, lambda: sequence(L.Activation(name, name="x")))
json.dump({"keras": keras.__version__, "cases": cases, "cannot be built": failed}, open(sys.argv[1], "w"))
print(len(cases), failed)
