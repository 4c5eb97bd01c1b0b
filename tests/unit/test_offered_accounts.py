"""Which accounts a page with a form to sign in is understood to offer."""

import pytest

from worker.explorer.offered_accounts import offered_accounts


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Try: sarah_dev/summer2023, mike/password1", [("sarah_dev", "summer2023"), ("mike", "password1")]),
        ("Accepted usernames are:\nanna\nblocked\nPassword for all users:\nsauce", [("anna", "sauce")]),
        ("Username : Admin\nPassword : admin123\nUsername\nPassword\nLogin", [("Admin", "admin123")]),
        ("Enter tom for the username and Secret! for the password. If", [("tom", "Secret!")]),
        ("Use the username demo and password demo123.", [("demo", "demo123")]),
        ("Demo login: admin@example.com / secret", [("admin@example.com", "secret")]),
        ("Test user: test@example.org | pw123", [("test@example.org", "pw123")]),
        ("Demo account\nEmail: demo@site.test\nPassword: demo", [("demo@site.test", "demo")]),
        ("Benutzername: gast Passwort: gast1", [("gast", "gast1")]),
        ("Use the demo account demo@site.test with the password Demo-1.\nNew here?", [("demo@site.test", "Demo-1")]),
        (
            "Email\nPassword\nSign in\nDemo account\nLook around with it:\nEmail\nme@site.test\nPassword\nDemo-1\nHelp",
            [("me@site.test", "Demo-1")],
        ),
        ("Default credentials\nadmin:password", [("admin", "password")]),
        ("Demo accounts:\nanna@site.test / Sunny-25!", [("anna@site.test", "Sunny-25!")]),
        ("Try it with anna@site.test / sunny!", [("anna@site.test", "sunny"), ("anna@site.test", "sunny!")]),
    ],
)
def test_an_account_that_a_page_offers_is_read(text: str, offered: list[tuple[str, str]]) -> None:
    assert offered_accounts(text) == offered


@pytest.mark.parametrize(
    "text",
    [
        "Try it for free\nEmail\nRequired\nPassword\nRequired\nSign in",
        "Email\nanna@site.test\nPassword\nsecret1",
        "Login\nUsername:\nPassword:\nLogin\nForgot password?",
        "Email address\nPassword\nSign in\nNew here? Register",
        "E-Mail:\nPasswort:\nAnmelden",
        "User name: *\nPassword: *\nLog in",
        "Sign in to try our demo and/or register at https://example.com:8080/x, 24/7 support",
        "Example: 10/12/2024",
        "Log in with your username/password",
        "admin:admin",
        "S6 : Use after free\nS7 : Improper limitation of a path\nS8 : Command injection",
    ],
)
def test_labels_and_sentences_are_no_account(text: str) -> None:
    assert offered_accounts(text) == []
