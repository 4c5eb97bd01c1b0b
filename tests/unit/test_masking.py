"""Guards that secrets are taken out of whatever leaves the process, and that the rest stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from deffatest.masking import (
    MASK,
    is_secret_name,
    mask_cookies,
    mask_header,
    mask_headers,
    mask_json,
    mask_text,
    mask_url,
)

SECRET = "hunter2hunter2"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
secrets = st.text(alphabet="abcdefghijkmnpqrstuvwxyzACDEFGH23456789", min_size=12, max_size=40)


@pytest.mark.parametrize(
    "name",
    """
    password Password userPassword new_password passwd access_token accessToken X-Api-Key api_key apikey Authorization
    Cookie set-cookie sessionid session_id PHPSESSID JSESSIONID csrf_token client_secret secret_key X-Amz-Signature otp
    cardNumber sb-session private_key userpassword
    """.split(),  # noqa: SIM905
)
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    """
    author tokenizer keyboard secretary name email passenger token_type password_policy expires_in session_storage
    key id title compass
    """.split(),  # noqa: SIM905
)
def test_other_names_are_left_alone(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        f"https://user:{SECRET}@shop.example/",
        f"GET https://shop.example/login?next=/&password={SECRET}&x=1",
        f"https://shop.example/#access_token={SECRET}&state=1",
        f'{{"user": "ann", "password": "{SECRET}"}}',
        f"{{'token': '{SECRET}'}}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}",
        f"Cookie: theme=dark; session={SECRET}",
        f"Set-Cookie: sid={SECRET}; Path=/; HttpOnly",
        f"X-Api-Key: {SECRET}",
        f"password={SECRET}",
        f'<input name=password value="x">\npassword="{SECRET}"',
        "key sk_live_hunter2hunter2",
        "AKIAIOSFODNN7EXAMPLE".replace("IOSFODNN7EXAMPLE", "HUNTER2HUNTER2AB"),
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}",
        f"jwt {TOKEN}",
        f"sb_secret_{SECRET}",
        f"ghp_{SECRET}{SECRET}",
    ],
)
def test_a_secret_in_free_text_is_masked(text: str) -> None:
    masked = mask_text(text)
    assert SECRET not in masked
    assert SECRET.upper() not in masked
    assert TOKEN not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        "Click 'Add to cart' on https://shop.example/products?page=2&sort=price#top",
        "Password: must have 8 characters",
        "ann@shop.example typed 12.50 into 'Price'",
        "The token expired, sign in again",
        "color=red; author=ann",
        "",
    ],
)
def test_text_without_secrets_stays_as_it_is(text: str) -> None:
    assert mask_text(text) == text


def test_an_address_keeps_everything_but_its_secrets() -> None:
    assert mask_url(f"https://ann:{SECRET}@shop.example:8443/a?token={SECRET}&page=2#x") == (
        f"https://ann:{MASK}@shop.example:8443/a?token={MASK}&page=2#x"
    )


def test_an_address_that_cannot_be_parsed_is_masked_as_text() -> None:
    assert SECRET not in mask_url(f"http://[::1/?token={SECRET}")


def test_cookies_keep_names_and_attributes_so_that_their_safety_can_be_judged() -> None:
    assert mask_cookies(f"sid={SECRET}; Path=/; SameSite=Lax; HttpOnly", sets=True) == (
        f"sid={MASK}; Path=/; SameSite=Lax; HttpOnly"
    )
    assert mask_cookies(f"sid={SECRET}; theme=dark", sets=False) == f"sid={MASK}; theme={MASK}"


def test_headers_are_masked_by_name_and_by_content() -> None:
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "x-auth-token": SECRET,
        "Location": f"/next?token={SECRET}",
        "Content-Type": "text/html",
    }
    assert mask_headers(headers) == {
        "Authorization": f"Bearer {MASK}",
        "x-auth-token": MASK,
        "Location": f"/next?token={MASK}",
        "Content-Type": "text/html",
    }
    assert mask_header("authorization", SECRET) == MASK


def test_json_is_masked_under_secret_names_at_any_depth() -> None:
    value: JsonValue = {
        "user": {"password": SECRET, "age": 3},
        "tokens": [SECRET, {"deep": SECRET}],
        "list": [f"Bearer {SECRET}"],
        "is_secret": True,
        "secret": None,
    }
    assert mask_json(value) == {
        "user": {"password": MASK, "age": 3},
        "tokens": [MASK, {"deep": MASK}],
        "list": [f"Bearer {MASK}"],
        "is_secret": True,
        "secret": None,
    }


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_text(text)
    assert mask_text(once) == once


@given(secrets, st.sampled_from(["password", "access_token", "sessionId", "x-api-key", "client_secret"]))
def test_no_secret_survives_in_a_query_in_json_or_in_a_pair(secret: str, name: str) -> None:
    for text in (f"https://a.example/?{name}={secret}&b=1", f'{{"a": 1, "{name}": "{secret}"}}', f"{name}={secret}"):
        assert secret not in mask_text(text)
