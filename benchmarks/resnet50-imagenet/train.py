"""Train ResNet-50 v1.5 on ImageNet with PyTorch, data-parallel over every accelerator that the container has."""

import json
import math
import os
import signal
import sys
import time

import imagenet
import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as processes
import torchvision

# Steps between two looks whether the run is to stop: all processes must stop at the same step.
LOOK_STEPS = 20


def log(event, key, value=None, **metadata):
    """Print one MLPerf log line; `event` is POINT_IN_TIME, INTERVAL_START or INTERVAL_END."""
    caller = sys._getframe(1)
    where = {"file": caller.f_code.co_filename, "lineno": caller.f_lineno}
    line = {"namespace": "", "time_ms": time.time_ns() // 1_000_000, "event_type": event, "key": key, "value": value}
    print(":::MLLOG", json.dumps(line | {"metadata": where | metadata}), flush=True)


def build(config, classes):
    """ResNet-50 v1.5; the last normalisation of each block begins at zero (Goyal et al. 2017)."""
    model = getattr(torchvision.models, config.get("model", "resnet50"))(weights=None, num_classes=classes)
    for block in model.modules():
        if isinstance(block, torchvision.models.resnet.Bottleneck):
            torch.nn.init.zeros_(block.bn3.weight)
    return model


def optimiser(model, config):
    """SGD; no decay on biases and normalisation."""
    small = [p for p in model.parameters() if p.ndim <= 1]
    large = [p for p in model.parameters() if p.ndim > 1]
    groups = [{"params": large, "weight_decay": config["weightDecay"]}, {"params": small, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=config["learningRate"], momentum=config["momentum"])


def rate(config, epoch):
    """Learning rate at a point of the training, in epochs: a linear warm-up, then half a cosine."""
    warm = config["warmupEpochs"]
    if epoch < warm:
        return config["learningRate"] * epoch / warm
    share = (epoch - warm) / max(config["epochs"] - warm, 1e-9)
    return config["learningRate"] * 0.5 * (1 + math.cos(math.pi * share))


def order(count, seed, epoch, world, batch):
    """Positions of one epoch, mixed by seed and epoch, in whole batches over all processes: (steps, world, batch)."""
    mixed = np.random.default_rng([seed, epoch]).permutation(count)
    steps = count // (world * batch)
    return mixed[: steps * world * batch].reshape(steps, world, batch)


class Checkpoint:
    """The state on disk, in the folder that the next attempt on this host gets; without one there is none."""

    def __init__(self):
        folder = os.environ.get("PLUMBLINE_CHECKPOINT")
        self.path = None if folder is None else os.path.join(folder, "state.pt")

    def load(self, device):
        if self.path is None or not os.path.isfile(self.path):
            return None
        return torch.load(self.path, map_location=device, weights_only=True)

    def save(self, parts, **progress):
        if self.path is None:
            return
        torch.save({name: part.state_dict() for name, part in parts.items()} | progress, self.path + ".part")
        os.replace(self.path + ".part", self.path)


def deaf(_worker):
    """Whoever only reads goes on until the step is done: SIGTERM may reach the whole group."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def loader(data, batches, workers, seed):
    mixed = torch.Generator().manual_seed(seed)
    return torch.utils.data.DataLoader(
        data,
        batch_sampler=batches,
        num_workers=workers,
        pin_memory=torch.cuda.is_available(),
        generator=mixed,
        worker_init_fn=deaf,
        # Processes that only read and decode, and start in no time.
        multiprocessing_context="fork" if workers > 0 else None,
    )


def evaluate(model, data, rank, world, config, device):
    """Share of the validation images whose first guess is right, over all processes."""
    mine = np.arange(rank, len(data), world)
    batch = config["batchPerDevice"]
    batches = [mine[start : start + batch] for start in range(0, len(mine), batch)]
    right = torch.zeros(1, device=device)
    model.eval()
    with torch.inference_mode(), torch.autocast(device.type, torch.float16, enabled=device.type == "cuda"):
        for images, labels in loader(data, batches, config["loaders"], 0):
            guesses = model(images.to(device, memory_format=torch.channels_last)).argmax(dim=1)
            right += (guesses == labels.to(device)).sum()
    dist.all_reduce(right)
    model.train()
    return right.item() / len(data)


def work(rank, world, config, seed, folder, rows):
    """One process of the training; `rows` are the two indexes, training and validation."""
    stop = torch.zeros(1)
    signal.signal(signal.SIGTERM, lambda *_: stop.fill_(1))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", rank) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
        torch.backends.cudnn.benchmark = True
    dist.init_process_group("nccl" if cuda else "gloo", rank=rank, world_size=world)
    torch.manual_seed(seed)
    say = log if rank == 0 else lambda *_, **__: None
    train, test = imagenet.training(folder, rows[0], config["imageSize"]), imagenet.validation(folder, rows[1], config["imageSize"])
    plain = build(config, int(rows[0][:, 2].max()) + 1).to(device, memory_format=torch.channels_last)
    model = torch.nn.parallel.DistributedDataParallel(plain, device_ids=[rank] if cuda else None)
    sgd = optimiser(model, config)
    scaler = torch.amp.GradScaler(device.type, enabled=cuda)
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=config["labelSmoothing"]).to(device)
    parts = {"model": plain, "optimiser": sgd, "scaler": scaler}
    checkpoint = Checkpoint()
    first_epoch, first_step = 0, 0
    saved = checkpoint.load(device)
    if saved is not None:
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        first_epoch, first_step = saved["epoch"], saved["step"]
        say("POINT_IN_TIME", "resumed", {"epoch": first_epoch, "step": first_step})

    batch = config["batchPerDevice"]
    say("POINT_IN_TIME", "seed", seed)
    say("POINT_IN_TIME", "global_batch_size", batch * world)
    say("POINT_IN_TIME", "train_samples", len(train))
    say("POINT_IN_TIME", "eval_samples", len(test))
    say("INTERVAL_START", "run_start")
    for epoch in range(first_epoch, config["epochs"]):
        say("INTERVAL_START", "epoch_start", epoch_num=epoch + 1)
        batches = order(len(train), seed, epoch, world, batch)
        start = first_step if epoch == first_epoch else 0
        began, since = time.perf_counter(), 0
        feed = loader(train, list(batches[start:, rank]), config["loaders"], seed + epoch)
        for step, (images, labels) in enumerate(feed, start):
            for group in sgd.param_groups:
                group["lr"] = rate(config, epoch + step / len(batches))
            images = images.to(device, memory_format=torch.channels_last, non_blocking=True)
            with torch.autocast(device.type, torch.float16, enabled=cuda):
                loss = loss_of(model(images), labels.to(device, non_blocking=True))
            sgd.zero_grad(set_to_none=True)
            scaler.scale(loss).backward()
            scaler.step(sgd)
            scaler.update()
            since += 1
            if since == config["stepsPerSample"]:
                if cuda:
                    torch.cuda.synchronize()
                speed = batch * world * since / (time.perf_counter() - began)
                say("POINT_IN_TIME", "tracked_stats", {"throughput": speed, "loss": loss.item()}, step_num=step + 1)
                began, since = time.perf_counter(), 0
            if (step + 1) % LOOK_STEPS == 0 or step + 1 == len(batches):
                asked = stop.to(device)
                dist.all_reduce(asked, dist.ReduceOp.MAX)
                if asked.item() > 0:
                    if rank == 0:
                        checkpoint.save(parts, epoch=epoch, step=step + 1)
                    say("INTERVAL_END", "run_stop", status="aborted")
                    dist.barrier()
                    dist.destroy_process_group()
                    return
        say("INTERVAL_END", "epoch_stop", epoch_num=epoch + 1)
        say("POINT_IN_TIME", "eval_accuracy", evaluate(model, test, rank, world, config, device), epoch_num=epoch + 1)
        if rank == 0:
            checkpoint.save(parts, epoch=epoch + 1, step=0)
    say("INTERVAL_END", "run_stop", status="success")
    dist.destroy_process_group()


def main():
    config = json.loads(os.environ["PLUMBLINE_CONFIG"])
    seed = int(os.environ["PLUMBLINE_SEED"])
    folder = os.environ.get("PLUMBLINE_DATA", "/data")
    label_of = imagenet.labels_of(folder)
    # Once, here: every process reads the same rows. The container has no network, so the processes meet on loopback.
    rows = imagenet.index_training(folder, label_of), imagenet.index_validation(folder, label_of)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29500"}
    world = torch.cuda.device_count() or config.get("cpuProcesses", 1)
    started = processes.spawn(work, (world, config, seed, folder, rows), nprocs=world, join=False)

    def pass_on(number, _frame):
        for process in started.processes:
            if process.is_alive():
                os.kill(process.pid, number)

    signal.signal(signal.SIGTERM, pass_on)
    while not started.join():
        pass


if __name__ == "__main__":
    main()
