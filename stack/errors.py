"""What can go wrong with the local stack."""


class StackError(Exception):
    """The local stack could not do what was asked; the text says why and what to do."""
