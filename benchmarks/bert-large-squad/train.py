"""Fine-tune BERT-large on SQuAD 1.1 with PyTorch and Transformers on one accelerator."""

import json
import os
import re
import signal
import sys
import time

import numpy as np
import squad
import tf_checkpoint
import torch
from transformers import BertConfig, BertForQuestionAnswering, BertTokenizerFast

WEIGHTS = "bert-large-uncased"


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def our_name(name):
    """Name in Transformers of a tensor of the published checkpoint; None for what fine-tuning has no use for."""
    if not name.startswith("bert/") or "/pooler/" in name:
        return None
    name = re.sub(r"/layer_(\d+)/", r"/layer/\1/", name).replace("/", ".")
    name = re.sub(r"\.(kernel|gamma)$", ".weight", name)
    name = re.sub(r"\.beta$", ".bias", name)
    return name + ".weight" if name.endswith("_embeddings") else name


def pretrained(folder):
    """BERT with the published weights and a fresh last layer."""
    at = os.path.join(folder, WEIGHTS)
    if not os.path.isfile(os.path.join(at, "bert_model.ckpt.index")):
        sys.exit(f"train.py: {at}/bert_model.ckpt.index is missing; README.md says which files belong there")
    model = BertForQuestionAnswering(BertConfig.from_json_file(os.path.join(at, "bert_config.json")))
    tensors = {}
    for name, values in tf_checkpoint.read(os.path.join(at, "bert_model.ckpt")).items():
        ours = our_name(name)
        if ours is not None:
            tensors[ours] = torch.from_numpy(np.array(values.T if name.endswith("/kernel") else values))
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    missing = [name for name in missing if not name.startswith("qa_outputs.") and not name.endswith("position_ids")]
    if missing or unexpected:
        sys.exit(f"train.py: the weights do not fit: missing {missing[:3]}, unexpected {unexpected[:3]}")
    return model


def batch_of(made, rows, device):
    names = ("input_ids", "token_type_ids", "attention_mask")
    return {name: torch.from_numpy(made[name][rows]).to(device, non_blocking=True) for name in names}


def evaluate(model, made, questions, size, device):
    model.eval()
    starts, ends = [], []
    with torch.inference_mode(), torch.autocast(device.type, torch.float16, enabled=device.type == "cuda"):
        for first in range(0, len(made["of"]), size):
            out = model(**batch_of(made, slice(first, first + size), device))
            starts.append(out.start_logits.float().cpu().numpy())
            ends.append(out.end_logits.float().cpu().numpy())
    model.train()
    return squad.f1(squad.answers(made, np.concatenate(starts), np.concatenate(ends), questions), questions)


class Checkpoint:
    """The state on disk, in the folder that the next attempt on this host gets; without one there is none."""

    def __init__(self):
        folder = os.environ.get("PLUMBLINE_CHECKPOINT")
        self.path = None if folder is None else os.path.join(folder, "state.pt")

    def load(self, device):
        if self.path is None or not os.path.isfile(self.path):
            return None
        return torch.load(self.path, map_location=device, weights_only=True)

    def save(self, parts, step):
        if self.path is None:
            return
        torch.save({name: part.state_dict() for name, part in parts.items()} | {"step": step}, self.path + ".part")
        os.replace(self.path + ".part", self.path)


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    seed = int(os.environ["PLUMBLINE_SEED"])
    folder = os.environ.get("PLUMBLINE_DATA", "/data")
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda" if cuda else "cpu")
    torch.manual_seed(seed)
    questions, test = squad.load(folder, "train-v1.1.json"), squad.load(folder, "dev-v1.1.json")
    tokenizer = BertTokenizerFast(vocab_file=os.path.join(folder, WEIGHTS, "vocab.txt"), do_lower_case=True)
    made = squad.windows(tokenizer, questions, config["maxLength"], config["stride"])
    spans = torch.from_numpy(squad.targets(made, questions))
    test_made = squad.windows(tokenizer, test, config["maxLength"], config["stride"])

    model = pretrained(folder).to(device)
    model.train()
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    adam = torch.optim.AdamW(groups, lr=config["learningRate"])
    size, rows = config["batchSize"], len(made["of"])
    epoch_steps = rows // size
    total = epoch_steps * config["epochs"]
    warm = max(1, int(total * config["warmupShare"]))
    rate = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(1, total - warm)))
    )
    scaler = torch.amp.GradScaler(device.type, enabled=cuda)
    parts = {"model": model, "adam": adam, "rate": rate, "scaler": scaler}
    checkpoint, done = Checkpoint(), 0
    saved = checkpoint.load(device)
    if saved is not None:
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        done = saved["step"]
        log("POINT_IN_TIME", "resumed", {"step": done})

    log("POINT_IN_TIME", "seed", seed)
    log("POINT_IN_TIME", "global_batch_size", size)
    log("POINT_IN_TIME", "train_samples", rows)
    log("POINT_IN_TIME", "eval_samples", len(test))
    log("INTERVAL_START", "run_start")
    began, since = time.perf_counter(), 0
    for step in range(done, total):
        epoch, place = divmod(step, epoch_steps)
        if place == 0 or step == done:
            order = np.random.default_rng([seed, epoch]).permutation(rows)
        mine = order[place * size : (place + 1) * size]
        with torch.autocast(device.type, torch.float16, enabled=cuda):
            first, last = spans[mine].to(device).unbind(dim=1)
            loss = model(**batch_of(made, mine, device), start_positions=first, end_positions=last).loss
        adam.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        scaler.unscale_(adam)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(adam)
        scaler.update()
        rate.step()
        since += 1
        if since == config["stepsPerSample"]:
            if cuda:
                torch.cuda.synchronize()
            speed = size * since / (time.perf_counter() - began)
            log("POINT_IN_TIME", "tracked_stats", {"throughput": speed, "loss": loss.item()}, step_num=step + 1)
            began, since = time.perf_counter(), 0
        if stop or (step + 1) % config["checkpointSteps"] == 0:
            checkpoint.save(parts, step + 1)
            if stop:
                log("INTERVAL_END", "run_stop", status="aborted")
                return
            began, since = time.perf_counter(), 0
    log("POINT_IN_TIME", "eval_f1", evaluate(model, test_made, test, size, device), epoch_num=config["epochs"])
    log("INTERVAL_END", "run_stop", status="success")


if __name__ == "__main__":
    main()
