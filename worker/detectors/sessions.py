"""Which cookies hold a session: whoever has one is taken for the person who signed in."""

import re

# Names under which frameworks and people keep a session; language, consent and analytics cookies are none.
_SESSION = re.compile(
    r"(^|[-_.])(sess(ion)?(id|_id|-id)?|sid|ssid|auth(entication|orization)?|jwt|id[-_]?token|access[-_]?token|"
    r"refresh[-_]?token|remember([-_]me)?|"
    r"login|user[-_]?token)($|[-_.])|^(JSESSIONID|PHPSESSID|ASP\.NET_SessionId|ASPSESSIONID\w*|connect\.sid|"
    r"laravel_session|_?\w+_session|"
    r"sessionid|sessiontoken|authtoken|token|express:sess)$",
    re.IGNORECASE,
)
# Read by scripts by design (double submit), or about a session without giving access to one.
_NOT_A_SESSION = re.compile(
    r"csrf|xsrf|consent|_ga|_gid|analytics|theme|locale|lang|expir|session_?(count|start|depth|views?)", re.IGNORECASE
)


def keeps_session(name: str) -> bool:
    """Whether a cookie of this name is the key to a session."""
    return _SESSION.search(name) is not None and _NOT_A_SESSION.search(name) is None
