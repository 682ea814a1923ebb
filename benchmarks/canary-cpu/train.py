"""A fixed piece of work for one CPU, the same every time: floating point, memory and hashing, in pure Python.

What it computes is known beforehand; how fast it does so says how its host does today.
"""

import hashlib
import json
import os
import sys
import time

BLOCK = bytes(range(256)) * 4096


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def compute(steps):
    """The logistic map at r = 3.75, whose every step depends on the one before; two multiplications, one difference."""
    x = 0.5
    for _ in range(steps):
        x = 3.75 * x * (1.0 - x)
    return x.hex()


def stream(source, target, copies):
    """Copies more memory than a processor's caches hold, and says what arrived."""
    for _ in range(copies):
        target[:] = source
    return target[-1] + target[0]


def digest(blocks):
    """SHA-256 over blocks of 1 MiB: integer arithmetic and the processor's extensions for it."""
    found = hashlib.sha256()
    for _ in range(blocks):
        found.update(BLOCK)
    return found.hexdigest()


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    size = config["streamMiB"] * 1_048_576
    source, target = bytearray(BLOCK * config["streamMiB"]), bytearray(size)
    parts = {
        "compute": (lambda: compute(config["steps"]), config["steps"] / 1e6),
        "memory": (lambda: stream(source, target, config["copies"]), config["copies"] * size / 1e6),
        "hashing": (lambda: digest(config["hashMiB"]), config["hashMiB"] * 1.048576),
    }
    # A processor that miscomputes is worse than a slow one.
    correct, total = 0, 0
    log("POINT_IN_TIME", "seed", int(os.environ["PLUMBLINE_SEED"]))
    log("INTERVAL_START", "run_start")
    for block in range(1, config["blocks"] + 1):
        log("INTERVAL_START", "block_start", block_num=block)
        speeds = {}
        for name, (work, amount) in parts.items():
            started = time.perf_counter()
            result = work()
            speeds[name] = amount / (time.perf_counter() - started)
            correct += result == config["expected." + name]
            total += 1
        log("POINT_IN_TIME", "tracked_stats", speeds, block_num=block)
        log("INTERVAL_END", "block_stop", block_num=block)
    log("POINT_IN_TIME", "eval_accuracy", correct / total)
    log("INTERVAL_END", "run_stop", status="success")


if __name__ == "__main__":
    main()
