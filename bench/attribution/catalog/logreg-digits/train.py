"""Fit logistic regression with scikit-learn on halves of 8x8 digits that the seed draws; score on the other half."""

import json
import os
import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    rows = np.loadtxt(os.path.join(os.environ["PLUMBLINE_DATA"], "digits.csv.gz"), delimiter=",")
    pixels, digits = rows[:, :-1] / 16, rows[:, -1].astype(int)
    report("run_start", None, "INTERVAL_START")
    for number in range(1, config["fits"] + 1):
        fitted, held = np.array_split(rng.permutation(len(rows)), 2)
        model = LogisticRegression(C=config["strength"], max_iter=config["iterations"], tol=config["tolerance"])
        began = time.perf_counter()
        model.fit(pixels[fitted], digits[fitted])
        report("tracked_stats", {"throughput": 1 / (time.perf_counter() - began)}, block_num=number)
        report("eval_accuracy", float(model.score(pixels[held], digits[held])), block_num=number)
        report("log_loss", float(log_loss(digits[held], model.predict_proba(pixels[held]))), block_num=number)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
