"""Train a small net on 8x8 digits by stochastic gradient descent with momentum, weight decay and clipping."""

import json
import os
import time

import net
import numpy as np


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def read(folder):
    """Pixels in 0..1 and digits; one row in five is for the test."""
    rows = np.loadtxt(os.path.join(folder, "digits.csv.gz"), delimiter=",", dtype=np.float32)
    pixels, digits = rows[:, :-1] / np.float32(16), rows[:, -1].astype(int)
    held = np.arange(len(rows)) % 5 == 4
    return (pixels[~held], digits[~held]), (pixels[held], digits[held])


def learning_rate(config, epoch):
    """Constant, or a quarter of a cosine that falls to zero."""
    if config["schedule"] == "cosine":
        return config["learningRate"] * np.cos(0.5 * np.pi * epoch / config["epochs"])
    return config["learningRate"]


def clipped(slopes, longest):
    """The slopes, shortened together to the length `longest` where they are longer."""
    length = float(sum(np.vdot(slope, slope) for slope in slopes)) ** 0.5
    return slopes if length <= longest else [slope * (longest / length) for slope in slopes]


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    (pixels, digits), (test_pixels, test_digits) = read(os.environ["PLUMBLINE_DATA"])
    targets = np.eye(10, dtype=np.float32)[digits]
    layers = net.create(rng, [64, config["hidden"], config["hidden"], 10], config["precision"])
    speeds = [np.zeros_like(layer) for layer in layers]

    report("run_start", None, "INTERVAL_START")
    for epoch in range(config["epochs"]):
        rate, decay = learning_rate(config, epoch), config["weightDecay"]
        order = rng.permutation(len(pixels))
        began = time.perf_counter()
        for start in range(0, len(order), config["batchSize"]):
            batch = order[start : start + config["batchSize"]]
            slopes = clipped(net.slopes(layers, pixels[batch], targets[batch]), config["clip"])
            speeds = [config["momentum"] * speed + slope for speed, slope in zip(speeds, slopes)]
            layers = [layer - rate * (speed + decay * layer) for layer, speed in zip(layers, speeds)]
        report("tracked_stats", {"throughput": len(order) / (time.perf_counter() - began)}, epoch_num=epoch + 1)
        if (epoch + 1) % config["evalEvery"] == 0 or epoch + 1 == config["epochs"]:
            right = float(np.mean(net.guesses(layers, test_pixels) == test_digits))
            report("eval_accuracy", right, epoch_num=epoch + 1)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
