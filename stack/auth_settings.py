"""What the local Auth takes from supabase/config.toml, so that it works by the rules of the hosted one."""

import tomllib
from typing import Any

from stack.layout import CONFIGURATION

HEEDED = {
    "site_url",
    "additional_redirect_urls",
    "jwt_expiry",
    "enable_refresh_token_rotation",
    "refresh_token_reuse_interval",
    "enable_signup",
    "minimum_password_length",
    "sessions",
    "hook",
}
HEEDED_OF_EMAIL = {"enable_confirmations", "double_confirm_changes", "otp_expiry"}


def auth_settings() -> dict[str, Any]:
    """The part of `[auth]` that the local Auth heeds; limits of its own it has none."""
    with CONFIGURATION.open("rb") as file:
        auth = tomllib.load(file)["auth"]
    email = {name: value for name, value in auth["email"].items() if name in HEEDED_OF_EMAIL}
    return {name: value for name, value in auth.items() if name in HEEDED} | {"email": email}
