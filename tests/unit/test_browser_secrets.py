"""What must not leave the browser's room."""

import json
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from worker.surfaces.browser.secrets import MASK, Secrets


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters=MASK), min_size=4, max_size=40))
def test_a_typed_secret_is_masked_however_it_is_encoded(secret: str) -> None:
    secrets = Secrets()
    secrets.add(secret)
    for written in (secret, urlencode({"_": secret}), json.dumps({"_": secret}), f"<p>{secret}</p>"):
        shown = secrets.mask(written)
        assert MASK in shown
        assert secret not in shown


def test_a_password_that_is_a_word_of_every_page_does_not_garble_labels_and_addresses() -> None:
    secrets = Secrets()
    secrets.add("password")
    assert secrets.mask("https://shop.example/login?password=&next=1") == "https://shop.example/login?password=&next=1"
    assert secrets.mask_body("user=admin&password=password") == f"user=admin&password={MASK}"


def test_fields_named_as_secrets_are_masked_although_nobody_typed_them() -> None:
    secrets = Secrets()
    assert secrets.mask_body("user=anna&password=open&next=1") == f"user=anna&password={MASK}&next=1"
    assert secrets.mask_body('{"user": "anna", "newPassword": "open \\"sesame\\"", "cvv": 123}') == (
        f'{{"user": "anna", "newPassword": "{MASK}", "cvv": "{MASK}"}}'
    )
    multipart = '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nopen\r\n--x--'
    assert "open" not in secrets.mask_body(multipart)


def test_credentials_in_headers_are_masked_and_the_rest_stays() -> None:
    shown = Secrets().mask_headers(
        {
            "Cookie": "session=abc; theme=dark",
            "Authorization": "Bearer abc.def",
            "set-cookie": "session=abc; HttpOnly; Path=/\ntheme=dark; Secure",
            "accept": "text/html",
        }
    )
    assert shown == {
        "Cookie": f"session={MASK}; theme={MASK}",
        "Authorization": f"Bearer {MASK}",
        "set-cookie": f"session={MASK}; HttpOnly; Path=/\ntheme={MASK}; Secure",
        "accept": "text/html",
    }
