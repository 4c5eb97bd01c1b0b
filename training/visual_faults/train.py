"""Trains the network on rendered views, chooses thresholds on validation sites, and measures on held-out sites.

    python -m training.visual_faults.train PICTURES MODEL [--minutes 60]

MODEL gets the network as ONNX; beside it stand `figures.json` with everything that the model card says, and the
weights so far, which `--minutes 0` measures again.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from training.visual_faults.measure import looked_at, measure, thresholds_of
from training.visual_faults.network import Network, export
from training.visual_faults.render import KINDS
from training.visual_faults.squares import Supply, views_of

BATCH = 32
RATE = 2.5e-3
# How often weights are kept and validation sites are looked at, as shares of the time.
LOOKS = (0.15, 0.4, 0.7)


def varied(squares: torch.Tensor) -> torch.Tensor:
    """The same pages in other colours: letters stay what they are."""
    pictures = squares.permute(0, 3, 1, 2).float() / 255
    for at in range(len(pictures)):
        luck = random.random()
        if luck < 0.25:
            pictures[at] = pictures[at][torch.randperm(3)]
        elif luck < 0.35:
            pictures[at] = 1 - pictures[at]
        if random.random() < 0.3:
            pictures[at] = (pictures[at] - 0.5) * random.uniform(0.6, 1.1) + random.uniform(0.4, 0.6)
    return pictures.clamp(0, 1)


def train(network: Network, supply: Supply, minutes: float) -> Iterator[float]:
    """Train for so long; says now and then which share of the time is over."""
    # This order and half the digits are four times as fast on a processor's own matrix units.
    network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-3)
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none", pos_weight=torch.full((len(KINDS), 1, 1), 1.5))
    began, step, waiting = time.monotonic(), 0, list(LOOKS)
    losses: list[float] = []
    while (done := (time.monotonic() - began) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 200) * 0.5 * (1 + np.cos(np.pi * done))
        squares, wanted, counts = (torch.from_numpy(one) for one in supply.batch(BATCH))
        network.train()
        pictures = varied(squares).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(pictures).float()
        loss = (loss_of(logits, wanted) * counts[:, None]).sum(dim=(1, 2, 3)).mean() / 8
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        if step % 100 == 0:
            print(f"{step} steps, loss {np.mean(losses[-100:]):.4f}, {done:.0%} of the time", flush=True)
        if waiting and done >= waiting[0]:
            yield waiting.pop(0)


def main() -> None:
    """Train, choose, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    network, weights = Network(len(KINDS)), options.model.with_suffix(".pt")
    validation = views_of(options.pictures, "validation")
    if options.minutes:
        supply = Supply(options.pictures, 1)
        print(f"{len(supply.sound)} sound and {len(supply.broken)} broken views to learn from", flush=True)
        for done in train(network, supply, options.minutes):
            torch.save(network.state_dict(), weights)
            scores = looked_at(network, options.pictures, validation)
            figures = measure(validation, scores, thresholds_of(validation, scores))
            print(f"{done:.0%}: {json.dumps(figures)}", flush=True)
        torch.save(network.state_dict(), weights)
    else:
        network.load_state_dict(torch.load(weights))
    export(network, options.model)
    scores = looked_at(network, options.pictures, validation)
    thresholds = thresholds_of(validation, scores)
    test = views_of(options.pictures, "test")
    figures = {
        "validation": measure(validation, scores, thresholds),
        "test": measure(test, looked_at(network, options.pictures, test), thresholds),
    }
    options.model.with_name("figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
