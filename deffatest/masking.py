"""Takes passwords, tokens, cookies and keys out of whatever is about to be logged, stored or sent.

What is secret is decided by its name (`password`, `access_token`, `X-Api-Key`), by its look (a JSON web token, a
private key, `sk_live_...`), and by having been told so: what `conceal` was given is masked wherever it appears.
E-mail addresses are no secrets here: a report needs them to say what was typed. Masking twice changes nothing more.
"""

import json
import re
from collections.abc import Container, Mapping
from functools import lru_cache
from itertools import pairwise
from urllib.parse import SplitResult, quote, quote_plus, urlsplit

from pydantic import JsonValue

MASK = "***"
SHORTEST_CONCEALED = 4  # shorter ones would mask half of every text

SECRET_WORDS = frozenset(
    """
    password passwords passwd passphrase passcode pwd secret secrets token tokens jwt authorization credential
    credentials cookie cookies session sessionid sid csrf xsrf otp cvv cvc signature
    apikey accesstoken authtoken refreshtoken privatekey secretkey
    """.split()  # noqa: SIM905  (reads better than thirty quoted words)
)
# Names are also written together: `userpassword`, `PHPSESSID`, `JSESSIONID`.
SECRET_ENDINGS = ("password", "passwd", "token", "secret", "apikey", "sessid", "sessionid")
SECRET_PAIRS = frozenset(
    [
        *((kind, "key") for kind in ("api", "access", "private", "secret", "signing", "encryption", "service")),
        *(("card", "number"), ("security", "code"), ("magic", "link")),
    ]
)
# Words that turn a secret's name into the name of something about it: `token_type`, `password_policy`.
HARMLESS_LAST_WORDS = frozenset(
    """
    type policy length expires expiry count limit name url uri id storage field label error hint required
    """.split()  # noqa: SIM905  (reads better than many quoted words)
)
SECRET_LAST_WORDS_KEPT = frozenset([("session", "id"), ("token", "id")])

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_LOOKS = [
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}"),  # JSON web token (RFC 7519)
    re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w{8,}"),
    re.compile(r"\bsk-[\w-]{16,}"),
    re.compile(r"\bsb_secret_[\w-]{8,}"),
    re.compile(r"\b(?:ghp|gho|ghu|ghs|ghr)_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\bAIza[\w-]{30,}"),
    re.compile(r"\bxox[abprs]-[\w-]{10,}"),
]
_SCHEME = re.compile(r"\b(Bearer|Basic|Digest|Negotiate)(\s+)(?!\*\*\*)[A-Za-z0-9+/=._~-]{6,}", re.IGNORECASE)
_USER_INFO = re.compile(r"(?<=://)([^/\s:@]*):(?!\*\*\*@)[^/\s@]+(?=@)")
_COOKIE_LINE = re.compile(r"^(\s*(?:set-)?cookie)(\s*:\s*)(.+)$", re.IGNORECASE | re.MULTILINE)
_HEADER_LINE = re.compile(
    r"^(\s*[\w-]*(?:authorization|api-?key|token|secret)[\w-]*)(\s*:\s+)(\S+)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_QUOTED_PAIR = re.compile(
    r"""(["'])(?P<name>[\w.-]{1,80})\1(?P<between>\s*[:=]\s*)(["'])(?P<value>(?:\\.|(?!\4)[^\\])*)\4"""
)
_PLAIN_PAIR = re.compile(r"""(?<![\w.-])(?P<name>[\w.\[\]-]{1,80})=(?P<quote>["']?)(?P<value>[^\s&;,"'<>#]+)""")

_concealed: set[str] = set()


def conceal(*secrets: str) -> None:
    """From now on mask these values, however they are encoded, in all that this process masks."""
    for secret in secrets:
        if len(secret) >= SHORTEST_CONCEALED:
            _concealed.update((secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]))


def concealed() -> frozenset[str]:
    """Every form of what `conceal` was given."""
    return frozenset(_concealed)


def mask_concealed(text: str) -> str:
    """Mask in a text what `conceal` was given, and nothing else."""
    for secret in sorted(_concealed, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def mask_concealed_json(value: JsonValue, kept: Container[str] = ()) -> JsonValue:
    """The same in every text of a JSON value; names stay, and so do members whose name is in `kept`."""
    if isinstance(value, str):
        return mask_concealed(value)
    if isinstance(value, list):
        return [mask_concealed_json(item, kept) for item in value]
    if isinstance(value, dict):
        return {name: member if name in kept else mask_concealed_json(member, kept) for name, member in value.items()}
    return value


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a field, header, parameter or variable of this name holds a secret."""
    words = tuple(word.lower() for word in _WORDS.findall(name))
    if not words:
        return False
    pairs = set(pairwise(words))
    if len(words) > 1 and words[-1] in HARMLESS_LAST_WORDS and (words[-2], words[-1]) not in SECRET_LAST_WORDS_KEPT:
        return False
    return (
        not SECRET_WORDS.isdisjoint(words)
        or not SECRET_PAIRS.isdisjoint(pairs)
        or any(word.endswith(SECRET_ENDINGS) for word in words)
    )


def mask_text(text: str) -> str:
    """Mask every secret that can be recognised in free text: addresses, headers, JSON, `name=value`, and known shapes
    of keys."""
    if not text:
        return text
    text = mask_concealed(text)
    for look in _LOOKS:
        text = look.sub(MASK, text)
    text = _COOKIE_LINE.sub(
        lambda line: f"{line[1]}{line[2]}{mask_cookies(line[3], sets='set' in line[1].lower())}", text
    )
    text = _SCHEME.sub(rf"\1\2{MASK}", text)
    text = _HEADER_LINE.sub(rf"\1\2{MASK}", text)
    text = _USER_INFO.sub(rf"\1:{MASK}", text)
    text = _QUOTED_PAIR.sub(_mask_quoted, text)
    return _PLAIN_PAIR.sub(_mask_plain, text)


def mask_url(url: str) -> str:
    """Mask the password, and the secret parameters of query and fragment, of one address."""
    try:
        parts: SplitResult = urlsplit(url)
    except ValueError:
        return mask_text(url)
    if parts.username is not None and parts.password is not None:
        host = parts.netloc.rpartition("@")[2]
        parts = parts._replace(netloc=f"{parts.username}:{MASK}@{host}")
    return mask_text(parts.geturl())


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Mask header values; of cookies the names and attributes stay, so that their safety can still be judged."""
    return {name: mask_header(name, value) for name, value in headers.items()}


def mask_header(name: str, value: str) -> str:
    """Mask one header's value."""
    lowered = name.lower()
    if lowered in ("cookie", "set-cookie"):
        return mask_cookies(value, sets=lowered == "set-cookie")
    if lowered in ("authorization", "proxy-authorization"):
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space else MASK
    return MASK if is_secret_name(name) else mask_text(value)


def mask_cookies(value: str, *, sets: bool) -> str:
    """Mask the values in a Cookie header, or the first of each line in a Set-Cookie header (the rest are attributes).
    Mask the values in a Cookie header, or the first of each line in a Set-Cookie header (the rest are attributes)."""
    if sets:
        return "\n".join(_mask_pairs(line, only_first=True) for line in value.split("\n"))
    return _mask_pairs(value, only_first=False)


def mask_json(value: JsonValue) -> JsonValue:
    """Mask a JSON value: everything under a secret name, and secrets inside other texts."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, list):
        return [mask_json(item) for item in value]
    if isinstance(value, dict):
        return {name: _mask_member(name, member) for name, member in value.items()}
    return value


def _mask_member(name: str, member: JsonValue) -> JsonValue:
    if not is_secret_name(name) or member is None or isinstance(member, bool):
        return mask_json(member)
    if isinstance(member, dict | list):
        return _mask_all(member)
    return MASK


def _mask_all(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _mask_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_mask_all(item) for item in value]
    return value if value is None or isinstance(value, bool) else MASK


def _mask_pairs(line: str, *, only_first: bool) -> str:
    pairs = line.split(";")
    masked = [
        f"{pair.partition('=')[0]}={MASK}" if "=" in pair and (index == 0 or not only_first) else pair
        for index, pair in enumerate(pairs)
    ]
    return ";".join(masked)


def _mask_quoted(pair: re.Match[str]) -> str:
    if not is_secret_name(pair["name"]) or not pair["value"]:
        return pair[0]
    return f"{pair[1]}{pair['name']}{pair[1]}{pair['between']}{pair[4]}{MASK}{pair[4]}"


def _mask_plain(pair: re.Match[str]) -> str:
    return f"{pair['name']}={pair['quote']}{MASK}" if is_secret_name(pair["name"]) else pair[0]
