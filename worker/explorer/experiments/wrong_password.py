"""Tries another password for an account that is known to work: who gets in with it shows that nothing is locked. Then,
with an account that a visitor opened, how one signs in with the right one, and with one that the site offers, whether
it lets visitors open more.
"""

from dataclasses import dataclass

from worker.explorer.accounts import Accounts
from worker.explorer.walk import Undivided, Walk


@dataclass(frozen=True, slots=True)
class TryWrongPassword(Undivided):
    """One attempt, so that no account is locked for it; what came of it stands in `accounts.standing`."""

    accounts: Accounts

    @property
    def words(self) -> tuple[str, ...]:
        """What is done."""
        return ("Sign in with the account's name and another password",)

    async def perform(self, walk: Walk) -> None:
        """Try it as a new person."""
        await self.accounts.disprove(walk)
        await walk.start_over()
        await self.accounts.find_door(walk)
        await walk.start_over()
        await self.accounts.find_opening(walk)
