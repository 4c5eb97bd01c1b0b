import pytest

from worker.explorer.destructive import is_destructive
from worker.explorer.scope import Scope


@pytest.mark.parametrize(
    ("start", "url", "inside"),
    [
        ("https://www.shop.co.uk/", "https://help.shop.co.uk/a", True),
        ("https://www.shop.co.uk/", "https://other.co.uk/", False),
        ("https://alice.github.io/", "https://bob.github.io/", False),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/x", True),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:9090/x", False),
        ("http://localhost/", "http://localhost:80/x", True),
        ("https://shop.example/", "mailto:a@shop.example", False),
        ("https://shop.example/", "javascript:alert(1)", False),
        ("https://shop.example/", "http://[broken", False),
    ],
)
def test_the_site_is_the_registered_domain_or_the_very_host_and_port(start: str, url: str, inside: bool):
    assert Scope(start).includes(url) is inside


@pytest.mark.parametrize(
    "words",
    [
        "Delete account",
        "Log out",
        "Pay now",
        "Unsubscribe",
        "/account/log-out",
        "https://a.b/user/delete?id=4",
        "Konto löschen",
        "Abmelden",
        "Really delete it?",
        "Eliminar cuenta",
        "Cerrar sesión",
        "Supprimer",
        "Se déconnecter",
        "حذف حساب",
        "خروج",
    ],
)
def test_words_of_loss_are_known_in_five_languages(words: str):
    assert is_destructive(words)


@pytest.mark.parametrize(
    "words",
    [
        "Add to cart",
        "Payment methods",
        "Delivery",
        "Empty the cart: remove",
        "Log in",
        "Paydays",
        "In which currency do I pay?",
        "Wie kann ich mein Konto löschen?",
        "/blog/outdoors",
        "Salida",
    ],
)
def test_harmless_words_are_not_taken_for_loss(words: str):
    assert not is_destructive(words)
