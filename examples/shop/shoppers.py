"""The people in the shop: their visits with carts, their accounts, their orders. All in memory."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

from examples.shop.bookings import Bookings

MOST_VISITS = 2000
MOST_ACCOUNTS = 2000
MOST_OF_EACH = 10

STAFF_EMAIL = "staff@larkfield.example"
STAFF_PASSWORD = "open-the-shutters"


@dataclass(frozen=True)
class Notice:
    """One line that the next page shows."""

    text: str
    kind: Literal["good", "bad"] = "good"


def no_notices() -> list[Notice]:
    return []


@dataclass
class Visit:
    """One browser's visit, found again by its cookie."""

    token: str
    cart: dict[str, int] = field(default_factory=dict[str, int])
    saved: set[str] = field(default_factory=set[str])
    orders: list[str] = field(default_factory=list[str])
    email: str | None = None
    bookings: Bookings = field(default_factory=Bookings)
    notices: list[Notice] = field(default_factory=no_notices)

    def notice(self, text: str, kind: Literal["good", "bad"] = "good") -> None:
        self.notices.append(Notice(text, kind))

    def take_notices(self) -> list[Notice]:
        notices, self.notices = self.notices, []
        return notices

    @property
    def cart_count(self) -> int:
        return sum(self.cart.values())


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    salt: bytes
    password_hash: bytes
    staff: bool = False


@dataclass(frozen=True)
class OrderLine:
    name: str
    quantity: int
    amount: int
    """in pence"""


@dataclass(frozen=True)
class Order:
    """A placed order; `delivery` and `total` in pence."""

    number: str
    name: str
    email: str
    address: str
    lines: tuple[OrderLine, ...]
    delivery: int
    total: int


class Visits:
    """All visits; the one longest unused goes when there are too many."""

    def __init__(self) -> None:
        self._visits: OrderedDict[str, Visit] = OrderedDict()

    def find_or_open(self, token: str | None) -> Visit:
        """The visit of this cookie, or a new one with a token of its own."""
        if token and token in self._visits:
            self._visits.move_to_end(token)
            return self._visits[token]
        visit = Visit(secrets.token_urlsafe(24))
        self._keep(visit)
        return visit

    def renew(self, visit: Visit) -> None:
        """Gives the visit a new token, so that one known before sign-in is worth nothing after it (CWE-384)."""
        self._visits.pop(visit.token, None)
        visit.token = secrets.token_urlsafe(24)
        self._keep(visit)

    def _keep(self, visit: Visit) -> None:
        self._visits[visit.token] = visit
        while len(self._visits) > MOST_VISITS:
            self._visits.popitem(last=False)


def hash_password(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1)


class Accounts:
    """The accounts by email address; the staff's is there from the start."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[str, Account] = OrderedDict()
        self.open(STAFF_EMAIL, "Wren Larkfield", STAFF_PASSWORD, staff=True)

    def find(self, email: str | None) -> Account | None:
        return self._accounts.get(email.lower()) if email else None

    def open(self, email: str, name: str, password: str, *, staff: bool = False) -> Account:
        salt = secrets.token_bytes(16)
        account = Account(email.lower(), name, salt, hash_password(password, salt), staff)
        self._accounts[account.email] = account
        if len(self._accounts) > MOST_ACCOUNTS:
            oldest = next(email for email, kept in self._accounts.items() if not kept.staff)
            del self._accounts[oldest]
        return account

    def sign_in(self, email: str, password: str) -> Account | None:
        account = self.find(email)
        if account and secrets.compare_digest(account.password_hash, hash_password(password, account.salt)):
            return account
        return None
