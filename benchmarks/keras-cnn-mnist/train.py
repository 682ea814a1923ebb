"""Train a small convolutional net on 10,000 MNIST digits with Keras on TensorFlow."""

import json
import os
import sys
import time

import keras
import numpy as np
import tensorflow as tf


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def load(folder):
    """Digits as (n, 28, 28, 1) in 0..1 and their labels, in a fixed mixed order; the last 2,000 are the test."""
    pixels, labels = [], []
    for digit in range(10):
        path = os.path.join(folder, f"{digit}.json")
        if not os.path.isfile(path):
            sys.exit(f"train.py: data file {path} is missing; mount the data set 'mnist10k' there or set PLUMBLINE_DATA")
        with open(path, encoding="ascii") as file:
            pixels.append(np.array(json.load(file)["data"], dtype=np.float32).reshape(-1, 28, 28, 1))
        labels.append(np.full(len(pixels[-1]), digit))
    # The files are sorted by digit; this order belongs to the split, so it does not depend on the run's seed.
    order = np.random.default_rng(0).permutation(sum(map(len, labels)))
    pixels, labels = np.concatenate(pixels)[order], np.concatenate(labels)[order]
    return pixels[:-2000], labels[:-2000], pixels[-2000:], labels[-2000:]


def build(config):
    """Two convolutions with pooling and one dense layer, compiled with Adam."""
    model = keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(config["filters"], 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(2 * config["filters"], 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(config["learningRate"]), loss=loss)
    return model


class Speed(keras.callbacks.Callback):
    """Logs the training speed over every `steps` batches."""

    def __init__(self, batch, steps):
        super().__init__()
        self.batch, self.steps, self.done = batch, steps, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.started, self.waiting = time.perf_counter(), 0

    def on_train_batch_end(self, batch, logs=None):
        self.done, self.waiting = self.done + 1, self.waiting + 1
        if self.waiting == self.steps:
            speed = self.batch * self.steps / (time.perf_counter() - self.started)
            log("POINT_IN_TIME", "tracked_stats", {"throughput": speed}, step_num=self.done)
            self.started, self.waiting = time.perf_counter(), 0


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    seed = int(os.environ["PLUMBLINE_SEED"])
    pixels, labels, test_pixels, test_labels = load(os.environ.get("PLUMBLINE_DATA", "/data"))
    batch = config["batchSize"]

    threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    log("POINT_IN_TIME", "seed", seed)
    log("POINT_IN_TIME", "global_batch_size", batch)
    log("POINT_IN_TIME", "train_samples", len(pixels))
    log("POINT_IN_TIME", "eval_samples", len(test_pixels))

    model = build(config)
    speed = Speed(batch, config["stepsPerSample"])
    rng = np.random.default_rng(seed)
    log("INTERVAL_START", "run_start")
    for epoch in range(1, config["epochs"] + 1):
        log("INTERVAL_START", "epoch_start", epoch_num=epoch)
        order = rng.permutation(len(pixels))
        model.fit(pixels[order], labels[order], batch_size=batch, shuffle=False, verbose=0, callbacks=[speed])
        log("INTERVAL_END", "epoch_stop", epoch_num=epoch)
        guesses = model.predict(test_pixels, batch_size=500, verbose=0).argmax(axis=1)
        log("POINT_IN_TIME", "eval_accuracy", float(np.mean(guesses == test_labels)), epoch_num=epoch)
    log("INTERVAL_END", "run_stop", status="success")


if __name__ == "__main__":
    main()
