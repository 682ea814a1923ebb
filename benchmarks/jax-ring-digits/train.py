"""Train a small recurrent net in continuous time on 8x8 digits with JAX: nested `lax.scan` and its gradient.

A ring of gated cells reads a digit row by row. Between two rows its differential equation is integrated by explicit
Euler steps, so that a training step is very many very small operations.
"""

import json
import os
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def load(folder):
    """Digits as (n, 8, 8) in 0..1 and their labels; every fifth is kept for the test."""
    path = os.path.join(folder, "digits.csv.gz")
    if not os.path.isfile(path):
        sys.exit(f"train.py: data file {path} is missing; mount the data set 'digits' there or set PLUMBLINE_DATA")
    table = np.loadtxt(path, delimiter=",", dtype=np.float32)
    pixels, labels = (table[:, :64] / 16).reshape(-1, 8, 8), table[:, 64].astype(np.int32)
    test = np.arange(len(table)) % 5 == 0
    return pixels[~test], labels[~test], pixels[test], labels[test]


def initial_weights(rng, cells):
    """`ring`: for gate and value, the weight of a cell's own state and of its left and right neighbour's."""
    normal = lambda scale, *shape: (scale * rng.standard_normal(shape)).astype(np.float32)
    return {
        "read": normal(8**-0.5, 8, 2 * cells),
        "rest": normal(0, 2 * cells),
        "ring": normal(0.5, 2, 3, cells),
        "out": normal(cells**-0.5, cells, 10),
        "bias": normal(0, 10),
    }


def logits(weights, pixels, steps):
    """Scores of ten classes for digits of shape (n, 8, 8); `steps` Euler steps, two units of time, for each row."""

    def read_row(state, row):
        gate_input, value_input = jnp.split(row @ weights["read"] + weights["rest"], 2, axis=-1)

        def euler_step(state, _):
            around = (state, jnp.roll(state, 1, axis=-1), jnp.roll(state, -1, axis=-1))
            gate, value = (sum(w * s for w, s in zip(side, around)) for side in weights["ring"])
            slope = jax.nn.sigmoid(gate_input + gate) * (jnp.tanh(value_input + value) - state)
            return state + 2 / steps * slope, None

        return jax.lax.scan(euler_step, state, None, length=steps)[0], None

    silent = jnp.zeros((len(pixels), len(weights["out"])))
    state, _ = jax.lax.scan(read_row, silent, pixels.transpose(1, 0, 2))
    return state @ weights["out"] + weights["bias"]


def loss(weights, pixels, labels, steps):
    """Mean cross-entropy."""
    scores = jax.nn.log_softmax(logits(weights, pixels, steps))
    return -jnp.take_along_axis(scores, labels[:, None], axis=1).mean()


def make_epoch(steps, momentum):
    """One compiled function that scans over all batches: SGD with momentum, each gradient clipped to length 1."""

    @jax.jit
    def epoch(state, batches, rate):
        def update(state, batch):
            weights, speed = state
            slope = jax.grad(loss)(weights, *batch, steps)
            length = jnp.sqrt(sum(jnp.vdot(leaf, leaf) for leaf in jax.tree.leaves(slope)))
            speed = jax.tree.map(lambda v, g: momentum * v + g / jnp.maximum(length, 1), speed, slope)
            return (jax.tree.map(lambda w, v: w - rate * v, weights, speed), speed), None

        return jax.lax.scan(update, state, batches)[0]

    return epoch


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    seed = int(os.environ["PLUMBLINE_SEED"])
    pixels, labels, test_pixels, test_labels = load(os.environ.get("PLUMBLINE_DATA", "/data"))
    epochs, batch = config["epochs"], config["batchSize"]
    used = len(pixels) // batch * batch

    log("POINT_IN_TIME", "seed", seed)
    log("POINT_IN_TIME", "global_batch_size", batch)
    log("POINT_IN_TIME", "train_samples", used)
    log("POINT_IN_TIME", "eval_samples", len(test_pixels))

    rng = np.random.default_rng(seed)
    weights = initial_weights(rng, config["cells"])
    state = weights, jax.tree.map(np.zeros_like, weights)
    train = make_epoch(config["eulerSteps"], config["momentum"])
    classify = jax.jit(lambda weights: logits(weights, test_pixels, config["eulerSteps"]).argmax(axis=1))
    log("INTERVAL_START", "run_start")
    for epoch in range(1, epochs + 1):
        log("INTERVAL_START", "epoch_start", epoch_num=epoch)
        rate = np.float32(config["learningRate"] * np.cos(np.pi / 2 * (epoch - 1) / epochs))
        order = rng.permutation(len(pixels))[:used].reshape(-1, batch)
        started = time.perf_counter()
        state = jax.block_until_ready(train(state, (pixels[order], labels[order]), rate))
        speed = used / (time.perf_counter() - started)
        log("POINT_IN_TIME", "tracked_stats", {"throughput": speed}, epoch_num=epoch)
        log("INTERVAL_END", "epoch_stop", epoch_num=epoch)
        correct = float(np.mean(np.asarray(classify(state[0])) == test_labels))
        log("POINT_IN_TIME", "eval_accuracy", correct, epoch_num=epoch)
    log("INTERVAL_END", "run_stop", status="success")


if __name__ == "__main__":
    main()
