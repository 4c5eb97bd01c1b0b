"""What tells that somebody is signed in: the cookies that hold a session, and what offers to end it."""

import re

from worker.detectors.addresses import as_words
from worker.observation.screen import Screen

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

_LOG_OUT = re.compile(
    r"(?<!\w)(?:log ?out|log ?off|sign ?out|sign ?off|abmelden|ausloggen|cerrar sesi[óo]n|salir|se d[ée]connecter|"
    r"d[ée]connexion|خروج)(?!\w)",
    re.IGNORECASE,
)


def keeps_session(name: str) -> bool:
    """Whether a cookie of this name is the key to a session."""
    return _SESSION.search(name) is not None and _NOT_A_SESSION.search(name) is None


def is_log_out(text: str) -> bool:
    """Whether a control's words or the path it leads to end the session: whoever can sign out is in."""
    return bool(text) and _LOG_OUT.search(as_words(text)) is not None


def asks_for_password(screen: Screen) -> bool:
    """Whether a password can be typed on it."""
    return any(one.input_type == "password" and one.visible for one in screen.elements)
