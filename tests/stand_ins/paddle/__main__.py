"""A local Paddle beside the local stack, for trying payments by hand: `python -m tests.stand_ins.paddle`.

It sells Pro and Chaos Mode, and delivers its messages to the stack's functions, until Ctrl-C.
"""

import sys
import threading
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg

from stack import local
from tests.stand_ins.paddle.server import local_paddle

PRICES = {"pro": ("Pro", 2900), "chaos": ("Chaos Mode", 9900)}


def main() -> int:
    stack = local.status().addresses
    if stack is None or not local.status().is_up:
        print("The local Supabase is not running. Start it: make up", file=sys.stderr)
        return 1
    port = urlsplit(stack.paddle.url).port or 0
    with (
        local_paddle(port=port, api_key=stack.paddle.api_key, secrets=[stack.paddle.webhook_secret]) as paddle,
        psycopg.connect(stack.database_url, autocommit=True) as database,
    ):
        paddle.post_office.destination = f"{stack.url}/functions/v1/paddle/webhook"
        paddle.post_office.flow()
        for plan, (name, cents) in PRICES.items():
            price = paddle.account.sell(name, cents)
            database.execute(
                "update public.plans set paddle_price_ids = array[%s]::text[] where plan_type = %s",
                [price["id"], plan],
            )
            print(f"{name}: {cents / 100:.2f} USD a month, {price['id']}")
        print(
            f"Paddle is at {paddle.address}; POST {stack.url}/functions/v1/api/payment/change-plan opens its checkout."
        )
        print("What it sold is forgotten when it ends. Ctrl-C ends it.")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
