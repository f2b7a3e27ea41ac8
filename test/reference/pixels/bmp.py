"""Makes BMP files of every layout, and prints a JSON list of {name, bytes, mode, pixels} as Pillow decodes them."""

import base64
import io
import json
import struct

import numpy
from PIL import Image

W, H = 5, 3
random = numpy.random.default_rng(1)
palette = random.integers(0, 256, (256, 3))


def bmp(bits, rows, compression=0, colors=0, header=40, masks=(), height=H):
    entries = b"".join(bytes((int(b), int(g), int(r))) + (b"" if header == 12 else b"\0") for r, g, b in palette[:colors])
    if header == 12:
        info = struct.pack("<IHHHH", 12, W, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, W, height, 1, bits, compression, len(rows), 0, 0, colors, 0)
        inside = b"".join(struct.pack("<I", mask) for mask in masks)
        info += inside if header == 40 else inside.ljust(header - 40, b"\0")
    start = 14 + len(info) + len(entries)
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + info + entries + rows


def packed(bits):
    indices = random.integers(0, 2**bits, (H, W))
    rows = b""
    for row in indices:
        text = "".join(format(i, f"0{bits}b") for i in row)
        text = text.ljust(-(-len(text) // 32) * 32, "0")
        rows += int(text, 2).to_bytes(len(text) // 8, "big")
    return rows


def plain(width):
    return b"".join(random.integers(0, 256, W * width).astype("uint8").tobytes().ljust(-(-W * width // 4) * 4, b"\0") for _ in range(H))


rle8 = bytes([5, 7, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 2, 9, 0, 2, 2, 0, 1, 3, 0, 1])
# Pillow loses the last of an odd number of literal pixels.
rle4 = bytes([5, 0x12, 0, 0, 0, 4, 0x34, 0x56, 1, 0x70, 0, 0, 2, 0x99, 3, 0xAB, 0, 1])
V4 = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
files = {
    "1 bit": bmp(1, packed(1), colors=2),
    "4 bits": bmp(4, packed(4), colors=16),
    "8 bits": bmp(8, packed(8), colors=256),
    "8 bits, few colors": bmp(8, bytes(int(i) for i in random.integers(0, 8, 24)), colors=8),
    "RLE8": bmp(8, rle8, compression=1, colors=256),
    "RLE4": bmp(4, rle4, compression=2, colors=16),
    "16 bits": bmp(16, plain(2)),
    "16 bits, 565": bmp(16, plain(2), compression=3, masks=(0xF800, 0x7E0, 0x1F)),
    "24 bits": bmp(24, plain(3)),
    "24 bits from the top": bmp(24, plain(3), height=-H),
    "32 bits": bmp(32, plain(4)),
    "32 bits, masks": bmp(32, plain(4), compression=3, masks=(0xFF000000, 0xFF0000, 0xFF00)),
    "32 bits with alpha": bmp(32, plain(4), compression=3, header=108, masks=V4),
    "OS/2, 4 bits": bmp(4, packed(4), colors=16, header=12),
    "OS/2, 24 bits": bmp(24, plain(3), header=12),
}
found = []
for name, data in files.items():
    image = Image.open(io.BytesIO(data))
    image = image.convert("RGBA" if image.mode == "RGBA" else "RGB")
    pixels = numpy.asarray(image).ravel().tolist()
    found.append({"name": name, "bytes": base64.b64encode(data).decode(), "channels": len(image.mode), "pixels": pixels})
print("[\n" + ",\n".join(json.dumps(entry) for entry in found) + "\n]")
