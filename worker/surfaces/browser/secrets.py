"""Masks what must never leave the surface: typed passwords, and fields and headers that carry credentials."""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from deffatest.masking import concealed

MASK = "••••••••"
# Shorter secrets would mask half of every page.
SHORTEST = 4
# Words that pages themselves say: masked, they would garble labels and addresses, and hide what everybody tries first.
NO_SECRETS = {"password", "passwort", "secret", "token", "admin", "user", "username", "login", "test", "demo", "guest"}

SECRET_HEADERS = {
    "authorization",
    "cookie",
    "set-cookie",
    "proxy-authorization",
    "x-api-key",
    "x-auth-token",
    "x-csrf-token",
    "x-xsrf-token",
    "apikey",
}
SECRET_WORDS = r"passw|pwd|passphrase|secret|token|cvc|cvv|card_?number|pin_?code|api_?key"
SECRET_FIELD = rf"[\w.\[\]-]*(?:{SECRET_WORDS})[\w.\[\]-]*"
_IN_JSON = re.compile(rf'("{SECRET_FIELD}"\s*:\s*)("(?:[^"\\]|\\.)*"|[\d.]+)', re.IGNORECASE)
_IN_FORM = re.compile(rf"((?:^|[&?\n])(?:{SECRET_FIELD})=)[^&\s]*", re.IGNORECASE)
_IN_MULTIPART = re.compile(rf'(name="{SECRET_FIELD}"(?:\r?\n[^\r\n]+)*\r?\n\r?\n)[^\r\n]*', re.IGNORECASE)


NUMBER = re.compile(r"\d+([.,:/-]\d+)*")


class Secrets:
    """The secrets one visitor typed, and those that were known before (`conceal`)."""

    def __init__(self) -> None:
        self._forms: set[str] = set()
        self._typed: set[str] = set()
        for known in concealed():
            self.add(known)

    @property
    def typed(self) -> frozenset[str]:
        """All that are masked, as they were given."""
        return frozenset(self._typed)

    def add(self, value: str) -> None:
        """Never show this value again, however it is encoded, unless it is a word that everybody knows."""
        if len(value) >= SHORTEST and value.lower() not in NO_SECRETS:
            self._typed.add(value)
            forms = {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}
            # Keys of elements carry text with its numbers masked.
            unnumbered = {NUMBER.sub("#", form) for form in forms}
            self._forms.update(forms, (form for form in unnumbered if len(form) >= SHORTEST))

    def mask(self, text: str) -> str:
        """The text without any typed secret."""
        for form in sorted(self._forms, key=len, reverse=True):
            if form in text:
                text = text.replace(form, MASK)
        return text

    def mask_body(self, body: str) -> str:
        """A request's body without typed secrets and without the values of fields whose names say they are secret."""
        body = self.mask(body)
        body = _IN_JSON.sub(rf'\1"{MASK}"', body)
        body = _IN_MULTIPART.sub(rf"\1{MASK}", body)
        return _IN_FORM.sub(rf"\1{MASK}", body)

    def mask_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers without credentials; a cookie keeps its name and attributes."""
        return {
            name: _masked_header(name, value) if name.lower() in SECRET_HEADERS else self.mask(value)
            for name, value in headers.items()
        }


def _masked_header(name: str, value: str) -> str:
    if name.lower() == "set-cookie":
        return "\n".join(re.sub(r"^([^=;]*=)[^;]*", rf"\1{MASK}", line) for line in value.splitlines())
    if name.lower() == "cookie":
        return re.sub(r"(=)[^;]*", rf"\1{MASK}", value)
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {MASK}" if space else MASK
