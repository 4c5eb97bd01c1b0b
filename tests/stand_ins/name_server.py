"""A DNS server on a free loopback port (UDP), with records that tests write and change."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


@dataclass
class NameServer:
    """`records` maps a name and a type, as "shop.example.com TXT", to values; `silent` names get no answer at all."""

    records: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    silent: set[str] = field(default_factory=set[str])
    asked: list[str] = field(default_factory=list[str])
    address: str = ""

    def answer(self, query: bytes) -> bytes | None:
        message = dns.message.from_wire(query)
        [question] = message.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append(f"{name} {kind}")
        if name in self.silent:
            return None
        response = dns.message.make_response(message)
        response.flags |= dns.flags.AA
        if values := self.records.get(f"{name} {kind}"):
            response.answer.append(dns.rrset.from_text_list(question.name, 1, "IN", kind, values))
        elif not any(key.startswith(f"{name} ") for key in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@contextmanager
def name_server() -> Generator[NameServer]:
    """Answers until the block ends."""
    server = NameServer()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        server.address = f"127.0.0.1:{listening.getsockname()[1]}"

        def serve() -> None:
            while True:
                query, client = listening.recvfrom(4096)
                if query == b"stop":
                    return
                if (response := server.answer(query)) is not None:
                    listening.sendto(response, client)

        thread = threading.Thread(target=serve, name="name server", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.sendto(b"stop", listening.getsockname())
            thread.join()
