"""What a model adds to a run's record, and what stays without it."""

from pathlib import Path

from tests.stand_ins.language_model import Asked, Reply, language_model
from tests.unit.brain_scene import about, access
from tests.unit.explorer_screens import BASE, link, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from tests.unit.test_brain_access import an_order
from worker.evidence.expedition import Expedition
from worker.evidence.run_logs import RunLogs
from worker.explorer.clock import Clock
from worker.model_access import ModelAccess
from worker.observation.screen import Screen


def shop(_: Session, url: str) -> Screen:
    path = url.removeprefix(BASE) or "/"
    text = f"Page {path}\nTotal: 12 EUR\nYou pay 15 EUR\n" + "Some more words about the goods of this shop. " * 3
    return screen(path, link("Home", "/"), link("Cart", "/cart"), text=text)


async def record_of(folder: Path, model: ModelAccess | None):
    surface = MemorySurface(MemoryApp(f"{BASE}/", shop))
    order = an_order(model=model)
    clock = Clock(order.seconds)
    with RunLogs(folder) as logs:
        expedition = Expedition(folder, order, surface, f"{BASE}/", (), clock, lambda _: None, logs)
        await expedition.go()
        return expedition.record()


def contradicting(asked: Asked) -> Reply:
    if about(asked) == "contradictions":
        one = {"one": "Total: 12 EUR", "other": "You pay 15 EUR", "why": "The two sums differ."}
        return Reply({"contradictions": [one]})
    return Reply({"application": "A shop.", "important": ["o2"]})


async def test_a_doubt_stands_apart_from_the_bugs_and_the_notes_say_what_was_asked(tmp_path: Path) -> None:
    with language_model(contradicting) as model:
        record = await record_of(tmp_path, access(model))
    assert record.bugs == []
    assert {bug.rule for bug in record.unconfirmed} == {"screen_contradicts_itself"}
    assert not any(bug.confirmed for bug in record.unconfirmed)
    assert any("was asked" in note for note in record.notes)


async def test_a_model_that_fails_leaves_nothing_but_a_note(tmp_path: Path) -> None:
    with language_model(lambda _: Reply(status=401)) as model:
        record = await record_of(tmp_path / "failing", access(model))
    assert record.bugs == record.unconfirmed == []
    assert any("went on without: it answered with status 401" in note for note in record.notes)


async def test_without_a_model_the_record_does_not_speak_of_one(tmp_path: Path) -> None:
    record = await record_of(tmp_path, None)
    assert not any("model" in note for note in record.notes)
