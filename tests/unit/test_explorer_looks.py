"""Which theme a page is understood to wear."""

import pytest

from worker.explorer.looks import look_of


@pytest.mark.parametrize(
    ("markup", "look"),
    [
        ("<html lang=en data-bs-theme=dark><body>", "dark"),
        ('<html class="js theme-dark"><body class="wide">', "theme-dark"),
        ('<html><body class="night page-3">', "night"),
        ('<html data-color-scheme="light" class="no-touch"><body>', "light"),
        ('<html lang=en><body class="home modal-open"><div class="dark">', ""),
    ],
)
def test_a_theme_is_told_from_the_root_elements(markup: str, look: str) -> None:
    assert look_of(markup) == look
