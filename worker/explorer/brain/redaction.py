"""What of a page may be sent to a model: words without secrets, persons' addresses and numbers, or what was typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from deffatest.masking import MASK, SHORTEST_CONCEALED, mask_text
from worker.explorer.state import url_pattern

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Nine digits and more are telephones, cards, accounts and identity papers; dates and prices have fewer.
_LONG_NUMBER = re.compile(r"\+?\(?\d(?:[ ./()-]{0,2}\d){8,}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\b")  # ISO 13616


@dataclass(frozen=True, slots=True)
class Redaction:
    """`private` are further words that nobody may see, such as the name by which the run signs in."""

    private: tuple[str, ...] = ()

    def text(self, text: str, limit: int) -> str:
        """A text in one line, at most so many characters long."""
        # Redacted before it is cut: half a secret is not recognised any more.
        return self._clean(" ".join(text[: 4 * limit].split()))[:limit]

    def lines(self, text: str, limit: int) -> str:
        """A text that keeps its lines."""
        lines = (" ".join(line.split()) for line in text[: 2 * limit].splitlines())
        return self._clean("\n".join(line for line in lines if line))[:limit]

    def texts(self, texts: Iterable[str], limit: int, most: int) -> list[str]:
        """The first so many texts that say something."""
        return [self.text(text, limit) for text in texts if text.strip()][:most]

    def address(self, url: str) -> str:
        """Host and path of an address, without what stands in it for one item or person."""
        return self.text(url_pattern(url), 120)

    def _clean(self, text: str) -> str:
        for word in self.private:
            if len(word) >= SHORTEST_CONCEALED:
                text = re.sub(re.escape(word), MASK, text, flags=re.IGNORECASE)
        text = _EMAIL.sub("<e-mail>", mask_text(text))
        return _LONG_NUMBER.sub("<number>", _IBAN.sub("<number>", text))
