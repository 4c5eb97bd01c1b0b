"""A language model's endpoint on a free port: speaks OpenAI's chat completions, Anthropic's messages and Google's
Gemini over HTTP, and answers what a test tells it to, well or badly.
"""

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it arrived: `system` is what the model was told to do, `material` what it was told about."""

    path: str
    headers: Mapping[str, str]
    body: str

    @property
    def system(self) -> str:
        document = json.loads(self.body)
        if "messages" in document and "system" not in document:
            return "\n".join(one["content"] for one in document["messages"] if one["role"] == "system")
        parts = document.get("system") or document["systemInstruction"]["parts"]
        return "\n".join(part["text"] for part in parts)

    @property
    def material(self) -> dict[str, Any]:
        document = json.loads(self.body)
        said = document["messages"][-1]["content"] if "messages" in document else document["contents"][-1]["parts"]
        return json.loads(said if isinstance(said, str) else said[0]["text"])


@dataclass(frozen=True)
class Reply:
    """What is answered: `said` inside the protocol's envelope, or `raw` instead of all. `hang` never answers."""

    said: object = ""
    status: int = 200
    tokens: int = 200
    raw: bytes | None = None
    hang: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class LanguageModel:
    """`answers` makes the reply to each request; `asked` holds them all."""

    def __init__(self, answers: Callable[[Asked], Reply]) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                model.asked.append(asked)
                reply = model.answers(asked)
                if reply.hang:
                    model.closing.wait()
                    return
                answer = reply.raw if reply.raw is not None else json.dumps(_enveloped(self.path, reply)).encode()
                try:
                    self.send_response(reply.status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer)))
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(answer)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # who asked has heard enough

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def language_model(answers: Callable[[Asked], Reply]) -> Generator[LanguageModel]:
    """An endpoint that answers while the context lasts."""
    model = LanguageModel(answers)
    thread = threading.Thread(target=model.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield model
    finally:
        model.closing.set()
        model.server.shutdown()
        thread.join()
        model.server.server_close()


def _enveloped(path: str, reply: Reply) -> dict[str, Any]:
    text = reply.said if isinstance(reply.said, str) else json.dumps(reply.said)
    if reply.status >= 400:
        return {"error": {"type": "error", "message": text or "no"}}
    half = reply.tokens // 2
    if path.endswith("/chat/completions"):
        return {
            "id": "answer-1",
            "object": "chat.completion",
            "created": 1,
            "model": "stand-in",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": half, "completion_tokens": half, "total_tokens": reply.tokens},
        }
    if path.endswith("/messages"):
        return {
            "id": "answer-1",
            "type": "message",
            "role": "assistant",
            "model": "stand-in",
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": half, "output_tokens": half},
        }
    return {
        "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": half, "candidatesTokenCount": half, "totalTokenCount": reply.tokens},
    }
