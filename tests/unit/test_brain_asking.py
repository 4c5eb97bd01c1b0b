"""How the model is asked, over HTTP: three protocols, and everything that an endpoint may do wrong."""

import asyncio
import json
import subprocess
import sys

import pytest

from deffatest.masking import conceal
from tests.stand_ins.language_model import Asked, Reply, language_model
from tests.unit.brain_scene import KEY, about, good, look, option_of, options, shop, thinking
from tests.unit.explorer_screens import screen
from worker.explorer.state import state_of


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("openai:some-model", "/chat/completions"),
        ("anthropic:some-model", "/v1/messages"),
        ("google:some-model", "/v1beta/models/some-model:generateContent"),
    ],
)
async def test_each_protocol_is_spoken_to_the_configured_address_with_the_key(name: str, path: str) -> None:
    with language_model(good) as model:
        async with thinking(model, name=name) as brain:
            await look(brain, shop())
            assert brain.worth(option_of(shop(), "Checkout")) > brain.worth(option_of(shop(), "Imprint")) == 1.0
            assert brain.value_for(shop().elements[4]) == "midnight blue"
        assert {asked.path for asked in model.asked} == {path}
        assert all(any(KEY in value for value in asked.headers.values()) for asked in model.asked)
        assert not any(KEY in asked.body for asked in model.asked)


BAD = {
    "no JSON": Reply("I think the checkout matters most!"),
    "another shape": Reply({"important": "everything"}),
    "no envelope": Reply(raw=b"<html>hello</html>"),
    "nothing": Reply(raw=b""),
    "an envelope without choices": Reply(raw=b'{"id":"1","object":"chat.completion","created":1,"choices":[]}'),
    "busy": Reply(status=429, headers={"Retry-After": "0"}),
    "broken": Reply(status=500),
    "not allowed": Reply(status=401),
    "elsewhere": Reply(status=307, headers={"Location": "https://elsewhere.example/"}),
    "huge": Reply({"application": "x" * 2_000_000, "important": []}),
    "packed": Reply({"application": "", "important": []}, headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
async def test_a_bad_answer_changes_nothing_but_a_note(reply: Reply) -> None:
    with language_model(lambda _: reply) as model:
        async with thinking(model) as brain:
            await look(brain, shop(text="Total 3, " + "words " * 30))
            assert {brain.worth(option) for option in options(shop())} == {1.0}
            assert brain.value_for(shop().elements[4]) is None
            assert "went on without" in brain.notes()[1]
        # Two questions at most, each asked three times at most.
        assert len(model.asked) <= 6


async def test_what_helps_no_second_time_is_not_tried_again() -> None:
    with language_model(lambda _: Reply(status=401)) as model:
        async with thinking(model) as brain:
            await look(brain, shop(text="words " * 30))
        assert len(model.asked) == 2


async def test_a_busy_endpoint_is_asked_again_and_may_answer() -> None:
    with language_model(lambda asked: good(asked) if len(model.asked) > 2 else Reply(status=429)) as model:
        async with thinking(model) as brain:
            await look(brain, shop())
            assert brain.worth(option_of(shop(), "Checkout")) > 1.0
            assert len(brain.notes()) == 1


async def test_an_endpoint_that_hangs_is_waited_for_as_long_as_configured_and_then_left_alone() -> None:
    with language_model(lambda _: Reply(hang=True)) as model:
        async with thinking(model, seconds=0.2) as brain:
            async with asyncio.timeout(20):
                await look(brain, shop(text="words " * 30))
                await look(brain, screen("/other", *shop().elements, text="others " * 30))
            assert "did not answer in 0.2 s (2)" in brain.notes()[1]
        assert len(model.asked) == 2


async def test_an_endpoint_that_is_down_changes_nothing_but_a_note() -> None:
    with language_model(good) as model:
        pass
    async with thinking(model) as brain:
        await look(brain, shop())
        assert {brain.worth(option) for option in options(shop())} == {1.0}
        assert "could not be reached" in brain.notes()[1]


async def test_nobody_is_asked_when_tokens_would_not_suffice() -> None:
    with language_model(good) as model:
        async with thinking(model, tokens=1000) as brain:
            await look(brain, shop())
            assert "tokens for this test were used" in brain.notes()[1]
        assert model.asked == []


async def test_what_the_endpoint_counts_is_charged_until_nothing_is_left() -> None:
    def costly(asked: Asked) -> Reply:
        answer = good(asked)
        return Reply(answer.said, tokens=9_000)

    with language_model(costly) as model:
        async with thinking(model, tokens=10_000) as brain:
            await look(brain, shop(text="words " * 30))
            assert brain.tokens == 9_000
        assert [about(asked) for asked in model.asked] == ["importance"]


async def test_who_counts_nothing_is_charged_what_was_estimated() -> None:
    def free(asked: Asked) -> Reply:
        return Reply(good(asked).said, tokens=0)

    with language_model(free) as model:
        async with thinking(model) as brain:
            await look(brain, shop())
            assert brain.tokens > 2 * 1500


async def test_the_same_question_is_asked_once() -> None:
    with language_model(good) as model:
        async with thinking(model) as brain:
            for number in range(6):  # the ranking is asked for at the first and the sixth new state
                seen = shop()
                brain.see(seen, state_of(seen), options(seen), f"visitor-{number}", inside=False)
            await brain.settled()
        assert [about(asked) for asked in model.asked].count("importance") == 1


async def test_neither_secrets_nor_personal_data_nor_what_was_typed_are_sent() -> None:
    conceal("correct horse battery")
    seen = screen(
        "/account/4711?token=abcdefgh12345",
        *shop().elements,
        title="Account",
        headings=("Welcome, owner-of-the-login", "Key sk-abcdefghijklmnop1234"),
        text="Write to jane.doe@mail.example or call +49 30 9018 20 20 now\ncorrect horse battery\n"
        "IBAN DE89 3704 0044 0532 0130 00\npassword=hunter2\n" + "Delivery on 2026-11-24 for 1,299.00 EUR. " * 4,
    )
    with language_model(good) as model:
        async with thinking(model, private=("owner-of-the-login",)) as brain:
            await look(brain, seen)
        wire = "\n".join(asked.body for asked in model.asked)
    assert {about(asked) for asked in model.asked} == {"importance", "fields", "contradictions"}
    for private in ("jane.doe", "9018", "horse", "0532", "hunter2", "owner-of", "sk-abc", "4711", "abcdefgh12345"):
        assert private not in wire
    assert "2026-11-24 for 1,299.00 EUR" in wire


async def test_who_is_signed_in_shows_no_text() -> None:
    with language_model(good) as model:
        async with thinking(model) as brain:
            await look(brain, shop(text="Dear Anna, your orders: " + "words " * 30), inside=True)
        assert "contradictions" not in {about(asked) for asked in model.asked}


def test_without_a_question_none_of_the_models_libraries_is_loaded() -> None:
    program = "import sys, worker.run, json; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)
    assert not {"pydantic_ai", "openai", "anthropic", "google", "httpx2"} & set(loaded)
