from tests.unit.explorer_screens import element, link, screen
from worker.explorer.state import state_of, url_pattern
from worker.observation.screen import Element, Viewport


def cards(count: int, offset: int = 0) -> list[Element]:
    return [link(f"Product {number}", f"/product/item-{number}") for number in range(offset, offset + count)]


def test_numbers_in_names_and_addresses_make_no_new_state():
    one = screen("/order/1042", element("button", "Cart 1"))
    other = screen("/order/77", element("button", "Cart 12"))
    assert state_of(one).key == state_of(other).key


def test_the_length_of_a_list_makes_no_new_state():
    assert state_of(screen("/shop", *cards(8))).key == state_of(screen("/shop", *cards(24))).key


def test_other_items_in_a_list_make_no_new_state():
    assert state_of(screen("/shop?page=1", *cards(8))).key == state_of(screen("/shop?page=2", *cards(8, 50))).key


def test_a_new_control_makes_a_new_state():
    closed = screen("/shop", element("button", "Menu", expanded=False))
    opened = screen("/shop", element("button", "Menu", expanded=True), element("link", "Offers", href="https://a.b/x"))
    assert state_of(closed).key != state_of(opened).key


def test_an_open_dialog_makes_a_new_state():
    plain = screen("/shop", element("button", "Close"))
    dialog = screen("/shop", element("button", "Close", region="dialog"))
    assert state_of(plain).key != state_of(dialog).key


def test_the_same_page_at_phone_size_is_another_state():
    wide = screen("/shop", element("button", "Menu"))
    narrow = screen("/shop", element("button", "Menu"), viewport=Viewport(375, 812))
    assert state_of(wide).key != state_of(narrow).key


def test_pages_of_one_make_share_their_template_whatever_they_are_called():
    mug = screen("/product/mug", structure='main(h1,button"Show mug reviews",img)')
    cup = screen("/product/cup", structure='main(h1,button"Show cup reviews",img)')
    table = screen("/product/care", structure="main(h1,table)")
    assert state_of(mug).template == state_of(cup).template
    assert state_of(mug).key != state_of(cup).key
    assert state_of(mug).template != state_of(table).template


def test_address_patterns_mask_ids_and_values_but_keep_views():
    assert url_pattern("https://a.b/user/3f2504e0-4f89-11d3-9a0c-0305e82c3301/") == "a.b/user/{}"
    assert url_pattern("https://a.b/s?q=tea&sort=up") == url_pattern("https://a.b/s?sort=down&q=cup")
    assert url_pattern("https://a.b/?view=cart") != url_pattern("https://a.b/?view=help")
    assert url_pattern("https://a.b/#/cart") != url_pattern("https://a.b/#/help")
    assert url_pattern("https://a.b/x#part") == url_pattern("https://a.b/x")
