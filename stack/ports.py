"""Free ports."""

import socket


def free_port(wish: int = 0) -> int:
    """The wished port of 127.0.0.1 if nobody listens on it, otherwise any free one."""
    for port in (wish, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("this machine has no free port left")
