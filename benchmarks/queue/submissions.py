"""50 users who submit at the same moment through the Data API: who is accepted, who is refused, how long it takes."""

import asyncio
import time
import uuid
from dataclasses import dataclass

import httpx
from rich.console import Console

from benchmarks.figures import Figure, at_least, at_most, percentile, told
from stack.addresses import StackAddresses

USERS = 50
ROUNDS = 3
MOST_P95_SECONDS = 1.0
SIGN_UPS_AT_ONCE = 4
WAKING_REQUESTS = 20


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, and the status that is the right answer."""

    kind: str
    body: dict[str, object]
    right_status: int


URL = {"p_test_name": "Shop", "p_test_type": "web_url", "p_test_source_url": "https://shop.example.com/"}
GOOD = Asked("a test that the plan has", {**URL, "p_requested_duration_minutes": 5}, 200)
TOO_LONG = Asked("a test longer than the plan has", {**URL, "p_requested_duration_minutes": 6}, 422)
NO_ADDRESS = Asked("no web address", {**URL, "p_test_source_url": "shop", "p_requested_duration_minutes": 5}, 422)
SOMEBODY_ELSES = Asked("a test for somebody else", {**GOOD.body, "p_user_id": str(uuid.uuid4())}, 403)


@dataclass(frozen=True)
class Answered:
    """How it was answered, and after how many seconds."""

    asked: Asked
    status: int
    seconds: float

    @property
    def rightly(self) -> bool:
        return self.status == self.asked.right_status


def measure(console: Console, stack: StackAddresses, users: int = USERS) -> list[Figure]:
    """Three times over: each user submits once, one in five something that must be refused."""
    rounds = asyncio.run(_measure(stack, users))
    answers = [answer for one in rounds for answer in one]
    wrong = [answer for answer in answers if not answer.rightly]
    for answer in wrong:
        console.print(f"  {answer.asked.kind}: {answer.status}, not {answer.asked.right_status}")
    seconds = [answer.seconds for answer in answers]
    slow = [percentile([answer.seconds for answer in one], 0.95) for one in rounds]
    console.print("  p95 of each round: " + ", ".join(f"{one:.2f} s" for one in slow))
    accepted = sum(1 for answer in answers if answer.status == 200)
    return [
        at_least(f"{users} at once, answered rightly", (len(answers) - len(wrong)) / len(answers) * 100, 100, "%"),
        told("    of them accepted", accepted, f"of {len(answers)}"),
        told("    answer, median", percentile(seconds, 0.5), "s"),
        at_most("    answer, p95", percentile(seconds, 0.95), MOST_P95_SECONDS, "s", slow),
        told("    answer, slowest", max(seconds), "s"),
    ]


async def _measure(stack: StackAddresses, users: int) -> list[list[Answered]]:
    limits = httpx.Limits(max_connections=users)
    async with httpx.AsyncClient(base_url=stack.url, timeout=60, limits=limits) as client:
        turn = asyncio.Semaphore(SIGN_UPS_AT_ONCE)
        tokens = await asyncio.gather(*(_sign_up(client, stack, turn) for _ in range(users)))
        await _wake(client, stack)
        rounds: list[list[Answered]] = []
        for _ in range(ROUNDS):
            asked = [_asked(number) for number in range(users)]
            rounds.append(
                await asyncio.gather(
                    *(_submit(client, stack, token, one) for token, one in zip(tokens, asked, strict=True))
                )
            )
        return rounds


def _asked(number: int) -> Asked:
    return {4: TOO_LONG, 9: NO_ADDRESS, 14: SOMEBODY_ELSES}.get(number % 15, GOOD)


async def _wake(client: httpx.AsyncClient, stack: StackAddresses) -> None:
    """A server that has just started reads the schema at its first requests; what is measured is one at work."""
    plans = [client.get("/rest/v1/plans", headers={"apikey": stack.publishable_key}) for _ in range(WAKING_REQUESTS)]
    for answer in await asyncio.gather(*plans):
        answer.raise_for_status()


async def _sign_up(client: httpx.AsyncClient, stack: StackAddresses, turn: asyncio.Semaphore) -> str:
    async with turn:
        answer = await client.post(
            "/auth/v1/signup",
            headers={"apikey": stack.publishable_key},
            json={"email": f"bench-{uuid.uuid4().hex[:12]}@example.com", "password": f"Bench-{uuid.uuid4()}"},
        )
    return answer.raise_for_status().json()["access_token"]


async def _submit(client: httpx.AsyncClient, stack: StackAddresses, token: str, asked: Asked) -> Answered:
    began = time.monotonic()
    answer = await client.post(
        "/rest/v1/rpc/submit_test",
        headers={"apikey": stack.publishable_key, "authorization": f"Bearer {token}"},
        json=asked.body,
    )
    return Answered(asked, answer.status_code, time.monotonic() - began)
