"""Runs axe-core on the page and its frames."""

import json
from typing import Any

from playwright.async_api import Frame

from worker.observation.runtime import AccessibilityNode, AccessibilityViolation
from worker.surfaces.browser.frames import FRAMES_LOOKED_AT, named_frames
from worker.surfaces.browser.scripts import EYE, axe
from worker.surfaces.browser.secrets import Secrets
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab

AUDIT_SECONDS = 20.0
NODES_KEPT = 20
MARKUP_KEPT = 300

# Each frame is audited on its own: axe's own way through frames waits for those it cannot enter.
AUDIT = (
    """async () => {
  const eye = window['EYE'];
  const start = performance.now();
  try {
    const found = await axe.run(document, { iframes: false, resultTypes: ['violations'], elementRef: true });
    const tested = Object.fromEntries(axe.getRules().map((rule) => [rule.ruleId, rule.actIds || []]));
    return JSON.stringify(found.violations.map((rule) => ({
      rule: rule.id, impact: rule.impact || 'minor', help: rule.help, description: rule.description,
      help_url: rule.helpUrl, tags: rule.tags, act_rules: tested[rule.id] || [],
      nodes: rule.nodes.slice(0, NODES_KEPT).map((node) => ({
        key: eye.nodeKey(node.element), markup: node.html.slice(0, MARKUP_KEPT), summary: node.failureSummary || '',
      })),
    })));
  } finally {
    eye.ours.push([start, performance.now()]);
  }
}""".replace("NODES_KEPT", str(NODES_KEPT))
    .replace("MARKUP_KEPT", str(MARKUP_KEPT))
    .replace("EYE", EYE)
)


async def audit(tab: Tab, secrets: Secrets) -> tuple[AccessibilityViolation, ...]:
    """Every broken rule of the present screen, the nodes of all frames together."""
    frames: list[tuple[str, Frame]] = [
        ("", tab.page.main_frame),
        *list(named_frames(tab.page).items())[:FRAMES_LOOKED_AT],
    ]
    rules: dict[str, dict[str, Any]] = {}
    for name, frame in frames:
        for rule in await _audit_frame(tab, frame):
            for node in rule["nodes"]:
                node["key"] = f"{name}:{node['key']}" if name else node["key"]
            if rule["rule"] in rules:
                rules[rule["rule"]]["nodes"] += rule["nodes"]
            else:
                rules[rule["rule"]] = rule
    return tuple(_violation(rule, secrets) for rule in rules.values())


async def _audit_frame(tab: Tab, frame: Frame) -> list[dict[str, Any]]:
    try:
        if not await tab.bounded(frame.evaluate("typeof axe === 'object' && typeof axe.run === 'function'")):
            await tab.bounded(frame.evaluate(f"{axe()}\n;true"), AUDIT_SECONDS)
        return json.loads(await tab.bounded(frame.evaluate(AUDIT), AUDIT_SECONDS))
    except (DocumentLeft, PageRefused):
        return []  # the frame has gone, or is one (a PDF, an error page) that cannot be audited


def _violation(rule: dict[str, Any], secrets: Secrets) -> AccessibilityViolation:
    return AccessibilityViolation(
        rule=rule["rule"],
        impact=rule["impact"],
        help=rule["help"],
        description=rule["description"],
        help_url=rule["help_url"],
        tags=tuple(rule["tags"]),
        act_rules=tuple(rule["act_rules"]),
        nodes=tuple(
            AccessibilityNode(node["key"], secrets.mask(node["markup"]), node["summary"]) for node in rule["nodes"]
        ),
    )
