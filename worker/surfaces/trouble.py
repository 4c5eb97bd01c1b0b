"""What can go wrong between an app and its servers, for one visitor and on purpose."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What becomes of a request.

    OFFLINE takes the whole visitor off the network, as a train in a tunnel does, whatever else a trouble says.
    """

    OFFLINE = "offline"
    SLOW = "slow"  # it is sent on after `seconds`
    STATUS = "status"  # it is answered with `status` and a small body, and never reaches the server
    DROPPED = "dropped"  # its connection is reset
    GARBLED = "garbled"  # it is answered with the beginning of a JSON document


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault, and the requests that it strikes: those of these kinds (Playwright's resource types) and methods (all
    when empty) whose address contains `part`.

    `seconds` is how long SLOW holds a request, and what STATUS says in Retry-After (nothing when 0). After `times`
    requests the trouble is over; 0 is never.
    """

    fault: Fault
    kinds: frozenset[str] = frozenset(("xhr", "fetch"))
    methods: frozenset[str] = frozenset()
    part: str = ""
    status: int = 500
    seconds: float = 0.0
    times: int = 0

    def strikes(self, kind: str, method: str, url: str) -> bool:
        """Whether it is meant for this request."""
        return kind in self.kinds and (not self.methods or method in self.methods) and self.part in url
