"""Accounts that a page itself offers to whoever wants to look around: "Try: anna/summer2023", "Username: demo".

Only read beside a form to sign in, and only where the words leave no doubt; a form that comes filled in offers what it
holds.
"""

import re
from collections.abc import Iterator

_MOST = 3
# What may be a name or a password: one word with at least one letter or digit.
_WORD = r"[\"'“‘`]?([^\s\"'“”‘’`/|,;<>()]{2,64})[\"'”’`]?"
_USER = (
    r"(?:user ?-?names?|user ?ids?|users?|logins?|e-?mails?(?: address)?|benutzer(?:name)?n?|usuarios?|utilisateurs?|"
    r"identifiants?)"
)
_PASSWORD = r"(?:pass(?:word|code)?s?|passw[oö]rt|kennwort|contraseñas?|mots? de passe)"
_INVITES = re.compile(
    r"\b(try|demo|test|sample|example|default|credentials?|guest|use|"
    r"(?:log|sign) ?in (?:with|as|using)|zugang(?:sdaten)?|anmelden mit|prueba|ejemplo|essa[iy]\w*|exemple|démo)\b",
    re.IGNORECASE,
)
# One may begin within another: "Demo login: anna / summer".
# After a colon a sentence may follow, as in a list of topics; a password ends what it is the end of.
_PAIR = re.compile(
    rf"(?<![\w/.:@-])(?={_WORD}\s?(?:[/|]|:(?=\s?\S+\s*(?:$|[,;)|]|(?:or|and|to|oder|und|o|y|ou|et)\b)))\s?{_WORD}(?![\w/]))"
)
_SAID_AS = re.compile(
    rf"{_WORD} (?:for|as) (?:the |your )?{_USER}\b.{{0,40}}?{_WORD} (?:for|as) (?:the |your )?{_PASSWORD}\b",
    re.IGNORECASE,
)
_ACCOUNT = r"(?:demo|test|sample|guest|example)[ -]?(?:account|konto|cuenta|compte)"
_SAID_OF = re.compile(
    rf"\b(?:{_USER}|{_ACCOUNT})\s+(?:is\s+)?{_WORD}(?:,| and| with|;)+\s+(?:the\s+|with\s+)?"
    rf"{_PASSWORD}\s+(?:is\s+)?{_WORD}",
    re.IGNORECASE,
)
_NAMED_USER = re.compile(rf"\b{_USER}\b(?: are| is)?\s*[:=]\s*{_WORD}", re.IGNORECASE)
_NAMED_PASSWORD = re.compile(rf"\b{_PASSWORD}\b(?: for \w+(?: \w+)?)?(?: is)?\s*[:=]\s*{_WORD}", re.IGNORECASE)
# What stands after a field's own label is another label or a button, and no name.
_LABEL = re.compile(rf"(?:{_USER}|{_PASSWORD})\W*", re.IGNORECASE)
_NO_WORD = re.compile(
    r"(?:forgot\w*|remember\w*|show|hide|log|login|sign|submit|send|enter|and|or|with|your|the|"
    r"anmelden|vergessen|https?|required|optional)\W*|.*:|\W+",
    re.IGNORECASE,
)
_ENDS = ".,;:!?"
# Names and passwords in a table or list of terms are invited to within so many lines before.
_LINES_BEFORE = 3
_ONE_WORD = re.compile(rf"{_WORD}")
_USER_LABEL = re.compile(rf"{_USER}\W*", re.IGNORECASE)
_PASSWORD_LABEL = re.compile(rf"{_PASSWORD}\W*", re.IGNORECASE)


def offered_accounts(text: str) -> list[tuple[str, str]]:
    """Names and passwords that this text offers, the most plainly said first, a few at most.

    `text` is what a page with a form to sign in shows, in lines.
    """
    found = (*_said(text), *_named(text), *_listed(text), *_pairs(text))
    return list(dict.fromkeys(pair for pair in found if _may_be_an_account(*pair)))[:_MOST]


def _said(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_SAID_AS, _SAID_OF):
        for name, password in pattern.findall(text):
            yield name, _without_end(password) if pattern is _SAID_OF else password


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Each name with the password that comes next, else with the last one that is for all."""
    passwords = list(_NAMED_PASSWORD.finditer(text))
    for user in _NAMED_USER.finditer(text):
        after = (one for one in passwords if one.start() >= user.end())
        if one := next(after, None):
            yield user[1], one[1]


def _listed(text: str) -> Iterator[tuple[str, str]]:
    """Label, name, label and password, each in a line of its own, soon after one that invites to use them."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    for at in range(len(lines) - 3):
        user, name, said, password = lines[at : at + 4]
        if not (_USER_LABEL.fullmatch(user) and _PASSWORD_LABEL.fullmatch(said)):
            continue
        named, secret = _ONE_WORD.fullmatch(name), _ONE_WORD.fullmatch(password)
        if named and secret and any(map(_INVITES.search, lines[max(0, at - _LINES_BEFORE) : at])):
            yield named[1], secret[1]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Names and passwords beside each other, in a line that invites to use them, or after one."""
    invited = False
    for line in filter(None, map(str.strip, text.splitlines())):
        invites = _INVITES.search(line) is not None
        if invites or invited:
            for pair in _PAIR.finditer(line):
                name, password = pair.groups()
                # In a line of its own a password has its own end, in a sentence that of the sentence, most likely.
                if (pair.start(), pair.end(2)) != (0, len(line)):
                    yield name, _without_end(password)
                if password.endswith("!") or password == _without_end(password):
                    yield name, password
        invited = invites


def _without_end(word: str) -> str:
    return word[:-1] if word[-1] in _ENDS[:-1] else word


def _may_be_an_account(name: str, password: str) -> bool:
    """Whether they are no labels and no words of a sentence; "password" itself is a password that many choose."""
    label = _LABEL.fullmatch(name) or (_LABEL.fullmatch(password) and password.casefold() != "password")
    return not label and not any(len(word) < 2 or _NO_WORD.fullmatch(word) for word in (name, password))
