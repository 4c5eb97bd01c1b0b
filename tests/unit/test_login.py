"""A login makes the codes that authenticators make, and is typed where it belongs."""

import base64

import pytest
from pydantic import SecretStr, ValidationError

from worker.login import Login

LOGIN = Login(host="shop.example.com", username="ann@example.com", password=SecretStr("correct horse"))


@pytest.mark.parametrize(
    ("at", "code"),
    # RFC 6238, appendix B, the last six of its eight digits.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_one_time_codes_are_those_of_the_standard(at: int, code: str) -> None:
    seed = base64.b32encode(b"12345678901234567890").decode()
    for written in (seed, seed.lower(), f"{seed[:4]} {seed[4:]}", f"otpauth://totp/Shop:ann?secret={seed}&issuer=Shop"):
        assert LOGIN.model_copy(update={"totp_secret": SecretStr(written)}).code(at) == code
    assert LOGIN.code(at) == ""


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://shop.example.com/login", True),
        ("https://SHOP.example.com.:8443/", True),
        ("http://shop.example.com/login", False),
        ("https://www.shop.example.com/login", False),
        ("https://shop.example.com.evil.example/", False),
        ("https://shop.example.com@evil.example/", False),
        ("about:blank", False),
    ],
)
def test_a_login_is_typed_on_its_own_host_and_not_in_the_clear(url: str, may: bool) -> None:
    assert LOGIN.may_be_typed_at(url) is may


def test_on_a_private_host_that_has_no_certificate_it_is_typed_all_the_same() -> None:
    local = LOGIN.model_copy(update={"host": "127.0.0.1"})
    assert local.may_be_typed_at("http://127.0.0.1:8000/login")
    assert not local.may_be_typed_at("http://127.0.0.2:8000/login")


def test_what_is_wrong_with_a_login_is_said_without_its_secrets() -> None:
    with pytest.raises(ValidationError) as refusal:
        Login.model_validate(
            {"host": "a", "username": 5, "password": "hunter2hunter2", "totp_secret": "hunter3 1", "extra": "hunter4"}
        )
    assert "hunter" not in str(refusal.value)


def test_a_login_is_told_whole_and_shown_never() -> None:
    login = LOGIN.model_copy(
        update={
            "totp_secret": SecretStr("GEZDGNBV"),
            "fields": {"tenant": SecretStr("acme"), "pin_token": SecretStr("9911")},
        }
    )
    assert Login.model_validate_json(login.told()) == login
    assert "correct horse" not in repr(login) + str(login) + login.model_dump_json()
    assert login.secrets() == ["correct horse", "9911", "GEZDGNBV"]
