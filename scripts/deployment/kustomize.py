"""Renders a kustomization as `kubectl kustomize` does, for machines without it: kustomize itself comes from no package
registry.

Only what `deploy/kubernetes` uses is understood, and anything else is refused: resources, namespace, nameSuffix,
labels, images, and patches by strategic merge. What each means: https://kubectl.docs.kubernetes.io/references/kustomize/.
"""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]

KNOWN = {"apiVersion", "kind", "resources", "namespace", "nameSuffix", "labels", "images", "patches"}
CLUSTER_WIDE = {"Namespace"}
BUILT_IN = ("v1", "apps/v1", "policy/v1", "networking.k8s.io/v1")
# How the entries of a list of objects are told apart; other lists are replaced as a whole.
MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "env": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "ports": "containerPort",
    "topologySpreadConstraints": "topologyKey",
}


class NotUnderstood(Exception):
    """A kustomization uses what we do not render, or names what is not there."""


def render(folder: Path) -> list[Object]:
    """All objects of a kustomization, as they would be applied.

    Raises NotUnderstood.
    """
    file = folder / "kustomization.yaml"
    asked: Object = yaml.safe_load(file.read_text())
    if unknown := sorted(asked.keys() - KNOWN):
        raise NotUnderstood(f"{file}: {', '.join(unknown)} is not rendered here")
    objects: list[Object] = []
    for resource in asked.get("resources", []):
        path = folder / resource
        objects += render(path) if path.is_dir() else read(path)
    for patch in asked.get("patches", []):
        _patch(objects, patch, folder)
    for one in objects:
        if one["kind"] not in CLUSTER_WIDE:
            one["metadata"]["name"] += asked.get("nameSuffix", "")
            if "namespace" in asked:
                one["metadata"]["namespace"] = asked["namespace"]
        for labels in asked.get("labels", []):
            _label(one, labels)
        for image in asked.get("images", []):
            _set_image(one, image)
    return objects


def read(path: Path) -> list[Object]:
    """All objects of a file; what an anchor (&) stands for is there once for each time it is used."""
    return [json.loads(json.dumps(one)) for one in yaml.safe_load_all(path.read_text()) if one]


def _patch(objects: list[Object], asked: Object, folder: Path) -> None:
    if asked.keys() - {"path", "target"}:
        raise NotUnderstood(f"{folder}: a patch is a path and perhaps a target, not {sorted(asked)}")
    for patch in read(folder / asked["path"]):
        target = asked.get("target", {"kind": patch["kind"], "name": re.escape(patch["metadata"]["name"])})
        hit = [one for one in objects if _is_target(one, target)]
        if not hit:
            raise NotUnderstood(f"{folder / asked['path']}: there is nothing to patch, {target}")
        for one in hit:
            name = one["metadata"]["name"]
            one.update(merged(one, patch, built_in=one["apiVersion"] in BUILT_IN))
            one["metadata"]["name"] = name


def _is_target(one: Object, target: Object) -> bool:
    return one["kind"] == target["kind"] and re.fullmatch(target["name"], one["metadata"]["name"]) is not None


def merged(whole: Object, patch: Object, *, built_in: bool) -> Object:
    """A strategic merge, or (for what Kubernetes does not know) a JSON merge patch (RFC 7386)."""
    result = deepcopy(whole)
    for name, value in patch.items():
        before: Any = result.get(name)
        if value is None:
            result.pop(name, None)
        elif _both(dict, before, value):
            result[name] = merged(before, value, built_in=built_in)
        elif _both(list, before, value) and built_in and name in MERGE_KEYS:
            result[name] = _merged_list(before, value, MERGE_KEYS[name])
        else:
            result[name] = deepcopy(value)
    return result


def _both(kind: type, one: object, other: object) -> bool:
    return isinstance(one, kind) and isinstance(other, kind)


def _merged_list(whole: list[Object], patch: list[Object], key: str) -> list[Object]:
    result = [
        merged(entry, change, built_in=True)
        if (change := next((change for change in patch if change[key] == entry[key]), None))
        else entry
        for entry in whole
    ]
    return result + [change for change in patch if change[key] not in {entry[key] for entry in whole}]


def _label(one: Object, asked: Object) -> None:
    pairs: dict[str, str] = asked["pairs"]
    one["metadata"].setdefault("labels", {}).update(pairs)
    everywhere = asked.get("includeSelectors", False)
    if one["kind"] == "Deployment" and (everywhere or asked.get("includeTemplates", False)):
        one["spec"]["template"]["metadata"].setdefault("labels", {}).update(pairs)
    if everywhere and one["kind"] in ("Deployment", "PodDisruptionBudget"):
        one["spec"]["selector"].setdefault("matchLabels", {}).update(pairs)
    if everywhere and one["kind"] == "Deployment":
        for constraint in one["spec"]["template"]["spec"].get("topologySpreadConstraints", []):
            constraint["labelSelector"]["matchLabels"].update(pairs)


def _set_image(one: Object, asked: Object) -> None:
    if one["kind"] != "Deployment":
        return
    for container in one["spec"]["template"]["spec"]["containers"]:
        if container["image"].partition(":")[0] == asked["name"]:
            container["image"] = f"{asked.get('newName', asked['name'])}:{asked['newTag']}"
