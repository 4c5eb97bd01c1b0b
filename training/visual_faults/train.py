"""Trains the network on rendered views, chooses thresholds on validation sites, and measures on held-out sites.

    python -m training.visual_faults.train PICTURES MODEL [--minutes 15]

MODEL gets the network as ONNX; beside it stands `figures.json` with everything that the model card says.
"""

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from training.visual_faults.network import CELL, Network, export
from training.visual_faults.render import KINDS

CROP = 256
BATCH = 32
# A threshold has to be this precise on validation sites to be used at all.
PRECISE = 0.97
View = dict[str, Any]
Array = "np.ndarray[Any, Any]"


def views_of(pictures: Path) -> list[View]:
    """Every rendered view."""
    return [json.loads(line) for line in (pictures / "views.jsonl").read_text(encoding="utf-8").splitlines()]


def picture_of(pictures: Path, view: View) -> Array:
    """A view's points, cut to whole cells."""
    with Image.open(pictures / view["file"]) as opened:
        points = np.asarray(opened.convert("RGB"))
    return points[: points.shape[0] // CELL * CELL, : points.shape[1] // CELL * CELL]


def cells_of(view: View, left: int, top: int, rows: int, columns: int) -> tuple[Array, Array]:
    """What each cell should say, and which cells count: those at a fault's rim do not."""
    wanted = np.zeros((len(KINDS), rows, columns), np.float32)
    counts = np.ones((rows, columns), np.float32)
    for fault in view["faults"]:
        x, y, right, bottom = fault["x"] - left, fault["y"] - top, 0.0, 0.0
        right, bottom = x + fault["width"], y + fault["height"]
        for row in range(rows):
            for column in range(columns):
                across = min(right, (column + 1) * CELL) - max(x, column * CELL)
                down = min(bottom, (row + 1) * CELL) - max(y, row * CELL)
                if across > -CELL and down > -CELL:
                    counts[row, column] = 0
                least = 0.25 * min(CELL, right - x) * min(CELL, bottom - y)
                if across > 0 and down > 0 and across * down >= least:
                    wanted[KINDS.index(fault["kind"]), row, column] = 1
    counts[wanted.any(0)] = 1
    return wanted, counts


def crops_of(pictures: Path, views: list[View]) -> tuple[Array, Array, Array]:
    """Squares around faults, the same squares of the sound twin, and others at random."""
    chance = random.Random(5)
    sound = {view["pair"]: view for view in views if not view["faults"]}
    squares: list[Array] = []
    wanted: list[Array] = []
    counts: list[Array] = []
    wishes: dict[str, list[tuple[int, int]]] = {}

    def take(points: Array, view: View, left: int, top: int) -> None:
        left, top = max(0, min(left, points.shape[1] - CROP)), max(0, min(top, points.shape[0] - CROP))
        squares.append(points[top : top + CROP, left : left + CROP].copy())
        cells = cells_of(view, left, top, CROP // CELL, CROP // CELL)
        wanted.append(cells[0])
        counts.append(cells[1])

    for view in views:
        if not view["faults"]:
            continue
        points, fault = picture_of(pictures, view), view["faults"][0]
        for _ in range(3):
            x = int(fault["x"] + chance.random() * fault["width"]) - chance.randint(30, CROP - 30)
            y = int(fault["y"] + chance.random() * fault["height"]) - chance.randint(30, CROP - 30)
            take(points, view, x, y)
            wishes.setdefault(view["pair"], []).append((x, y))
    for pair, view in sound.items():
        points = picture_of(pictures, view)
        for x, y in wishes.get(pair, [])[::2]:
            take(points, view, x, y)
        for _ in range(3):
            take(points, view, chance.randint(0, points.shape[1]), chance.randint(0, points.shape[0]))
    return np.stack(squares), np.stack(wanted), np.stack(counts)


def varied(squares: torch.Tensor) -> torch.Tensor:
    """The same pages in other colours: letters stay what they are."""
    pictures = squares.permute(0, 3, 1, 2).float() / 255
    for at in range(len(pictures)):
        luck = random.random()
        if luck < 0.25:
            pictures[at] = pictures[at][torch.randperm(3)]
        elif luck < 0.4:
            pictures[at] = 1 - pictures[at]
        if random.random() < 0.3:
            pictures[at] = (pictures[at] - 0.5) * random.uniform(0.6, 1.1) + random.uniform(0.4, 0.6)
    return pictures.clamp(0, 1)


def train(squares: Array, wanted: Array, counts: Array, minutes: float) -> Network:
    """Train for so long."""
    # This order and half the digits are four times as fast on a processor's own matrix units.
    network = Network(len(KINDS)).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=1e-3)
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none", pos_weight=torch.full((len(KINDS), 1, 1), 3.0))
    began, step, epoch = time.monotonic(), 0, 0
    while True:
        order = np.random.default_rng(epoch).permutation(len(squares))
        losses: list[float] = []
        for at in range(0, len(order) - BATCH + 1, BATCH):
            done = (time.monotonic() - began) / (60 * minutes)
            if done >= 1:
                return network
            for group in optimiser.param_groups:
                group["lr"] = 3e-3 * min(1, (step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * done))
            chosen = order[at : at + BATCH]
            network.train()
            pictures = varied(torch.from_numpy(squares[chosen])).contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(pictures).float()
            rim = torch.from_numpy(counts[chosen])[:, None]
            loss = (loss_of(logits, torch.from_numpy(wanted[chosen])) * rim).sum(dim=(1, 2, 3)).mean() / 8
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
            if step % 50 == 0:
                print(f"{step} steps, loss {np.mean(losses[-50:]):.4f}, {done:.0%} of the time", flush=True)
        epoch += 1


@torch.no_grad()
def looked_at(network: Network, pictures: Path, views: list[View]) -> list[Array]:
    """The scores of every view's cells."""
    network.eval()
    found: list[Array] = []
    for view in views:
        points = torch.from_numpy(picture_of(pictures, view).copy()).permute(2, 0, 1)[None].float() / 255
        found.append(torch.sigmoid(network(points))[0].numpy())
    return found


def hits(view: View, scores: Array, kind: int, threshold: float) -> tuple[bool, bool]:
    """Whether the kind is reported on this view, and whether at a place where it is."""
    reported = np.argwhere(scores[kind] >= threshold)
    if not len(reported):
        return False, False
    row, column = np.unravel_index(int(np.argmax(scores[kind])), scores[kind].shape)
    right = any(
        fault["kind"] == KINDS[kind]
        and fault["x"] - CELL <= (column + 1) * CELL
        and column * CELL <= fault["x"] + fault["width"] + CELL
        and fault["y"] - CELL <= (row + 1) * CELL
        and row * CELL <= fault["y"] + fault["height"] + CELL
        for fault in view["faults"]
    )
    return True, right


def measure(views: list[View], scores: list[Array], thresholds: dict[str, float]) -> dict[str, Any]:
    """Precision and recall by kind and for all; right means: this kind, at this place."""
    figures: dict[str, Any] = {}
    all_right = all_wrong = all_there = 0
    false_alarms: set[str] = set()
    for kind, name in enumerate(KINDS):
        there = right = wrong = alarms = 0
        for view, seen in zip(views, scores, strict=True):
            there += any(fault["kind"] == name for fault in view["faults"])
            reported, correct = hits(view, seen, kind, thresholds[name])
            right += correct
            wrong += reported and not correct
            if reported and not view["faults"]:
                alarms += 1
                false_alarms.add(view["file"])
        all_right, all_wrong, all_there = all_right + right, all_wrong + wrong, all_there + there
        figures[name] = {
            "views": there,
            "precision": right / (right + wrong) if right + wrong else None,
            "recall": right / there if there else None,
            "false_alarms_on_sound_views": alarms,
            "threshold": thresholds[name],
        }
    sound = sum(not view["faults"] for view in views)
    figures["all"] = {
        "views": len(views),
        "sound_views": sound,
        "sites": len({view["site"] for view in views}),
        "precision": all_right / (all_right + all_wrong) if all_right + all_wrong else None,
        "recall": all_right / all_there if all_there else None,
        "sound_views_with_a_false_alarm": len(false_alarms),
    }
    return figures


def thresholds_of(views: list[View], scores: list[Array]) -> dict[str, float]:
    """The lowest threshold of each kind from which on it is precise on the validation sites."""
    chosen: dict[str, float] = {}
    for kind, name in enumerate(KINDS):
        chosen[name] = 1.01  # never
        for threshold in np.concatenate([np.arange(0.30, 0.98, 0.02), [0.98, 0.985, 0.99, 0.995, 0.998]]):
            told = [hits(view, seen, kind, threshold) for view, seen in zip(views, scores, strict=True)]
            right, reported = sum(one for _, one in told), sum(one for one, _ in told)
            if right >= 3 and right / reported >= PRECISE:
                chosen[name] = round(float(threshold), 3)
                break
    return chosen


def main() -> None:
    """Train, choose, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--minutes", type=float, default=15)
    options = parser.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    views = views_of(options.pictures)
    squares, wanted, counts = crops_of(options.pictures, [view for view in views if view["part"] == "train"])
    print(f"{len(squares)} squares to train on", flush=True)
    network = train(squares, wanted, counts, options.minutes)
    torch.save(network.state_dict(), options.model.with_suffix(".pt"))
    export(network, options.model)
    figures: dict[str, Any] = {"squares": len(squares)}
    thresholds: dict[str, float] = {}
    for part in ("validation", "test"):
        chosen = [view for view in views_of(options.pictures) if view["part"] == part]
        scores = looked_at(network, options.pictures, chosen)
        thresholds = thresholds or thresholds_of(chosen, scores)
        figures[part] = measure(chosen, scores, thresholds)
    options.model.with_name("figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
