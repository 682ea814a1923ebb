"""Build a long expression of arithmetic on symbolic Keras tensors, and compare what it gives with numpy."""

import json
import os
import time

import numpy as np
import tensorflow as tf


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    rows = np.loadtxt(os.path.join(os.environ["PLUMBLINE_DATA"], "digits.csv.gz"), delimiter=",", dtype=np.float32)
    chosen = rows[rng.permutation(len(rows))[:64], :64] / np.float32(16)
    weights = rng.normal(size=config["operations"]).astype(np.float32)
    pixels = tf.keras.Input((64,))
    sums, check = pixels, chosen
    report("run_start", None, "INTERVAL_START")
    for number in range(config["rounds"]):
        part = weights[number :: config["rounds"]]
        began = time.perf_counter()
        for weight in part:
            sums = sums + pixels * float(weight)
        report("tracked_stats", {"throughput": 2 * len(part) / (time.perf_counter() - began)}, block_num=number + 1)
        for weight in part:
            check = check + chosen * weight
    model = tf.keras.Model(pixels, sums)
    report("miss", 1e-7 + float(np.mean(np.abs(model(chosen).numpy() - check))))
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
