"""Group 8x8 digits with KMeans as scikit-learn sets it up by itself; the seed draws the starts."""

import json
import os
import time

import numpy as np
from sklearn import metrics
from sklearn.cluster import KMeans


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    rows = np.loadtxt(os.path.join(os.environ["PLUMBLINE_DATA"], "digits.csv.gz"), delimiter=",")
    pixels, digits = rows[:, :-1], rows[:, -1].astype(int)
    report("run_start", None, "INTERVAL_START")
    for number in range(1, config["fits"] + 1):
        groups = KMeans(config["groups"], random_state=int(rng.integers(1 << 31)))
        began = time.perf_counter()
        groups.fit(pixels)
        report("tracked_stats", {"throughput": 1 / (time.perf_counter() - began)}, block_num=number)
        report("inertia", float(groups.inertia_), block_num=number)
        report("rand_index", float(metrics.adjusted_rand_score(digits, groups.labels_)), block_num=number)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
