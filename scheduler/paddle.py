"""Paddle's API, as far as reconciliation needs it, through the official SDK. The calls wait: use them in a thread."""

# pyright: reportMissingTypeStubs=false
# (The SDK is typed in its sources and does not say so.)

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from paddle_billing import Client, Environment, Options
from paddle_billing.Entities.DateTime import DateTime
from paddle_billing.Entities.Notifications import NotificationStatus
from paddle_billing.Exceptions.ApiError import ApiError
from paddle_billing.Json import PayloadEncoder
from paddle_billing.Resources.Notifications.Operations import ListNotifications
from paddle_billing.Resources.Shared.Operations import Pager
from paddle_billing.Resources.Subscriptions.Operations import ListSubscriptions
from requests import RequestException

from deffatest.errors import BillingRefused, BillingUnavailable
from deffatest.settings import Settings

ANSWER_SECONDS = 30.0
PER_PAGE = 200  # the most that Paddle gives


@dataclass(frozen=True)
class _Place:
    """In the place of the SDK's Environment, of which it asks the address alone."""

    base_url: str


class Paddle:
    """One seller's account. Every call raises BillingUnavailable or BillingRefused."""

    def __init__(self, settings: Settings) -> None:
        """A key says itself whether it is of the sandbox."""
        key = settings.paddle_api_key.get_secret_value()
        of_the_key = Environment.SANDBOX if key.startswith("pdl_sdbx_") else Environment.PRODUCTION
        place = _Place(settings.paddle_url or of_the_key.base_url)
        self._client = Client(key, options=Options(cast(Environment, place)), timeout=ANSWER_SECONDS)

    def subscriptions(self) -> Generator[dict[str, Any]]:
        """Every subscription, as Paddle writes it, without the addresses that open the customer's portal."""
        with _translated():
            for subscription in self._client.subscriptions.list(ListSubscriptions(Pager(per_page=PER_PAGE))):
                written: dict[str, Any] = json.loads(json.dumps(subscription, cls=PayloadEncoder))
                written.pop("management_urls", None)
                yield written

    def failed_notifications(self, since: datetime) -> dict[str, str]:
        """Messages that Paddle has given up: the event's id, and the last notification of it."""
        asked = ListNotifications(
            Pager(per_page=PER_PAGE), statuses=[NotificationStatus.Failed], start=DateTime.from_datetime(since)
        )
        with _translated():
            return {each.payload.event_id: each.id for each in self._client.notifications.list(asked)}

    def replay(self, notification_id: str) -> None:
        """Have a message sent anew."""
        with _translated():
            self._client.notifications.replay(notification_id)


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except ApiError as error:
        # Its own words: the request's address and headers are no business of a log.
        said = f"Paddle refused: {error.error_code}: {error.detail}"
        raise (BillingUnavailable if error.error_type == "api_error" or error.retry_after else BillingRefused)(
            said
        ) from error
    except RequestException as error:
        raise BillingUnavailable(f"Paddle cannot be reached: {type(error).__name__}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BillingRefused(f"Paddle answered what its SDK does not understand: {error!r}") from error
