"""Fit the springs of a chain of masses with JAX, so that it swings as a chain with known springs does.

A digit's rows push the masses; a `lax.scan` of leapfrog steps follows them, and its gradient is very many small kernels.
"""

import json
import os
import time

import jax
import jax.numpy as jnp
import numpy as np


def report(key, value, event="POINT_IN_TIME", **more):
    """One line of the MLPerf log."""
    record = {"key": key, "value": value, "event_type": event, "time_ms": int(time.time() * 1000), "namespace": ""}
    print(":::MLLOG " + json.dumps({**record, "metadata": {"file": "train.py", "lineno": 0, **more}}), flush=True)


def swing(springs, push, steps):
    """Places of the masses after each leapfrog step; the ends of the chain are joined, and springs harden when stretched."""

    def step(state, _):
        places, speeds = state
        stretch = jnp.roll(places, -1) - places
        force = springs * (stretch + stretch**3)
        speeds = 0.999 * speeds + 0.02 * (force - jnp.roll(force, 1))
        places = places + 0.02 * speeds
        return (places, speeds), places

    return jax.lax.scan(step, (push, jnp.zeros_like(push)), None, length=steps)[1]


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    rng = np.random.default_rng(int(os.environ["PLUMBLINE_SEED"]))
    rows = np.loadtxt(os.path.join(os.environ["PLUMBLINE_DATA"], "digits.csv.gz"), delimiter=",", dtype=np.float32)
    pushes = rows[rng.permutation(len(rows))[: config["digits"]], :64].reshape(-1, 8, 8).mean(axis=1) / 16
    true = np.linspace(1, 4, 8, dtype=np.float32)
    wanted = jax.jit(lambda push: swing(true, push, config["steps"]))
    miss = lambda logs, push, goal: jnp.mean((swing(jnp.exp(logs), push, config["steps"]) - goal) ** 2)
    both = jax.jit(jax.value_and_grad(miss))
    logs = rng.normal(scale=0.3, size=8).astype(np.float32)
    jax.block_until_ready(both(logs, pushes[0], wanted(pushes[0])))
    report("run_start", None, "INTERVAL_START")
    for number, push in enumerate(pushes, start=1):
        goal = wanted(push)
        began = time.perf_counter()
        for _ in range(config["updates"]):
            error, slope = both(logs, push, goal)
            logs = logs - config["learningRate"] * slope / (1e-6 + jnp.linalg.norm(slope))
        jax.block_until_ready(logs)
        report("tracked_stats", {"throughput": config["updates"] / (time.perf_counter() - began)}, block_num=number)
        report("miss", float(np.mean(np.abs(np.asarray(logs) - np.log(true)))), block_num=number)
    report("run_stop", None, "INTERVAL_END", status="success")


if __name__ == "__main__":
    main()
