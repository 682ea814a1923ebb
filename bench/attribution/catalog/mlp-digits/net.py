"""A fully connected net in numpy: initial weights, forward pass and gradients."""

import numpy as np


def create(rng, widths, precision):
    """Matrix and bias of each layer in turn, He-initialised, as arrays of `precision`."""
    layers = []
    for inputs, outputs in zip(widths[:-1], widths[1:]):
        matrix = rng.normal(scale=(2 / inputs) ** 0.5, size=(inputs, outputs))
        layers += [matrix.astype(precision), np.zeros(outputs, dtype=precision)]
    return layers


def activate(layers, rows):
    """What every layer puts out for the rows, the rows themselves first."""
    outputs = [rows]
    depth = len(layers) // 2
    for number in range(depth):
        sums = outputs[-1] @ layers[2 * number] + layers[2 * number + 1]
        outputs.append(sums if number == depth - 1 else np.maximum(sums, 0))
    return outputs


def shares(scores):
    """Softmax of each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def slopes(layers, rows, targets):
    """Gradient of the mean cross-entropy with respect to each array of `layers`."""
    *outputs, scores = activate(layers, rows)
    error = (shares(scores) - targets) / len(rows)
    found = [None] * len(layers)
    for number in reversed(range(len(outputs))):
        found[2 * number] = outputs[number].T @ error
        found[2 * number + 1] = error.sum(axis=0)
        if number > 0:
            error = (error @ layers[2 * number].T) * (outputs[number] > 0)
    return found


def guesses(layers, rows):
    """The most likely class of each row."""
    return activate(layers, rows)[-1].argmax(axis=1)
