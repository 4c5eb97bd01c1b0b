"""`python -m scripts.deployment`: whether images, manifests, alerts and the seccomp profile can be what they say."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate  # pyright: ignore[reportMissingTypeStubs]  (it ships none)
import yaml
from promql_parser import parse

from deffatest.settings import Settings
from scripts.deployment.kustomize import NotUnderstood, Object, read, render

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
SCHEMAS = Path(__file__).with_name("schemas")
OVERLAYS = ("staging", "production")
KUBERNETES_VERSION = "1.31"
SPARE_SECONDS = 30  # beyond its grace, a worker needs some to give back what is left
# None of these may be reached by a browser: the cluster, its nodes, and what clouds tell of themselves.
FORBIDDEN = """
    10.96.0.1 172.20.0.10 192.168.1.1 100.64.0.1 127.0.0.1 169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16
    fd00:ec2::254 fe80::1 ::1 64:ff9b::a9fe:a9fe ::ffff:169.254.169.254
"""


def main() -> int:
    """Say all that is wrong."""
    checks: list[Callable[[], Iterator[str]]] = [images, manifests, secrets, alerts, seccomp_profile]
    wrong = [f"{check.__name__}: {trouble}" for check in checks for trouble in check()]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


def images() -> Iterator[str]:
    """Dockerfiles by hadolint's rules, and by ours."""
    files = sorted((DEPLOY / "images").glob("*.Dockerfile"))
    hadolint = Path(sys.executable).with_name("hadolint")
    linted = subprocess.run([hadolint, "--no-color", *files], capture_output=True, text=True, cwd=ROOT)
    yield from linted.stdout.splitlines()
    for file in files:
        last_stage = file.read_text().rpartition("\nFROM ")[2]
        for needed in ("USER 10001:10001", "HEALTHCHECK ", 'ENTRYPOINT ["deffatest", '):
            if needed not in last_stage:
                yield f"{file.name} has no {needed.strip()}"
        for line in last_stage.splitlines():
            for setting in (word.partition("=")[0] for word in line.split() if word.startswith("DEFFATEST_")):
                if not _is_setting(setting):
                    yield f"{file.name} sets {setting}, which is no setting"


def manifests() -> Iterator[str]:
    """Every overlay: the schemas of all objects, what belongs together, and what a browser may reach."""
    for name in (*OVERLAYS, "monitoring"):
        try:
            objects = render(KUBERNETES / name)
        except NotUnderstood as error:
            yield str(error)
            continue
        yield from (f"{name}: {trouble}" for one in objects for trouble in against_schema(one))
        yield from (f"{name}: {trouble}" for trouble in against_kubectl(KUBERNETES / name, objects))
        if name in OVERLAYS:
            yield from (f"{name}: {trouble}" for trouble in consistent(objects))
            yield from (f"{name}: {trouble}" for trouble in out_of_reach(objects))


def secrets() -> Iterator[str]:
    """The example names every secret that is referred to, and no setting that is none."""
    examples = read(KUBERNETES / "secrets.example.yaml")
    names = {one["metadata"]["name"] for one in examples}
    for one in examples:
        yield from against_schema(one)
        for setting in one["stringData"]:
            if setting.startswith("DEFFATEST_") and not _is_setting(setting):
                yield f"{one['metadata']['name']} sets {setting}, which is no setting"
    for one in render(KUBERNETES / "production"):
        for name in _secrets_of(one):
            if name not in names:
                yield f"{one['kind']} {one['metadata']['name']} needs the secret {name}, of which there is no example"


def alerts() -> Iterator[str]:
    """Every query can be read, and every alert has its chapter in docs/operations.md."""
    documentation = (ROOT / "docs" / "operations.md").read_text()
    rules: Any = yaml.safe_load((DEPLOY / "grafana" / "alerts.yaml").read_text())
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        try:
            parse(rule["expr"])
        except ValueError as error:
            yield f"{rule['alert']}: {error}"
        if rule.keys() != {"alert", "expr", "for", "labels", "annotations"} - ({"for"} - rule.keys()):
            yield f"{rule['alert']} has {sorted(rule)}"
        if f"`{rule['alert']}`" not in documentation:
            yield f"{rule['alert']} is not in docs/operations.md"


def seccomp_profile() -> Iterator[str]:
    """Forbids by default, allows Chromium its sandbox, and nothing that reaches the host."""
    profile: Any = json.loads((DEPLOY / "seccomp" / "chromium.json").read_text())
    allowed = {name for rule in profile["syscalls"] for name in rule["names"] if rule["action"] == "SCMP_ACT_ALLOW"}
    if profile["defaultAction"] != "SCMP_ACT_ERRNO":
        yield "what is not named must be refused"
    if missing := {"clone", "unshare", "chroot", "setns"} - allowed:
        yield f"Chromium's sandbox needs {sorted(missing)}"
    if reaching := {"bpf", "ptrace", "mount", "init_module", "kexec_load", "perf_event_open", "keyctl"} & allowed:
        yield f"allows {sorted(reaching)}"


def against_schema(one: Object) -> Iterator[str]:
    """What is wrong with an object by its kind's schema."""
    about = f"{one['kind']} {one['metadata']['name']}"
    own = SCHEMAS / f"{one['kind']}.json"
    try:
        if own.exists():
            jsonschema.validate(one, json.loads(own.read_text()))
        else:
            kubernetes_validate.validate(one, KUBERNETES_VERSION, strict=True)
    except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as error:
        yield f"{about}: {'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError:
        yield f"{about}: there is no schema for {one['apiVersion']} {one['kind']}"


def against_kubectl(folder: Path, objects: list[Object]) -> Iterator[str]:
    """Where kubectl is installed: whether it renders the same."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        return
    ended = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True)
    if ended.returncode:
        yield f"kubectl kustomize: {ended.stderr.strip()}"
        return
    theirs = [_sorted(one) for one in yaml.safe_load_all(ended.stdout)]
    ours = [_sorted(one) for one in objects]
    for one in ours:
        if one not in theirs:
            yield f"kubectl renders {one['kind']} {one['metadata']['name']} otherwise than we do"
    if len(ours) != len(theirs):
        yield f"kubectl renders {len(theirs)} objects and we {len(ours)}"


def consistent(objects: list[Object]) -> Iterator[str]:
    """What must agree between objects, since nothing else would notice before an outage."""
    deployments = {one["metadata"]["name"]: one for one in objects if one["kind"] == "Deployment"}
    settings = next(one["data"] for one in objects if one["kind"] == "ConfigMap")
    for setting in settings:
        if not _is_setting(setting):
            yield f"the ConfigMap sets {setting}, which is no setting"
    for name, deployment in deployments.items():
        pod = deployment["spec"]["template"]["spec"]
        yield from (f"{name}: {trouble}" for trouble in unlike_restricted(pod))
        grace = float(settings["DEFFATEST_GRACE_SECONDS"]) + SPARE_SECONDS
        if name.startswith("worker") and pod["terminationGracePeriodSeconds"] < grace:
            yield f"{name} is killed after {pod['terminationGracePeriodSeconds']} s and needs {grace:.0f} s"
        budgets = [one for one in objects if one["kind"] == "PodDisruptionBudget"]
        labels = deployment["spec"]["template"]["metadata"]["labels"].items()
        if sum(labels >= budget["spec"]["selector"]["matchLabels"].items() for budget in budgets) != 1:
            yield f"{name} has not just one disruption budget"
    for scaled in (one for one in objects if one["kind"] == "ScaledObject"):
        target = scaled["spec"]["scaleTargetRef"]["name"]
        if target not in deployments:
            yield f"ScaledObject {scaled['metadata']['name']} scales {target}, which is not there"
            continue
        environment = {
            pair["name"]: pair["value"]
            for pair in deployments[target]["spec"]["template"]["spec"]["containers"][0]["env"]
        }
        asked = scaled["spec"]["triggers"][0]["metadata"]
        if asked["targetQueryValue"] != environment["DEFFATEST_TESTS_AT_ONCE"]:
            yield f"{target} runs {environment['DEFFATEST_TESTS_AT_ONCE']} tests, but is scaled by {asked}"
        if f"lane = '{environment['DEFFATEST_LANES']}'" not in asked["query"]:
            yield f"{target} serves {environment['DEFFATEST_LANES']}, but is scaled by {asked['query']}"


def unlike_restricted(pod: Object) -> Iterator[str]:
    """What the Pod Security Standard "restricted" forbids, and a root file system that can be written.

    https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    if pod["securityContext"].get("runAsNonRoot") is not True or not pod["securityContext"].get("runAsUser"):
        yield "may run as root"
    if pod["securityContext"]["seccompProfile"]["type"] not in ("Localhost", "RuntimeDefault"):
        yield "has no seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "is given a token for the cluster"
    if pod.keys() & {"hostNetwork", "hostPID", "hostIPC"}:
        yield "shares namespaces with the node"
    for container in pod["containers"]:
        wanted = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        if container["securityContext"] != wanted:
            yield f"the container {container['name']} may more than it should"
        if not {"requests", "limits"} <= container["resources"].keys():
            yield f"the container {container['name']} has no resources"
        if not {"livenessProbe", "readinessProbe"} <= container.keys():
            yield f"the container {container['name']} is not probed"


def out_of_reach(objects: list[Object]) -> Iterator[str]:
    """What no rule of egress may allow by address."""
    policies = [one for one in objects if one["kind"] == "NetworkPolicy"]
    closed = [one for one in policies if one["spec"]["podSelector"] == {} and "egress" not in one["spec"]]
    if not any("Egress" in one["spec"]["policyTypes"] for one in closed):
        yield "without a rule everything is allowed: a policy must refuse all by default"
    for one in policies:
        for block in (
            peer["ipBlock"] for rule in one["spec"].get("egress", []) for peer in rule["to"] if "ipBlock" in peer
        ):
            for address in FORBIDDEN.split():
                if _allows(block, address):
                    yield f"NetworkPolicy {one['metadata']['name']} lets a browser reach {address}"


def _allows(block: Object, address: str) -> bool:
    def inside(network: str) -> bool:
        # What an address of the other family is in, it is not in here.
        return ip_address(address) in ip_network(network)

    return inside(block["cidr"]) and not any(inside(network) for network in block.get("except", []))


def _secrets_of(one: Object) -> Iterator[str]:
    if one["kind"] == "Deployment":
        for container in one["spec"]["template"]["spec"]["containers"]:
            yield from (source["secretRef"]["name"] for source in container["envFrom"] if "secretRef" in source)
    if one["kind"] == "TriggerAuthentication":
        yield from (reference["name"] for reference in one["spec"]["secretTargetRef"])


def _is_setting(variable: str) -> bool:
    return variable.removeprefix("DEFFATEST_").lower() in Settings.model_fields


def _sorted(value: Any) -> Any:
    """The same with every list in one order, as a merge may leave them in any."""
    if isinstance(value, dict):
        return {name: _sorted(member) for name, member in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        entries = [_sorted(entry) for entry in value]  # pyright: ignore[reportUnknownVariableType]
        return sorted(entries, key=lambda entry: json.dumps(entry, sort_keys=True))
    return value


if __name__ == "__main__":
    sys.exit(main())
