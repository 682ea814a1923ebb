"""Reads a TensorFlow 1 checkpoint without TensorFlow: an index (a LevelDB table of small protocol buffers) beside raw numbers.

Formats: tensorflow/core/util/tensor_bundle and tensorflow/core/lib/io/table_format; protobuf/tensor_bundle.proto.
"""

import numpy as np

FOOTER, MAGIC = 48, bytes.fromhex("57fb808b247547db")
FLOAT32 = 1


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def block(data, offset, size):
    """Keys and values of a block; keys share prefixes with the one before."""
    if data[offset + size] != 0:
        raise ValueError("the checkpoint's index is compressed, which TensorFlow never does")
    body = data[offset : offset + size]
    end = size - 4 - 4 * int.from_bytes(body[-4:], "little")
    at, key = 0, b""
    while at < end:
        shared, at = varint(body, at)
        fresh, at = varint(body, at)
        length, at = varint(body, at)
        key = key[:shared] + body[at : at + fresh]
        yield key, body[at + fresh : at + fresh + length]
        at += fresh + length


def fields(data):
    """Numbered fields of a protocol buffer: integers and bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = (4, at) if kind == 5 else (8, at) if kind == 1 else varint(data, at)
            value, at = data[at : at + length], at + length
        yield tag >> 3, value


def entries(data):
    """Name to (shape, offset, bytes) of every tensor of an index file."""
    footer = data[-FOOTER:]
    if footer[-8:] != MAGIC:
        raise ValueError("not the index of a TensorFlow checkpoint")
    _, at = varint(footer, 0)
    _, at = varint(footer, at)
    offset, at = varint(footer, at)
    size, at = varint(footer, at)
    found = {}
    for _, handle in block(data, offset, size):
        start, at = varint(handle, 0)
        length, _ = varint(handle, at)
        for name, value in block(data, start, length):
            if name == b"":
                continue
            parts = dict(fields(value))
            if parts.get(1) != FLOAT32:
                continue
            shape = [dict(fields(dim)).get(1, 0) for number, dim in fields(parts.get(2, b"")) if number == 2]
            found[name.decode("utf-8")] = shape, parts.get(4, 0), parts[5]
    return found


def read(prefix):
    """Name to array of every float tensor of a checkpoint in one shard; the arrays lie on the file."""
    with open(prefix + ".index", "rb") as file:
        index = entries(file.read())
    data = np.memmap(prefix + ".data-00000-of-00001", dtype=np.uint8, mode="r")
    return {
        name: data[offset : offset + size].view("<f4").reshape(shape) for name, (shape, offset, size) in index.items()
    }
