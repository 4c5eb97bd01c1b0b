"""How Paddle's entities look as JSON. Amounts are strings in the currency's smallest unit, times have microseconds."""

import random
import string
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

Entity = dict[str, Any]

# Of its own: who seeds the common one, as hypothesis does, is not to get the same ids again.
_random = random.SystemRandom()
_characters = string.ascii_lowercase + string.digits


def new_id(prefix: str) -> str:
    """An id of Paddle's form: the kind's prefix and 26 characters."""
    return f"{prefix}_01{''.join(_random.choices(_characters, k=24))}"


def text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def month_later(at: datetime, months: int = 1) -> datetime:
    """The same day of a later month, or that month's last day."""
    index = at.month - 1 + months
    first = at.replace(year=at.year + index // 12, month=index % 12 + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(at.day, (following - timedelta(days=1)).day))


def product(name: str, at: datetime) -> Entity:
    return {
        "id": new_id("pro"),
        "name": name,
        "description": None,
        "type": "standard",
        "tax_category": "standard",
        "image_url": None,
        "custom_data": None,
        "status": "active",
        "import_meta": None,
        "created_at": text(at),
        "updated_at": text(at),
    }


def price(of: Entity, amount: int, at: datetime, *, trial_days: int = 0, currency: str = "USD") -> Entity:
    """A monthly price, in cents."""
    return {
        "id": new_id("pri"),
        "product_id": of["id"],
        "name": f"{of['name']} Monthly",
        "description": f"DEFFATEST {of['name']} Plan Monthly",
        "type": "standard",
        "billing_cycle": {"interval": "month", "frequency": 1},
        "trial_period": {"interval": "day", "frequency": trial_days, "requires_payment_method": True}
        if trial_days
        else None,
        "tax_mode": "account_setting",
        "unit_price": {"amount": str(amount), "currency_code": currency},
        "unit_price_overrides": [],
        "quantity": {"minimum": 1, "maximum": 100},
        "custom_data": None,
        "status": "active",
        "import_meta": None,
        "created_at": text(at),
        "updated_at": text(at),
    }


def customer(email: str, at: datetime, name: str | None = None) -> Entity:
    return {
        "id": new_id("ctm"),
        "name": name,
        "email": email,
        "marketing_consent": False,
        "status": "active",
        "custom_data": None,
        "locale": "en",
        "import_meta": None,
        "created_at": text(at),
        "updated_at": text(at),
    }


def period(starts: datetime, ends: datetime) -> Entity:
    return {"starts_at": text(starts), "ends_at": text(ends)}


def subscription_item(bought: Entity, of: Entity, quantity: int, at: datetime, ends: datetime, status: str) -> Entity:
    return {
        "status": status,
        "quantity": quantity,
        "recurring": True,
        "created_at": text(at),
        "updated_at": text(at),
        "previously_billed_at": text(at) if status == "active" else None,
        "next_billed_at": text(ends),
        "trial_dates": period(at, ends) if status == "trialing" else None,
        "price": deepcopy(bought),
        "product": deepcopy(of),
    }


def transaction(
    lines: Sequence[tuple[Entity, Entity, int]],
    at: datetime,
    *,
    origin: str,
    amount: int | None = None,
    **known: Any,
) -> Entity:
    """A transaction of (price, product, quantity); `amount` where a part of a period is charged."""
    currency: str = lines[0][0]["unit_price"]["currency_code"]
    full = sum(int(bought["unit_price"]["amount"]) * quantity for bought, _, quantity in lines)
    total = str(full if amount is None else amount)
    plain = {"subtotal": total, "discount": "0", "tax": "0", "total": total}
    line_items = [
        {
            "id": new_id("txnitm"),
            "price_id": bought["id"],
            "quantity": quantity,
            "proration": None,
            "tax_rate": "0",
            "unit_totals": {
                "subtotal": bought["unit_price"]["amount"],
                "discount": "0",
                "tax": "0",
                "total": bought["unit_price"]["amount"],
            },
            "totals": plain,
            "product": deepcopy(of),
        }
        for bought, of, quantity in lines
    ]
    return {
        "id": new_id("txn"),
        "status": "draft",
        "customer_id": None,
        "address_id": None,
        "business_id": None,
        "custom_data": None,
        "currency_code": currency,
        "origin": origin,
        "subscription_id": None,
        "invoice_id": None,
        "invoice_number": None,
        "collection_mode": "automatic",
        "discount_id": None,
        "billing_details": None,
        "billing_period": None,
        "items": [
            {"price": deepcopy(bought), "price_id": bought["id"], "quantity": quantity, "proration": None}
            for bought, _, quantity in lines
        ],
        "details": {
            "tax_rates_used": [{"tax_rate": "0", "totals": plain}],
            "totals": {
                **plain,
                "credit": "0",
                "credit_to_balance": "0",
                "balance": total,
                "grand_total": total,
                "grand_total_tax": "0",
                "fee": None,
                "earnings": None,
                "currency_code": currency,
            },
            "adjusted_totals": {
                "subtotal": total,
                "tax": "0",
                "total": total,
                "grand_total": total,
                "grand_total_tax": "0",
                "fee": "0",
                "retained_fee": "0",
                "earnings": "0",
                "currency_code": currency,
            },
            "payout_totals": None,
            "adjusted_payout_totals": None,
            "line_items": line_items,
        },
        "payments": [],
        "checkout": {"url": None},
        "created_at": text(at),
        "updated_at": text(at),
        "billed_at": None,
        "revised_at": None,
        **known,
    }


def payment(amount: str, at: datetime, error: str | None) -> Entity:
    """An attempt to pay by card; `error` is Paddle's code for why it failed."""
    return {
        "payment_attempt_id": new_id("pay"),
        "payment_method_id": new_id("paymtd"),
        "stored_payment_method_id": new_id("stored"),
        "amount": amount,
        "status": "error" if error else "captured",
        "error_code": error,
        "method_details": {
            "type": "card",
            "card": {
                "type": "visa",
                "last4": "4242",
                "expiry_month": 1,
                "expiry_year": 2031,
                "cardholder_name": "Ann Other",
            },
        },
        "created_at": text(at),
        "captured_at": None if error else text(at),
    }


def adjustment(of: Entity, at: datetime, *, action: str, status: str, full: bool) -> Entity:
    """A refund or chargeback of a transaction."""
    total: str = of["details"]["totals"]["total"]
    totals = {"subtotal": total, "tax": "0", "total": total}
    return {
        "id": new_id("adj"),
        "action": action,
        "type": "full" if full else "partial",
        "transaction_id": of["id"],
        "subscription_id": of["subscription_id"],
        "customer_id": of["customer_id"],
        "reason": "requested by customer",
        "credit_applied_to_balance": None,
        "currency_code": of["currency_code"],
        "status": status,
        "items": [
            {
                "id": new_id("adjitm"),
                "item_id": line["id"],
                "type": "full" if full else "partial",
                "amount": None if full else total,
                "proration": None,
                "totals": totals,
            }
            for line in of["details"]["line_items"]
        ],
        "totals": {**totals, "fee": "0", "retained_fee": "0", "earnings": "0", "currency_code": of["currency_code"]},
        "payout_totals": None,
        "tax_rates_used": [],
        "created_at": text(at),
        "updated_at": text(at),
    }
