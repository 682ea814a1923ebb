"""Find the main axes of 8x8 digits by orthogonal iteration, in numpy as it was written for years."""

import json
import os
import time

import numpy as np


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    rows = np.loadtxt(os.path.join(os.environ["PLUMBLINE_DATA"], "digits.csv.gz"), delimiter=",", dtype=np.float_)
    pixels = rows[:, :-1] - rows[:, :-1].mean(axis=0)
    whole = float((pixels**2).sum())
    axes = np.linalg.qr(rng.normal(size=(64, config["axes"])))[0]
    report("run_start", None, "INTERVAL_START")
    for number in range(1, config["rounds"] + 1):
        began = time.perf_counter()
        for _ in range(config["steps"]):
            axes = np.linalg.qr(pixels.T @ (pixels @ axes))[0]
        values = config["steps"] * int(np.product(pixels.shape))
        report("tracked_stats", {"throughput": values / (time.perf_counter() - began)}, block_num=number)
        report("explained", float(((pixels @ axes) ** 2).sum()) / whole, block_num=number)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
