"""A connection that can be interrupted: stands between a worker and a server, and passes everything on until told not
to."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Interruption:
    """`refusing` answers every new connection with 503; `lose_answer_to` lets each of these requests through to the
    server once, and cuts the connection instead of passing the answer back."""

    target: tuple[str, int]
    refusing: bool = False
    lose_answer_to: list[bytes] = field(default_factory=list[bytes])
    lost: list[bytes] = field(default_factory=list[bytes])
    refused: threading.Event = field(default_factory=threading.Event)
    _server: socket.socket = field(init=False)
    _open: list[socket.socket] = field(default_factory=list[socket.socket])

    def __post_init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """host:port to connect to instead of the server's."""
        return f"127.0.0.1:{self._server.getsockname()[1]}"

    def close(self) -> None:
        for one in (self._server, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        if self.refusing:
            with suppress(OSError):
                client.recv(65536)
                client.sendall(UNAVAILABLE)
            client.close()
            self.refused.set()
            return
        server = socket.create_connection(self.target)
        self._open += [client, server]
        losing = threading.Event()
        threading.Thread(target=self._pass_answers, args=(server, client, losing), daemon=True).start()
        with suppress(OSError):
            while request := client.recv(65536):
                for phrase in [phrase for phrase in self.lose_answer_to if phrase in request]:
                    self.lose_answer_to.remove(phrase)
                    self.lost.append(phrase)
                    losing.set()
                server.sendall(request)
        _end(client, server)

    def _pass_answers(self, server: socket.socket, client: socket.socket, losing: threading.Event) -> None:
        with suppress(OSError):
            while (answer := server.recv(65536)) and not losing.is_set():
                client.sendall(answer)
        _end(client, server)


def _end(*connections: socket.socket) -> None:
    for connection in connections:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def interruptible(host: str, port: int) -> Generator[Interruption]:
    interruption = Interruption((host, port))
    try:
        yield interruption
    finally:
        interruption.close()
