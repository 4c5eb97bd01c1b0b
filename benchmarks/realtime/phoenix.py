"""Frames of Realtime's protocol 1.0.0, as small as the measured clients need them."""

import json
from typing import Any


def join(topic: str, token: str, ref: str) -> str:
    payload = {"config": {"private": True, "broadcast": {"self": False}}, "access_token": token}
    return _frame(f"realtime:{topic}", "phx_join", payload, ref, ref)


def leave(topic: str, join_ref: str, ref: str) -> str:
    return _frame(f"realtime:{topic}", "phx_leave", {}, ref, join_ref)


def heartbeat() -> str:
    return _frame("phoenix", "heartbeat", {}, "heartbeat", None)


def _frame(topic: str, event: str, payload: dict[str, Any], ref: str, join_ref: str | None) -> str:
    return json.dumps({"topic": topic, "event": event, "payload": payload, "ref": ref, "join_ref": join_ref})
