"""Fit linear classifiers by scikit-learn's stochastic gradient descent until its own rule stops it; count the epochs."""

import json
import os
import time

import numpy as np
from sklearn.linear_model import SGDClassifier


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    rows = np.loadtxt(os.path.join(os.environ["PLUMBLINE_DATA"], "digits.csv.gz"), delimiter=",")
    pixels, digits = rows[:, :-1] / 16, rows[:, -1].astype(int)
    held = np.arange(len(rows)) % 5 == 4
    report("run_start", None, "INTERVAL_START")
    for number in range(1, config["fits"] + 1):
        model = SGDClassifier(alpha=config["alpha"], random_state=int(rng.integers(1 << 31)))
        began = time.perf_counter()
        model.fit(pixels[~held], digits[~held])
        speed = model.n_iter_ * int((~held).sum()) / (time.perf_counter() - began)
        report("tracked_stats", {"throughput": speed}, block_num=number)
        report("epochs", int(model.n_iter_), block_num=number)
        report("eval_accuracy", float(model.score(pixels[held], digits[held])), block_num=number)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
