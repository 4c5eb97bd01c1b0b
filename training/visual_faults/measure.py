"""How often the network is right: at which threshold on sites to choose on, and how much that is worth on others."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.visual_faults.network import CELL, Network
from training.visual_faults.render import KINDS
from training.visual_faults.squares import Array, View, picture_of

# A threshold has to be this precise on validation sites to be used at all, in so many right answers at least.
PRECISE = 0.95
LEAST_RIGHT = 3


@torch.no_grad()
def looked_at(network: Network, pictures: Path, views: list[View]) -> list[Array]:
    """The scores of every view's cells."""
    network.eval()
    found: list[Array] = []
    for view in views:
        points = torch.from_numpy(picture_of(pictures, view).copy()).permute(2, 0, 1)[None].float() / 255
        found.append(torch.sigmoid(network(points))[0].numpy())
    return found


def strongest(view: View, scores: Array, kind: int) -> tuple[float, bool]:
    """The kind's highest score on this view, and whether it stands at a place where the kind is."""
    row, column = np.unravel_index(int(np.argmax(scores[kind])), scores[kind].shape)
    right = any(
        fault["kind"] == KINDS[kind]
        and fault["x"] - CELL <= (column + 1) * CELL
        and column * CELL <= fault["x"] + fault["width"] + CELL
        and fault["y"] - CELL <= (row + 1) * CELL
        and row * CELL <= fault["y"] + fault["height"] + CELL
        for fault in view["faults"]
    )
    return float(scores[kind, row, column]), right


def thresholds_of(views: list[View], scores: list[Array]) -> dict[str, float]:
    """The lowest score of each kind from which on it is precise on these views and alarms on no sound one."""
    chosen: dict[str, float] = {}
    for kind, name in enumerate(KINDS):
        told = [(*strongest(view, seen, kind), view) for view, seen in zip(views, scores, strict=True)]
        chosen[name] = 1.01  # never
        for least in sorted({score for score, right, _ in told if right and score >= 0.5}):
            above = [(right, view) for score, right, view in told if score >= least]
            rights = sum(right for right, _ in above)
            quiet = all(view["faults"] for _, view in above)
            if quiet and rights >= LEAST_RIGHT and rights / len(above) >= PRECISE:
                chosen[name] = float(np.floor(least * 1e4) / 1e4)
                break
    return chosen


def measure(views: list[View], scores: list[Array], thresholds: dict[str, float]) -> dict[str, Any]:
    """Precision and recall by kind and for all; right means: this kind, at this place."""
    figures: dict[str, Any] = {}
    all_right = all_told = all_there = 0
    false_alarms: set[str] = set()
    for kind, name in enumerate(KINDS):
        there = sum(any(fault["kind"] == name for fault in view["faults"]) for view in views)
        told = [(*strongest(view, seen, kind), view) for view, seen in zip(views, scores, strict=True)]
        told = [(right, view) for score, right, view in told if score >= thresholds[name]]
        right, alarms = sum(right for right, _ in told), [view["file"] for _, view in told if not view["faults"]]
        false_alarms.update(alarms)
        all_right, all_told, all_there = all_right + right, all_told + len(told), all_there + there
        figures[name] = {
            "views": there,
            "told": len(told),
            "right": right,
            "precision": round(right / len(told), 3) if told else None,
            "recall": round(right / there, 3) if there else None,
            "false_alarms_on_sound_views": len(alarms),
            "threshold": thresholds[name],
        }
    figures["all"] = {
        "views": len(views),
        "sound_views": sum(not view["faults"] for view in views),
        "sites": len({view["site"] for view in views}),
        "told": all_told,
        "precision": round(all_right / all_told, 3) if all_told else None,
        "recall": round(all_right / all_there, 3) if all_there else None,
        "sound_views_with_a_false_alarm": len(false_alarms),
    }
    return figures
