"""How webhooks leave: signed, tried again, held back, reordered, replayed.

Held (as at the start), they lie in `waiting` until the test delivers them, in whatever order it likes; flowing, each
goes out at once and is tried again as Paddle does, only sooner.
"""

import hashlib
import hmac
import json
import random
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime

import httpx

from tests.stand_ins.paddle.entities import Entity, new_id, text

ATTEMPTS = 3  # as many as the sandbox makes
RETRY_SECONDS = 0.2
ANSWER_SECONDS = 5.0  # as Paddle waits

SETTING = "ntfset_01localdestination0000000"


def signature(body: bytes, secrets: Iterable[str], at: int | None = None) -> str:
    """The header Paddle-Signature: one h1 for each secret, as while one takes the place of another."""
    moment = int(time.time()) if at is None else at
    signed = f"{moment}:".encode() + body
    return f"ts={moment};" + ";".join(
        "h1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets
    )


class PostOffice:
    """All notifications of one destination."""

    def __init__(self, secrets: list[str]) -> None:
        self.destination = ""
        """Where they go; empty for nowhere."""
        self.secrets = secrets
        self.notifications: list[Entity] = []
        self._flowing = False
        self._stopping = threading.Event()
        self._carriers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="paddle")
        # From an address of its own, so that one test's messages do not count against another's limit.
        address = f"127.1.{random.randrange(256)}.{random.randrange(1, 255)}"
        self._client = httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=ANSWER_SECONDS)
        self._arrived = threading.Condition()

    @property
    def waiting(self) -> list[Entity]:
        """What was never sent, oldest first."""
        return [each for each in self.notifications if each["times_attempted"] == 0]

    def post(self, event_type: str, data: Entity, occurred_at: datetime, event_id: str | None = None) -> Entity:
        """Something happened."""
        notification = new_id("ntf")
        payload: Entity = {
            "event_id": event_id or new_id("evt"),
            "event_type": event_type,
            "occurred_at": text(occurred_at),
            "notification_id": notification,
            "data": deepcopy(data),
        }
        return self._add(notification, payload, "event")

    def replay(self, notification: Entity) -> Entity:
        """Send it anew, under a new notification's id."""
        payload = {**notification["payload"], "notification_id": new_id("ntf")}
        notification["replayed_at"] = text(datetime.now(UTC))
        return self._add(payload["notification_id"], payload, "replay")

    def flow(self) -> None:
        """From now on everything goes out at once, and what waits does too."""
        self._flowing = True
        for notification in self.waiting:
            self._carriers.submit(self._carry, notification)

    def hold(self) -> None:
        """From now on everything waits."""
        self._flowing = False

    def deliver(self, notification: Entity, at: int | None = None) -> httpx.Response:
        """Send one now, signed at `at` (seconds since 1970), and note how it went."""
        body = json.dumps(notification["payload"], separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", "Paddle-Signature": signature(body, self.secrets, at)}
        notification["times_attempted"] += 1
        notification["last_attempt_at"] = text(datetime.now(UTC))
        try:
            answer = self._client.post(self.destination, content=body, headers=headers)
        except httpx.HTTPError:
            self._note(notification, delivered=False)
            raise
        self._note(notification, delivered=answer.status_code == 200)
        return answer

    def deliver_all(self) -> None:
        """Send what waits, in order; every one must be taken."""
        for notification in self.waiting:
            answer = self.deliver(notification)
            assert answer.status_code == 200, f"{notification['type']}: {answer.status_code} {answer.text}"

    def await_delivery(self, seconds: float = 30) -> None:
        """Wait until everything was delivered or given up."""
        with self._arrived:
            settled = self._arrived.wait_for(
                lambda: all(each["status"] in ("delivered", "failed") for each in self.notifications), seconds
            )
        assert settled, f"still under way: {[(each['type'], each['status']) for each in self.notifications]}"

    def close(self) -> None:
        self._stopping.set()
        self._carriers.shutdown(cancel_futures=True)
        self._client.close()

    def _add(self, identifier: str, payload: Entity, origin: str) -> Entity:
        notification: Entity = {
            "id": identifier,
            "type": payload["event_type"],
            "status": "not_attempted",
            "payload": payload,
            "occurred_at": payload["occurred_at"],
            "delivered_at": None,
            "replayed_at": None,
            "origin": origin,
            "last_attempt_at": None,
            "retry_at": None,
            "times_attempted": 0,
            "notification_setting_id": SETTING,
        }
        self.notifications.append(notification)
        if self._flowing and self.destination:
            self._carriers.submit(self._carry, notification)
        return notification

    def _carry(self, notification: Entity) -> None:
        while notification["status"] not in ("delivered", "failed") and not self._stopping.is_set():
            with suppress(httpx.HTTPError):  # noted, and tried again
                self.deliver(notification)
            if notification["status"] == "needs_retry":
                self._stopping.wait(RETRY_SECONDS * notification["times_attempted"])

    def _note(self, notification: Entity, *, delivered: bool) -> None:
        with self._arrived:
            if delivered:
                notification["status"], notification["delivered_at"] = "delivered", text(datetime.now(UTC))
            else:
                notification["status"] = "failed" if notification["times_attempted"] >= ATTEMPTS else "needs_retry"
            self._arrived.notify_all()
