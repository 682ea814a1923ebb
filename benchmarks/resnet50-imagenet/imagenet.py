"""ImageNet as it is handed out: images are read out of the tar files, and none of their 1.3 million files is ever unpacked."""

import io
import os
import re
import sys

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import v2

BLOCK = 512
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def members(fd, start, end):
    """Name, offset and size of every plain file of a tar that lies between two offsets of an open file."""
    at = start
    while at + BLOCK <= end:
        header = os.pread(fd, BLOCK, at)
        if header[:1] == b"\0":
            return
        size = int(header[124:136].rstrip(b"\0 ") or b"0", 8)
        if header[156:157] in (b"0", b"\0"):
            yield header[:100].split(b"\0")[0].decode("ascii"), at + BLOCK, size
        at += BLOCK + -(-size // BLOCK) * BLOCK


def needed(folder, name):
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        sys.exit(f"train.py: data file {path} is missing; mount the data set 'imagenet2012' there or set PLUMBLINE_DATA")
    return path


def lines(folder, name):
    with open(needed(folder, name), encoding="ascii") as file:
        return file.read().split()


def index_training(folder, label_of):
    """Rows of (offset, bytes, label) in the tar of tars; a class is the name of its inner tar."""
    fd = os.open(needed(folder, "ILSVRC2012_img_train.tar"), os.O_RDONLY)
    try:
        rows = [
            (offset, size, label_of[name.removesuffix(".tar")])
            for name, inner, length in members(fd, 0, os.fstat(fd).st_size)
            for _, offset, size in members(fd, inner, inner + length)
        ]
    finally:
        os.close(fd)
    return np.array(rows, dtype=np.int64)


def index_validation(folder, label_of):
    """The same for the flat tar of the validation images, whose labels lie beside it in the order of their numbers."""
    labels = [label_of[word] for word in lines(folder, "validation_labels.txt")]
    fd = os.open(needed(folder, "ILSVRC2012_img_val.tar"), os.O_RDONLY)
    try:
        rows = []
        for name, offset, size in members(fd, 0, os.fstat(fd).st_size):
            number = re.fullmatch(r"(?:.*/)?ILSVRC2012_val_(\d{8})\.JPEG", name)
            if number:
                rows.append((offset, size, labels[int(number[1]) - 1]))
    finally:
        os.close(fd)
    return np.array(rows, dtype=np.int64)


def labels_of(folder):
    return {name: label for label, name in enumerate(lines(folder, "labels.txt"))}


class Images(torch.utils.data.Dataset):
    """Images at the rows of an index; each process opens the tar by itself."""

    def __init__(self, path, rows, transform):
        self.path, self.rows, self.transform, self.fd = path, rows, transform, None

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, position):
        if self.fd is None:
            self.fd = os.open(self.path, os.O_RDONLY)
        offset, size, label = (int(value) for value in self.rows[position])
        with Image.open(io.BytesIO(os.pread(self.fd, size, offset))) as image:
            return self.transform(image.convert("RGB")), label


def training(folder, rows, size):
    steps = [v2.RandomResizedCrop(size, antialias=True), v2.RandomHorizontalFlip(), *_as_numbers()]
    return Images(os.path.join(folder, "ILSVRC2012_img_train.tar"), rows, v2.Compose(steps))


def validation(folder, rows, size):
    # 256 for a crop of 224, as everybody does.
    steps = [v2.Resize(size * 8 // 7, antialias=True), v2.CenterCrop(size), *_as_numbers()]
    return Images(os.path.join(folder, "ILSVRC2012_img_val.tar"), rows, v2.Compose(steps))


def _as_numbers():
    return v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, DEVIATION)
