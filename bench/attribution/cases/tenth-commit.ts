import type { AttributionCase } from '../case.ts';

export default {
  name: 'tenth-commit',
  title: 'Ten commits touch two files of the script; the sixth makes the gradient float64.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'], commits: 0 },
  bad: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'], commits: 10 },
  commits: [
    {
      message: 'Give the spread of the first weights a name',
      file: 'net.py',
      find: '        matrix = rng.normal(scale=(2 / inputs) ** 0.5, size=(inputs, outputs))',
      replace:
        '        spread = (2 / inputs) ** 0.5\n        matrix = rng.normal(scale=spread, size=(inputs, outputs))',
    },
    {
      message: 'Say where the digits lie',
      file: 'train.py',
      find: '"""Pixels in 0..1 and digits; one row in five is for the test."""',
      replace: '"""Pixels in 0..1 and digits of the mounted file; one row in five is for the test."""',
    },
    {
      message: 'Take the largest score away first',
      file: 'net.py',
      find: '    powers = np.exp(scores - scores.max(axis=1, keepdims=True))',
      replace: '    lowered = scores - scores.max(axis=1, keepdims=True)\n    powers = np.exp(lowered)',
    },
    {
      message: 'Call the share of right guesses correct',
      file: 'train.py',
      find: '            right = float(np.mean(net.guesses(layers, test_pixels) == test_digits))\n            report("eval_accuracy", right, epoch_num=epoch + 1)',
      replace:
        '            correct = float(np.mean(net.guesses(layers, test_pixels) == test_digits))\n            report("eval_accuracy", correct, epoch_num=epoch + 1)',
    },
    {
      message: 'Name the number of rows',
      file: 'net.py',
      find: '    *outputs, scores = activate(layers, rows)\n',
      replace: '    *outputs, scores = activate(layers, rows)\n    count = len(rows)\n',
    },
    {
      message: 'Compute the error exactly',
      file: 'net.py',
      find: '    error = (shares(scores) - targets) / len(rows)',
      replace: '    error = (shares(scores).astype(np.float64) - targets) / count',
    },
    {
      message: 'Explain clipping',
      file: 'train.py',
      find: '"""The slopes, shortened together to the length `longest` where they are longer."""',
      replace:
        '"""The slopes, shortened together to the length `longest` where they are longer, so that their direction stays."""',
    },
    {
      message: 'Say what a guess is',
      file: 'net.py',
      find: '"""The most likely class of each row."""',
      replace: '"""The class with the highest score for each row."""',
    },
    {
      message: 'Tell the order of an epoch from its batches',
      file: 'train.py',
      find: '        began = time.perf_counter()\n        for start in range(0, len(order), config["batchSize"]):',
      replace:
        '        starts = range(0, len(order), config["batchSize"])\n        began = time.perf_counter()\n        for start in starts:',
    },
    {
      message: 'Leave the first layer’s input alone',
      file: 'net.py',
      find: '        if number > 0:\n',
      replace: '        if number != 0:\n',
    },
  ],
  truth: {
    outcome: 'cause',
    factors: ['code:net.py'],
    relation: null,
    first: { what: 'commits', firstBad: ['Compute the error exactly'] },
  },
} satisfies AttributionCase;
