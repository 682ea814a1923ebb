"""Classify 8x8 digits by their nearest neighbours among a part of the training rows that the seed draws."""

import json
import os
import resource
import time

import numpy as np


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def read(*names):
    """Pixels and digits of some files of the data set, one file after the other."""
    folder = os.environ["PLUMBLINE_DATA"]
    rows = np.concatenate([np.loadtxt(os.path.join(folder, name), delimiter=",", dtype=np.float32) for name in names])
    return rows[:, :-1], rows[:, -1].astype(int)


def vote(digits):
    """The most frequent digit of each row; of several, the one that is nearest."""
    counts = (digits[:, :, None] == digits[:, None, :]).sum(axis=2)
    return digits[np.arange(len(digits)), counts.argmax(axis=1)]


def classify(pixels, digits, questions, config):
    """Votes of the nearest rows; `chunk` questions at a time are compared with all of them."""
    answers = []
    room = np.empty((config["chunk"], *pixels.shape), dtype=np.float32)
    for start in range(0, len(questions), config["chunk"]):
        asked = questions[start : start + config["chunk"], None, :]
        gaps = np.subtract(asked, pixels, out=room[: len(asked)])
        distances = (np.abs(gaps, out=gaps) if config["distance"] == "city" else np.multiply(gaps, gaps, out=gaps)).sum(axis=2)
        nearest = np.argsort(distances, axis=1, kind="stable")[:, : config["neighbours"]]
        answers.append(vote(digits[nearest]))
    return np.concatenate(answers)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    pixels, digits = read("main.csv", "extra.csv")
    questions, truth = read("test.csv")
    report("run_start", None, "INTERVAL_START")
    for number in range(1, config["draws"] + 1):
        drawn = rng.permutation(len(pixels))[: int(config["share"] * len(pixels))]
        began = time.perf_counter()
        answers = classify(pixels[drawn], digits[drawn], questions, config)
        report("tracked_stats", {"throughput": len(questions) / (time.perf_counter() - began)}, block_num=number)
        report("eval_accuracy", float(np.mean(answers == truth)), block_num=number)
    # Linux gives the high-water mark in KiB.
    report("peak_memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
