"""Why there is no answer."""


class NoAnswer(Exception):
    """The model gave no answer of use; `again` when asking once more may help. The text completes "because ..."."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again
