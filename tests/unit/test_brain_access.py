"""How the operator's model gets to a run, and who must not get to it."""

import asyncio
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from deffatest import run_record
from deffatest.addresses import AddressPolicy
from deffatest.errors import SettingsError
from deffatest.settings import load_settings, run_environment
from tests.stand_ins.language_model import Reply, language_model
from tests.unit.brain_scene import KEY, access
from worker.login import Login
from worker.model_access import ModelAccess, model_access
from worker.order import RunOrder
from worker.surfaces.browser.egress import Egress


def test_without_a_model_there_is_nothing_to_ask() -> None:
    assert model_access(load_settings(model="")) is None


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("openai:gpt-5-mini", "https://api.openai.com/v1"),
        ("anthropic:some-model", "https://api.anthropic.com"),
        ("google:some-model", "https://generativelanguage.googleapis.com"),
    ],
)
def test_each_protocol_has_its_makers_address(name: str, address: str) -> None:
    found = model_access(load_settings(model=name, model_key=KEY))
    assert found is not None and found.address == address


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"model": "gpt-5-mini", "model_key": KEY}, "openai:NAME"),
        ({"model": "mystery:gpt", "model_key": KEY}, "openai:NAME"),
        ({"model": "openai:gpt-5-mini"}, "DEFFATEST_MODEL_KEY"),
        ({"model": "openai:x", "model_key": KEY, "model_url": "ftp://x"}, "https://"),
        ({"model": "openai:x", "model_key": KEY, "model_url": "http://models.example/v1"}, "since a key is sent"),
        ({"model": "openai:x", "model_key": KEY, "model_tokens": 3}, "DEFFATEST_MODEL_TOKENS"),
        ({"model": "openai:x", "model_key": KEY, "model_seconds": 0}, "DEFFATEST_MODEL_SECONDS"),
    ],
)
def test_a_wrong_configuration_is_refused_with_the_reason(settings: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**settings)
    assert says in str(refusal.value)
    assert KEY not in str(refusal.value)


def test_an_endpoint_of_ones_own_needs_no_key() -> None:
    found = model_access(load_settings(model="openai:llama", model_url="http://ollama:11434/v1/"))
    assert found is not None and (found.address, found.key.get_secret_value()) == ("http://ollama:11434/v1", "")


def test_the_key_travels_by_the_pipe_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFFATEST_MODEL_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("DEFFATEST_MODEL", "openai:some-model")
    settings = load_settings()
    order = an_order(
        login=Login(host="shop.example", username="anna", password=SecretStr("hunter2!")),
        model=model_access(settings),
    )
    written = order.model_dump_json()
    assert KEY not in written and KEY not in repr(order) and KEY not in str(settings)
    assert KEY not in str(run_environment(settings))

    heard = RunOrder.model_validate_json(written)
    secrets = heard.hear(order.told())
    assert (heard.model, heard.login) == (order.model, order.login)
    assert secrets == ["hunter2!", KEY]


def test_a_model_comes_without_a_login_and_a_login_without_a_model() -> None:
    for order in (an_order(model=model_access(load_settings(model="google:x", model_key=KEY))), an_order()):
        heard = RunOrder.model_validate_json(order.model_dump_json())
        heard.hear(order.told())
        assert (heard.model, heard.login) == (order.model, None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_no_page_gets_to_the_model_even_where_private_targets_are_allowed(host: str) -> None:
    allowed = AddressPolicy.parse(["127.0.0.0/8", "localhost", "0.0.0.0/8", "::/0"])
    with language_model(lambda _: Reply()) as model, language_model(lambda _: Reply()) as site:
        egress = Egress(allowed, closed=(access(model).place(),))
        await egress.start()
        try:
            assert b"200" in await _post(egress, site.address)
            await _post(egress, model.address.replace("127.0.0.1", host))
        finally:
            await egress.stop()
        assert (len(model.asked), len(site.asked)) == (0, 1)


def test_a_model_with_a_name_that_nobody_knows_is_still_closed_by_name() -> None:
    place = ModelAccess(
        name="openai:x", address="https://models.invalid/v1", key=SecretStr(""), tokens=1, seconds=1
    ).place()
    assert place.is_at("models.invalid", 443, "192.0.2.1")
    assert not place.is_at("models.invalid", 444, "192.0.2.1")


async def _post(egress: Egress, address: str) -> bytes:
    host, port = egress.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    there = address.removeprefix("http://")
    body = '{"messages": []}'
    writer.write(f"POST {address}/v1/chat/completions HTTP/1.1\r\nHost: {there}\r\n".encode())
    writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


def an_order(login: Login | None = None, model: ModelAccess | None = None) -> RunOrder:
    return RunOrder(
        test=run_record.TestOrder(
            test_id="4f1d2b1e-0000-4000-8000-000000000001",
            test_name="A run",
            test_type="web_url",
            source="https://shop.example/",
            requested_duration_minutes=1,
            submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
        ),
        attempt=1,
        seconds=60,
        seed=1,
        login_follows=login is not None,
        login=login,
        model_follows=model is not None,
        model=model,
    )
