"""Cluster 8x8 digits with scikit-learn's KMeans at its default settings, once a fit, many fits a run.

Inertia and the adjusted Rand index (against the true digits) say how good a fit is; fits a second, how fast.
"""

import json
import os
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def load(folder):
    """Rows of 64 pixels in 0..16 as they are in the file, and the true digits."""
    path = os.path.join(folder, "digits.csv.gz")
    if not os.path.isfile(path):
        sys.exit(f"train.py: data file {path} is missing; mount the data set 'digits' there or set PLUMBLINE_DATA")
    table = np.loadtxt(path, delimiter=",")
    return table[:, :64], table[:, 64].astype(int)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    seed = int(os.environ["PLUMBLINE_SEED"])
    pixels, digits = load(os.environ.get("PLUMBLINE_DATA", "/data"))

    log("POINT_IN_TIME", "seed", seed)
    log("POINT_IN_TIME", "train_samples", len(pixels))
    states = np.random.default_rng(seed).integers(2**31, size=config["fits"])
    log("INTERVAL_START", "run_start")
    for number, state in enumerate(states, start=1):
        log("INTERVAL_START", "block_start", block_num=number)
        started = time.perf_counter()
        model = KMeans(n_clusters=config["clusters"], random_state=int(state)).fit(pixels)
        seconds = time.perf_counter() - started
        log("POINT_IN_TIME", "tracked_stats", {"throughput": 1 / seconds, "iterations": model.n_iter_}, block_num=number)
        log("INTERVAL_END", "block_stop", block_num=number)
        log("POINT_IN_TIME", "eval_error", model.inertia_, block_num=number)
        log("POINT_IN_TIME", "eval_accuracy", adjusted_rand_score(digits, model.labels_), block_num=number)
    log("INTERVAL_END", "run_stop", status="success")


if __name__ == "__main__":
    main()
