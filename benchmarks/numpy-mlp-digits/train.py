"""Train a float32 MLP on 8x8 digits with numpy alone, by plain stochastic gradient descent.

The learning rate comes from `np.cos`, so it is a numpy float64 scalar, as in many hand-written scripts.
"""

import json
import os
import sys
import time

import numpy as np


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def load(folder):
    """Rows of 64 pixels in 0..1 and one-hot labels; every fifth row is kept for the test."""
    path = os.path.join(folder, "digits.csv.gz")
    if not os.path.isfile(path):
        sys.exit(f"train.py: data file {path} is missing; mount the data set 'digits' there or set PLUMBLINE_DATA")
    table = np.loadtxt(path, delimiter=",", dtype=np.float32)
    pixels, labels = table[:, :64] / np.float32(16), np.eye(10, dtype=np.float32)[table[:, 64].astype(int)]
    test = np.arange(len(table)) % 5 == 0
    return pixels[~test], labels[~test], pixels[test], labels[test]


def initial_weights(rng, sizes):
    """He-initialised float32 matrices, each followed by its bias."""
    weights = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        weights.append((rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)).astype(np.float32))
        weights.append(np.zeros(fan_out, dtype=np.float32))
    return weights


def forward(weights, pixels):
    """Activations of every layer, the input first and the logits last."""
    layers = [pixels]
    for matrix, bias in zip(weights[0:-2:2], weights[1:-2:2]):
        layers.append(np.maximum(layers[-1] @ matrix + bias, 0))
    return layers + [layers[-1] @ weights[-2] + weights[-1]]


def gradients(weights, pixels, labels):
    """Gradients of the mean cross-entropy, in the order of `weights`."""
    *layers, logits = forward(weights, pixels)
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    delta = (share - labels) / len(pixels)
    result = []
    for depth in range(len(layers) - 1, -1, -1):
        result = [layers[depth].T @ delta, delta.sum(axis=0)] + result
        if depth > 0:
            delta = (delta @ weights[2 * depth].T) * (layers[depth] > 0)
    return result


def accuracy(weights, pixels, labels):
    logits = forward(weights, pixels)[-1]
    return float(np.mean(logits.argmax(axis=1) == labels.argmax(axis=1)))


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    seed = int(os.environ["PLUMBLINE_SEED"])
    pixels, labels, test_pixels, test_labels = load(os.environ.get("PLUMBLINE_DATA", "/data"))
    epochs, batch = config["epochs"], config["batchSize"]

    log("POINT_IN_TIME", "seed", seed)
    log("POINT_IN_TIME", "global_batch_size", batch)
    log("POINT_IN_TIME", "train_samples", len(pixels))
    log("POINT_IN_TIME", "eval_samples", len(test_pixels))

    rng = np.random.default_rng(seed)
    weights = initial_weights(rng, [64, config["hidden"], config["hidden"], 10])
    log("INTERVAL_START", "run_start")
    for epoch in range(1, epochs + 1):
        log("INTERVAL_START", "epoch_start", epoch_num=epoch)
        rate = config["learningRate"] * np.cos(np.pi / 2 * (epoch - 1) / epochs)
        order = rng.permutation(len(pixels))
        started = time.perf_counter()
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            steps = gradients(weights, pixels[rows], labels[rows])
            weights = [weight - rate * step for weight, step in zip(weights, steps)]
        speed = len(order) / (time.perf_counter() - started)
        log("POINT_IN_TIME", "tracked_stats", {"throughput": speed}, epoch_num=epoch)
        log("INTERVAL_END", "epoch_stop", epoch_num=epoch)
        log("POINT_IN_TIME", "eval_accuracy", accuracy(weights, test_pixels, test_labels), epoch_num=epoch)
    log("INTERVAL_END", "run_stop", status="success")


if __name__ == "__main__":
    main()
