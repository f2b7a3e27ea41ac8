"""Makes images of unusual kinds, and loads each as users of Keras and of ONNX Runtime load it.

python images.py FOLDER COUNT [MODEL] writes COUNT images of 8 by 8 pixels to FOLDER, and prints a JSON list of
{kind, file, keras: {rgb, grayscale}, onnx: {rgb, grayscale}}. With a MODEL, which is FOLDER/MODEL.keras and FOLDER/MODEL.onnx,
scores are added. The function `read` of docs/deployment.md is read from stdin.
"""

import json
import os
import struct
import sys
import zlib

import numpy
from PIL import Image, ImageOps

SIZE = 8


def smooth(random, channels, most=255):
    """An image without hard edges, so that JPEG keeps most of it."""
    y, x = numpy.mgrid[0:SIZE, 0:SIZE] / SIZE
    planes = [
        numpy.cos(random.uniform(0, 6) + random.uniform(-3, 3) * x + random.uniform(-3, 3) * y) for _ in range(channels)
    ]
    return numpy.round((numpy.stack(planes, -1) + 1) / 2 * most)


def png16(path, values):
    """Pillow does not write 16-bit RGB."""
    kind = 0 if values.shape[2] == 1 else 2
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 16, kind, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def rgb(random):
    return Image.fromarray(smooth(random, 3).astype("uint8"))


def with_alpha(random, channels):
    image = smooth(random, channels).astype("uint8")
    # Some pixels are opaque, so that decoders which ignore alpha can be compared there.
    image[..., -1] = numpy.where(random.random((SIZE, SIZE)) < 0.5, 255, image[..., -1])
    return Image.fromarray(image, "LA" if channels == 2 else "RGBA")


def animated(path, random, **options):
    frames = [rgb(random) for _ in range(3)]
    if path.endswith(".gif"):
        frames = [frame.quantize(64) for frame in frames]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=50, **options)


def exif(path, random):
    tags = Image.Exif()
    tags[0x0112] = int(random.integers(2, 9))
    rgb(random).save(path, exif=tags, quality=95, subsampling=0)


KINDS = {
    "gray.png": lambda p, r: Image.fromarray(smooth(r, 1)[..., 0].astype("uint8")).save(p),
    "gray.jpg": lambda p, r: Image.fromarray(smooth(r, 1)[..., 0].astype("uint8")).save(p, quality=95),
    "bilevel.png": lambda p, r: Image.fromarray((r.random((SIZE, SIZE)) < 0.5)).save(p),
    "16-bit-gray.png": lambda p, r: png16(p, smooth(r, 1, 65535)),
    "16-bit-rgb.png": lambda p, r: png16(p, smooth(r, 3, 65535)),
    "rgb.jfif": lambda p, r: rgb(r).save(p, "JPEG", quality=95, subsampling=0),
    "progressive.jpe": lambda p, r: rgb(r).save(p, "JPEG", quality=95, subsampling=0, progressive=True),
    "exif.jpg": exif,
    "cmyk.jpg": lambda p, r: rgb(r).convert("CMYK").save(p, quality=95),
    "palette.png": lambda p, r: rgb(r).quantize(32).save(p),
    "palette-transparent.png": lambda p, r: rgb(r).quantize(16).save(p, transparency=3),
    "rgba.png": lambda p, r: with_alpha(r, 4).save(p),
    "gray-alpha.png": lambda p, r: with_alpha(r, 2).save(p),
    "animated.gif": animated,
    "animated.webp": lambda p, r: animated(p, r, lossless=True, exact=True),
    "animated.png": animated,
    "rgb.bmp": lambda p, r: rgb(r).save(p),
    "palette.bmp": lambda p, r: rgb(r).quantize(200).save(p),
    "bilevel.bmp": lambda p, r: Image.fromarray((r.random((SIZE, SIZE)) < 0.5)).save(p),
    "rgb.tif": lambda p, r: rgb(r).save(p, compression="tiff_lzw"),
    "extra-band.tif": lambda p, r: Image.frombytes(
        "RGBX", (SIZE, SIZE), smooth(r, 4).astype("uint8").tobytes()
    ).save(p),
    "cmyk.tif": lambda p, r: rgb(r).convert("CMYK").save(p),
}


def on_white(rgba, mode):
    """The pixels of a graph with preprocessing, before they are scaled."""
    alpha = rgba[..., 3:].astype(int)
    rgb = (rgba[..., :3] * alpha + 255 * (255 - alpha)) // 255
    if mode == "rgb":
        return rgb
    return (rgb @ numpy.array([19595, 38470, 7471]) + 0x8000) >> 16


def main(folder, count, model=None):
    import keras

    names = {"json": json, "numpy": numpy, "Image": Image, "ImageOps": ImageOps}
    exec(sys.stdin.read(), names)
    random = numpy.random.default_rng(1)
    found = []
    for i in range(count):
        kind = list(KINDS)[i % len(KINDS)]
        path = os.path.join(folder, f"{i}-{kind}")
        KINDS[kind](path, random)
        entry = {"kind": kind, "file": os.path.basename(path), "keras": {}, "onnx": {}}
        for mode in ("rgb", "grayscale"):
            image = keras.utils.img_to_array(keras.utils.load_img(path, color_mode=mode))
            entry["keras"][mode] = image.ravel().tolist()
            entry["onnx"][mode] = on_white(names["read"](path), mode).ravel().tolist()
        found.append(entry)
    if model is not None:
        import onnxruntime

        network = keras.models.load_model(os.path.join(folder, f"{model}.keras"))
        session = onnxruntime.InferenceSession(os.path.join(folder, f"{model}.onnx"))
        read = [names["read"](os.path.join(folder, entry["file"])) for entry in found]
        batch = lambda key: numpy.array([e[key]["rgb"] for e in found], "float32").reshape(-1, SIZE, SIZE, 3) / 255
        scores = {
            "keras": network.predict(batch("keras"), verbose=0),
            "onnx": session.run(["scores"], {"images": numpy.stack(read)})[0],
        }
        for i, entry in enumerate(found):
            entry["scores"] = {key: scores[key][i].tolist() for key in scores}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
