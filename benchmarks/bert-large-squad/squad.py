"""SQuAD 1.1: questions into windows of tokens, scores into answers, and the F1 that is published for them."""

import collections
import json
import os
import re
import string
import sys

import numpy as np

BEST, ANSWER_TOKENS_MAX = 20, 30


def load(folder, name):
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        sys.exit(f"train.py: data file {path} is missing; mount the data set 'squad' there or set PLUMBLINE_DATA")
    with open(path, encoding="utf-8") as file:
        articles = json.load(file)["data"]
    return [
        {"question": qa["question"].strip(), "context": paragraph["context"], "answers": qa["answers"]}
        for article in articles
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]


def windows(tokenizer, questions, length, stride):
    """One row for each window of each question: ids, which question, and where each token stands in the context."""
    made = tokenizer(
        [entry["question"] for entry in questions],
        [entry["context"] for entry in questions],
        truncation="only_second",
        max_length=length,
        stride=stride,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        padding="max_length",
    )
    second = np.array([[part == 1 for part in made.sequence_ids(row)] for row in range(len(made["input_ids"]))])
    offsets = np.where(second[:, :, None], np.array(made["offset_mapping"]), -1)
    names = ("input_ids", "token_type_ids", "attention_mask")
    return {
        "of": np.array(made["overflow_to_sample_mapping"]),
        "offsets": offsets,
        **{name: np.array(made[name], dtype=np.int64) for name in names},
    }


def targets(made, questions):
    """First and last token of the answer in each window; the first token of all where the answer is not in it."""
    found = np.zeros((len(made["of"]), 2), dtype=np.int64)
    for row, (question, offsets) in enumerate(zip(made["of"], made["offsets"])):
        answer = questions[question]["answers"][0]
        first, last = answer["answer_start"], answer["answer_start"] + len(answer["text"])
        inside = (offsets[:, 0] >= 0) & (offsets[:, 0] < last) & (offsets[:, 1] > first)
        tokens = np.flatnonzero(inside)
        whole = tokens.size and offsets[tokens[0], 0] <= first and offsets[tokens[-1], 1] >= last
        if whole:
            found[row] = tokens[0], tokens[-1]
    return found


def answers(made, starts, ends, questions):
    """The best text for each question over all of its windows."""
    best = [(-np.inf, "")] * len(questions)
    for row, question in enumerate(made["of"]):
        offsets = made["offsets"][row]
        for first in np.argsort(starts[row])[-BEST:]:
            for last in np.argsort(ends[row])[-BEST:]:
                if offsets[first, 0] < 0 or offsets[last, 0] < 0 or not first <= last < first + ANSWER_TOKENS_MAX:
                    continue
                score = starts[row, first] + ends[row, last]
                if score > best[question][0]:
                    best[question] = score, questions[question]["context"][offsets[first, 0] : offsets[last, 1]]
    return [text for _, text in best]


def words(text):
    text = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def f1_of(guess, truth):
    """Harmonic mean of precision and recall over words (Rajpurkar et al. 2016)."""
    guess, truth = words(guess), words(truth)
    same = sum((collections.Counter(guess) & collections.Counter(truth)).values())
    return 0.0 if same == 0 else 2 * same / (len(guess) + len(truth))


def f1(guesses, questions):
    best = [
        max(f1_of(guess, answer["text"]) for answer in entry["answers"]) for guess, entry in zip(guesses, questions)
    ]
    return float(np.mean(best))
