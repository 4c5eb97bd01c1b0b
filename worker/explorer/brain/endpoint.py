"""Speaks with a model's endpoint by pydantic-ai: OpenAI's chat completions, Anthropic's messages, Google's Gemini.

Imported only when something is asked: the libraries take a second and some fifty MiB.
"""

from collections.abc import AsyncIterator
from typing import TypeVar

import httpx2
from pydantic import BaseModel
from pydantic_ai import Agent, PromptedOutput, RunUsage, UsageLimits
from pydantic_ai.exceptions import ContentFilterError, ModelAPIError, ModelHTTPError, UnexpectedModelBehavior
from pydantic_ai.models import Model

from worker.explorer.brain.questions import MOST_ANSWER_TOKENS, Question
from worker.explorer.brain.silence import NoAnswer
from worker.model_access import ModelAccess

_MOST_BYTES = 256 * 1024
# A key that endpoints without keys may see.
_NO_KEY = "none"
_WORTH_ANOTHER_TRY = frozenset((408, 409, 425, 429))

AnswerT = TypeVar("AnswerT", bound=BaseModel)


class Endpoint:
    """Asks questions one at a time; what it costs is counted in `tokens`."""

    def __init__(self, access: ModelAccess) -> None:
        self._client = httpx2.AsyncClient(
            transport=_Bounded(httpx2.AsyncHTTPTransport()),
            timeout=access.seconds,
            # Neither a redirect nor this machine's environment may send question and key elsewhere.
            follow_redirects=False,
            trust_env=False,
        )
        self._model = _model(access, self._client)
        self._seconds = access.seconds
        self.tokens = 0

    async def ask(self, question: Question[AnswerT]) -> AnswerT:
        """The answer, of the right shape; NoAnswer says why there is none."""
        agent = Agent(
            self._model, output_type=PromptedOutput(question.answer), instructions=question.instructions, retries=0
        )
        usage = RunUsage()
        try:
            result = await agent.run(
                question.prompt,
                usage=usage,
                usage_limits=UsageLimits(request_limit=1),
                model_settings={"max_tokens": MOST_ANSWER_TOKENS, "max_retries": 0, "timeout": self._seconds},
            )
        except ModelHTTPError as error:
            again = error.status_code in _WORTH_ANOTHER_TRY or error.status_code >= 500
            raise NoAnswer(f"it answered with status {error.status_code}", again=again) from error
        except ContentFilterError as error:
            raise NoAnswer("it refused to answer", again=False) from error
        except UnexpectedModelBehavior as error:
            raise NoAnswer("its answers were not what was asked for", again=True) from error
        except ModelAPIError as error:
            raise NoAnswer("it could not be reached or understood", again=True) from error
        except Exception as error:
            # Whatever these libraries raise on an answer that they do not expect.
            raise NoAnswer(f"its answer could not be read ({type(error).__name__})", again=True) from error
        finally:
            # Who answers has counted; who does not count is charged what was estimated.
            if usage.requests:
                self.tokens += max(0, usage.total_tokens) or question.tokens
        return result.output

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


class _Bounded(httpx2.AsyncBaseTransport):
    """Reads no answer that is longer than any answer should be, and none that is packed."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One exchange."""
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _BoundedStream(response.stream)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.ReadError("the answer is packed although that was not asked for", request=request)
        return response

    async def aclose(self) -> None:
        """Hang up."""
        await self._inner.aclose()


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > _MOST_BYTES:
                raise httpx2.ReadError(f"the answer is longer than {_MOST_BYTES} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def _model(access: ModelAccess, client: httpx2.AsyncClient) -> Model:
    """The model behind its protocol, of which only the one that is spoken is loaded."""
    address, key = access.address, access.key.get_secret_value() or _NO_KEY
    match access.protocol:
        case "anthropic":
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            anthropic = AnthropicProvider(base_url=address, api_key=key, http_client=client)
            return AnthropicModel(access.model, provider=anthropic)
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            google = GoogleProvider(base_url=address, api_key=key, http_client=client)
            return GoogleModel(access.model, provider=google)
        case _:
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.providers.openai import OpenAIProvider

            openai = OpenAIProvider(base_url=address, api_key=key, http_client=client)
            return OpenAIChatModel(access.model, provider=openai)
