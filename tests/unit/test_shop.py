"""The demo shop: clean it is exemplary, and every seeded bug is listed, used, and makes the difference it claims."""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from examples.seeding import UnknownBug
from examples.shop.app import create_app
from examples.shop.bugs import BUGS
from examples.shop.catalogue import BANDS, CATEGORIES, Catalogue, money, sort
from examples.shop.pages.assets import SLOW_HERO_SECONDS, delay_of
from examples.shop.shop import Shop
from examples.shop.shoppers import STAFF_EMAIL, STAFF_PASSWORD

SHOP = Path(__file__).parents[2] / "examples" / "shop"
ALL = frozenset(BUGS.bugs)
CARD_SLUGS = re.compile(r'<article class="card">\s*<a href="/product/([a-z-]+)">')
ORDER = {
    "name": "Ada Byron",
    "email": "ada@example.org",
    "phone": "",
    "street": "1 Long Street",
    "town": "York",
    "postcode": "YO1 7HH",
    "payment": "collect",
    "note": "",
    "terms": "yes",
}


class Visitor:
    """A browser without a screen, in a shop of its own or in that of another visitor."""

    def __init__(self, bugs: frozenset[str] = frozenset(), app: Starlette | None = None) -> None:
        self.app = app or create_app(bugs)
        self.shop: Shop = self.app.state.shop
        self.cookies = httpx.Cookies()

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://shop.example", cookies=self.cookies, follow_redirects=True
            ) as client:
                answer = await client.request(method, path, data=fields, headers=headers)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.request("POST", path, fields)

    def page(self, path: str) -> str:
        return unescape(self.get(path).text)

    def raw(self, path: str) -> str:
        return self.get(path).text

    def send(self, path: str, **fields: str) -> str:
        return unescape(self.post(path, **fields).text)

    def script(self, name: str) -> str:
        return self.shop.assets[name]

    def slugs(self, path: str) -> list[str]:
        return CARD_SLUGS.findall(self.raw(path))

    def add(self, product: str, quantity: str = "1") -> str:
        return self.send("/cart/add", product=product, quantity=quantity)

    def total(self) -> str:
        found = re.search(r"data-total>([^<]+)<", self.page("/cart"))
        assert found, "the cart shows no total"
        return found[1]

    def prices(self, path: str) -> list[int]:
        return [self.shop.catalogue.products[slug].price for slug in self.slugs(path)]

    def signed_up(self) -> str:
        return self.send("/account/sign-up", name="Ada", email="ada@example.org", password="long enough")

    @property
    def token(self) -> str:
        return self.cookies["larkfield_session"]


def breaks_off(visitor: Visitor, path: str) -> bool:
    """Whether the answer ends before it says that it is complete; clients refuse to show such a one."""
    last: Message = {}

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        last.clear()
        last.update(message)

    scope: dict[str, object] = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(visitor.app(scope, receive, send))
    return last.get("more_body", False)


def quantity_ignored(visitor: Visitor) -> bool:
    visitor.add("wool-throw", "2")
    return visitor.total() == "£96"


def negative_accepted(visitor: Visitor) -> bool:
    return "Stoneware mug added" in visitor.add("stoneware-mug", "-1")


def cart_with_a_line(visitor: Visitor) -> str:
    return visitor.add("stoneware-mug")


def leads_nowhere(visitor: Visitor, path: str, words: str) -> bool:
    """Whether the link with these words, on the page of this path, is answered with 404."""
    found = re.search(rf'<a href="([^"]+)">{words}</a>', visitor.raw(path))
    assert found, f"{path} has no link with the words {words!r}"
    return visitor.get(found[1]).status_code == 404


def picture_missing(visitor: Visitor, path: str) -> bool:
    pictures = re.findall(r'<img[^>]* src="([^"]+)"', visitor.raw(path))
    assert pictures, f"{path} has no pictures"
    return any(visitor.get(picture).status_code == 404 for picture in set(pictures))


def cut_rule(visitor: Visitor, selector: str) -> str:
    """The declarations of a rule of the style sheet, or nothing."""
    found = re.search(rf"^{re.escape(selector)} \{{([^}}]*)\}}", visitor.script("shop.css"), re.MULTILINE)
    return found[1] if found else ""


def unlabelled(page: str, field: str) -> bool:
    tag = re.search(rf'<(?:input|select)[^>]*(?:id|name)="{field}"[^>]*>', page)
    assert tag, f"there is no field {field!r}"
    return f'<label for="{field}"' not in page and "aria-label" not in tag[0]


def added_again(visitor: Visitor) -> str:
    """The quantity in the cart of what was added twice."""
    visitor.add("stoneware-mug")
    visitor.add("stoneware-mug")
    found = re.search(r'name="quantity" value="([^"]+)"', visitor.page("/cart"))
    assert found, "the cart has no line"
    return found[1]


def count_told(visitor: Visitor, path: str) -> int:
    found = re.search(r'<p class="count">([0-9]+) products?<', visitor.raw(path))
    assert found, f"{path} tells no number of products"
    return int(found[1])


def price_on_page(visitor: Visitor, slug: str) -> str:
    found = re.search(r'<p class="buy-price">\s*<span class="price">([^<]+)<', visitor.page(f"/product/{slug}"))
    assert found, f"the page of {slug!r} shows no price"
    return found[1]


def kept_in_cart(visitor: Visitor) -> bool:
    cart_with_a_line(visitor)
    assert "Thank you for your order" in visitor.send("/checkout", **ORDER)
    return "Stoneware mug" in visitor.page("/cart")


def forgets_the_street(visitor: Visitor) -> bool:
    cart_with_a_line(visitor)
    page = visitor.send("/checkout", **{**ORDER, "terms": ""})
    assert "Tick this box" in page
    return ORDER["street"] not in page


def lets_a_second_account_in(visitor: Visitor) -> bool:
    visitor.signed_up()
    return "Your account is ready" in Visitor(app=visitor.app).signed_up()


def message_at(visitor: Visitor, field: str, **sent: str) -> str:
    """What the newsletter's form says at a field, nothing where it is content with it."""
    found = re.search(rf'id="{field}-error">([^<]+)<', visitor.send("/newsletter", **sent))
    return found[1] if found else ""


def link_in_foot(visitor: Visitor, words: str) -> str:
    found = re.search(rf'<a href="([^"]+)">{words}</a>', visitor.raw("/about").partition("<footer")[2])
    assert found, f"the foot has no link with the words {words!r}"
    return found[1]


def dialled(visitor: Visitor) -> str:
    found = re.search(r'<a href="tel:\+44([0-9]+)">', visitor.raw("/contact"))
    assert found, "there is no number to call"
    return "0" + found[1]


def book(visitor: Visitor, *, name: str = "Ada Byron", places: str = "1") -> str:
    return visitor.send("/workshops/first-mug", name=name, places=places)


def cancelled_change_kept(visitor: Visitor) -> bool:
    book(visitor)
    return "Mary Shelley" in visitor.send("/bookings/1/edit", name="Mary Shelley", places="1", do="cancel")


def cookie(visitor: Visitor) -> str:
    return visitor.get("/").headers["set-cookie"]


# What shows that a bug is there; each is asked of a shop with the bug, with none, and with all.
SIGNS: dict[str, Callable[[Visitor], bool]] = {
    "care-button-throws": lambda v: (
        '"#care-text"' in v.script("product.js") and 'id="care-text"' not in v.page("/product/reed-vase")
    ),
    "recently-viewed-logs-error": lambda v: "console.error" in v.script("product.js"),
    "stock-answer-breaks-off": lambda v: breaks_off(v, "/api/stock/reed-vase"),
    "offers-answer-500": lambda v: v.get("/offers").status_code == 500,
    "clock-page-shows-traceback": lambda v: "Traceback (most recent call last)" in v.page("/product/walnut-clock"),
    "footer-returns-link-404": lambda v: leads_nowhere(v, "/about", "Returns"),
    "save-button-dead": lambda v: (
        "[data-save]" not in v.script("product.js") and "data-save" in v.page("/product/reed-vase")
    ),
    "help-open-all-dead": lambda v: "[data-expand]" not in v.script("help.js") and "data-expand" in v.page("/help"),
    "gift-cards-page-blank": lambda v: "<h1>" not in v.page("/gift-cards"),
    "review-author-undefined": lambda v: (
        "review.authorName" in v.script("product.js") and "authorName" not in v.raw("/api/reviews/reed-vase")
    ),
    "newsletter-greeting-unrendered": lambda v: (
        "{{ first_name }}" in v.send("/newsletter", name="Ada", email="ada@example.org")
    ),
    "care-guide-lorem-ipsum": lambda v: "Lorem ipsum" in v.page("/help/care"),
    "contact-form-accepts-anything": lambda v: "Your message has arrived" in v.send("/contact", email="nobody"),
    "negative-quantity-accepted": negative_accepted,
    "cart-total-ignores-quantity": quantity_ignored,
    "price-sorts-as-text": lambda v: v.prices("/shop?sort=price-up") != sorted(v.prices("/shop?sort=price-up")),
    "nonsense-search-finds-everything": lambda v: len(v.slugs("/search?q=zzqxv")) > 0,
    "page-two-repeats-rows": lambda v: bool({*v.slugs("/shop")} & {*v.slugs("/shop?page=2")}),
    "removed-line-comes-back": lambda v: 'askShop(form.action, form, { method: "POST"' not in v.script("cart.js"),
    "garden-counts-what-is-not-sold": lambda v: count_told(v, "/shop/garden") != len(v.slugs("/shop/garden")),
    "price-range-has-no-end": lambda v: max(v.prices("/shop/kitchen?price=middle")) > 7500,
    "product-page-cuts-pence": lambda v: price_on_page(v, "pepper-mill") == "£29",
    "adding-again-sets-quantity": lambda v: added_again(v) == "1",
    "estimate-failure-says-nothing": lambda v: "No estimate just now" not in v.script("cart.js"),
    "order-leaves-cart-full": kept_in_cart,
    "checkout-forgets-what-was-typed": forgets_the_street,
    "sign-up-takes-known-address": lets_a_second_account_in,
    "newsletter-message-at-wrong-field": lambda v: "email" in message_at(v, "name", name="Ada", email="ada"),
    "lookbook-back-stays": lambda v: "popstate" not in v.script("lookbook.js"),
    "footer-care-link-leads-to-delivery": lambda v: link_in_foot(v, "Care guide") == link_in_foot(v, "Delivery"),
    "phone-link-dials-another": lambda v: dialled(v) != "01904 555 0100".replace(" ", ""),
    "workshop-days-shift": lambda v: 'timeZone: "UTC"' not in v.script("workshops.js"),
    "all-workshops-stay-narrowed": lambda v: "if (type.value) show(ofType());" in v.script("workshops.js"),
    "booking-twice-makes-two": lambda v: "button.disabled = true" not in v.script("workshop.js"),
    "bookings-sum-counts-rows": lambda v: "1 place in all" in book(v, places="3"),
    "booking-cancel-saves": cancelled_change_kept,
    "booking-undo-brings-nothing-back": lambda v: "/bookings/restore" not in v.script("bookings.js"),
    "board-picture-missing": lambda v: picture_missing(v, "/shop/kitchen"),
    "delivery-table-too-wide": lambda v: (
        'class="too-wide"' in v.page("/help/delivery") and "width: 46rem" in cut_rule(v, ".too-wide")
    ),
    "story-text-cut-off": lambda v: "overflow: hidden" in cut_rule(v, ".story-words"),
    "product-price-overlaps-name": lambda v: "margin-bottom: 0" in cut_rule(v, ".buy h1"),
    "account-greeting-overlaps": lambda v: (
        "page-head tight" in v.signed_up() and "margin" in cut_rule(v, ".page-head.tight h1")
    ),
    "about-hero-slow": lambda v: delay_of(v.shop, "workshop") == SLOW_HERO_SECONDS > 4,
    "home-banner-shifts-page": lambda v: "/static/home.js" in v.page("/"),
    "view-switch-slow": lambda v: "balanceColumns();" in v.script("list.js"),
    "help-index-blocks": lambda v: "buildIndex" in v.script("help.js"),
    "lookbook-leaks-memory": lambda v: 'addEventListener("resize"' in v.script("lookbook.js"),
    "story-picture-without-alt": lambda v: any("alt=" not in tag for tag in re.findall(r"<img[^>]*>", v.page("/"))),
    "card-line-too-pale": lambda v: "#b9b2a6" in cut_rule(v, ".card-line"),
    "contact-order-field-unlabelled": lambda v: unlabelled(v.page("/contact"), "order"),
    "journal-without-lang": lambda v: "<html>" in v.page("/journal"),
    "gallery-button-nameless": lambda v: "Previous picture" not in v.page("/product/reed-vase"),
    "sort-select-nameless": lambda v: unlabelled(v.page("/shop"), "sort"),
    "privacy-page-untitled": lambda v: "<title>" not in v.page("/privacy"),
    "security-headers-missing": lambda v: "content-security-policy" not in v.get("/").headers,
    "session-cookie-readable": lambda v: "HttpOnly" not in cookie(v),
    "payment-key-in-script": lambda v: re.search(r"sk_live_\w{20}", v.script("cart.js")) is not None,
    "search-reflects-input": lambda v: "<u>hello</u>" in v.raw("/search?q=<u>hello</u>").partition("<main")[2],
    "environment-file-open": lambda v: "DB_PASSWORD=" in v.raw("/.env"),
    "sign-in-by-get": lambda v: 'action="/account/sign-in" method="get"' in v.page("/account/sign-in"),
}


@pytest.mark.parametrize("bug", sorted(ALL))
def test_a_bug_shows_when_it_is_on_and_not_in_the_clean_shop(bug: str) -> None:
    assert SIGNS[bug](Visitor(frozenset({bug})))
    assert not SIGNS[bug](Visitor())


@pytest.mark.parametrize("bug", sorted(ALL))
def test_no_bug_hides_another_when_all_are_on(bug: str) -> None:
    assert SIGNS[bug](Visitor(ALL))


def test_every_bug_has_a_sign() -> None:
    assert SIGNS.keys() == ALL


def test_the_list_and_the_code_name_the_same_bugs() -> None:
    sources = (path.read_text("utf-8") for path in SHOP.rglob("*") if path.suffix in {".py", ".html", ".js", ".css"})
    asked = {bug for text in sources for bug in re.findall(r"""\bbug\(['"]([a-z0-9-]+)['"]\)""", text)}
    assert asked == ALL


def test_the_list_covers_every_category_several_times() -> None:
    categories = [bug.category for bug in BUGS.bugs.values()]
    assert len(categories) == 60
    assert min(map(categories.count, ("functional", "visual", "performance", "accessibility", "security"))) >= 5


def test_half_of_the_bugs_are_functional_and_nothing_gives_them_away() -> None:
    silent = [bug for bug in BUGS.bugs.values() if bug.category == "functional" and bug.silent]
    assert len(silent) >= 30


def test_choosing_bugs_by_all_none_or_ids() -> None:
    assert BUGS.choose("all") == ALL
    assert BUGS.choose("none") == frozenset()
    assert BUGS.choose("save-button-dead, offers-answer-500") == {"save-button-dead", "offers-answer-500"}


def test_an_unknown_bug_is_refused_by_name() -> None:
    with pytest.raises(UnknownBug, match="no-such-bug"):
        BUGS.choose("save-button-dead,no-such-bug")
    with pytest.raises(UnknownBug, match="no-such-bug"):
        create_app(frozenset({"no-such-bug"}))


# The clean shop


def crawled(visitor: Visitor) -> Iterator[tuple[str, httpx.Response]]:
    """Every address that the pages of the shop name, starting from the first, with its answer."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        answer = visitor.get(path)
        yield path, answer
        if answer.headers["content-type"].startswith("text/html"):
            for found in re.findall(r'(?:href|src)="(/[^"#]*)', answer.text):
                if (address := unescape(found)) not in seen:
                    seen.add(address)
                    waiting.append(address)


@pytest.fixture
def clean_site() -> dict[str, httpx.Response]:
    return dict(crawled(Visitor()))


def test_every_address_of_the_clean_shop_answers_200(clean_site: dict[str, httpx.Response]) -> None:
    assert {path: answer.status_code for path, answer in clean_site.items() if answer.status_code != 200} == {}
    pages = [path for path, answer in clean_site.items() if answer.headers["content-type"].startswith("text/html")]
    assert {"/shop", "/product/reed-vase", "/gift-cards", "/lookbook/garden", "/account/sign-up"} <= set(pages)


def test_every_answer_of_the_clean_shop_has_the_security_headers(clean_site: dict[str, httpx.Response]) -> None:
    for path, answer in clean_site.items():
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["referrer-policy"], path
        assert "server" not in answer.headers, path


def test_every_page_of_the_clean_shop_is_well_formed_for_people_and_machines(
    clean_site: dict[str, httpx.Response],
) -> None:
    pages = {path: answer.text for path, answer in clean_site.items() if "<html" in answer.text}
    for path, page in pages.items():
        assert page.count("<h1>") == 1, path
        assert '<html lang="en">' in page, path
        assert "<main " in page and "<title>" in page, path
        assert "style=" not in page and not re.search(r"\son[a-z]+=", page), path
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
    titles = {path: found[1] for path, page in pages.items() if (found := re.search("<title>(.*)</title>", page))}
    assert titles["/shop"] != titles["/shop?page=2"] != titles["/shop?page=3"]
    assert len({titles[path] for path in ("/", "/cart", "/help", "/about", "/offers", "/journal", "/privacy")}) == 7


def test_scripts_and_styles_of_the_clean_shop_tell_nothing_about_bugs() -> None:
    for name, text in Visitor().shop.assets.items():
        assert "bug" not in text, name
        assert "console." not in text, name


def test_the_cookie_is_kept_from_scripts_and_from_other_sites() -> None:
    assert "HttpOnly" in cookie(Visitor())
    assert "SameSite=Lax" in cookie(Visitor())


def test_a_form_from_another_site_is_refused() -> None:
    visitor = Visitor()
    fields = {"product": "stoneware-mug", "quantity": "1"}
    assert visitor.request("POST", "/cart/add", fields, {"Origin": "https://evil.example"}).status_code == 403
    assert visitor.request("POST", "/cart/add", fields, {"Origin": "http://shop.example"}).status_code == 200


# Shopping


def test_the_total_is_the_sum_of_the_lines_and_the_delivery() -> None:
    visitor = Visitor()
    visitor.add("stoneware-mug", "2")
    visitor.add("beeswax-candles", "3")
    assert visitor.total() == money(2 * 1400 + 3 * 950 + 495)


def test_delivery_is_free_from_75_pounds() -> None:
    visitor = Visitor()
    visitor.add("wool-throw")
    assert visitor.total() == "£96"


def test_a_removed_line_stays_removed() -> None:
    visitor = Visitor()
    visitor.add("stoneware-mug")
    visitor.add("reed-vase")
    assert visitor.post("/cart/remove", product="stoneware-mug").json()["count"] == 1
    assert "Stoneware mug" not in visitor.page("/cart").partition("data-cart>")[2]


def test_each_visitor_has_a_cart_of_their_own() -> None:
    one = Visitor()
    other = Visitor(app=one.app)
    one.add("reed-vase")
    assert "Reed vase" in one.page("/cart")
    assert "Reed vase" not in other.page("/cart")


@pytest.mark.parametrize("quantity", ["0", "-1", "11", "", "two", "1.5", "9" * 30])
def test_a_quantity_that_the_field_forbids_is_refused(quantity: str) -> None:
    visitor = Visitor()
    visitor.add("reed-vase", quantity)
    assert "There is nothing in it yet" in visitor.page("/cart").partition("data-cart-empty>")[2]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("email", "ada@"),
        ("phone", "call me"),
        ("postcode", "12345"),
        ("payment", "gold"),
        ("note", "x" * 301),
        ("terms", ""),
    ],
)
def test_the_checkout_refuses_what_its_fields_forbid(field: str, value: str) -> None:
    visitor = Visitor()
    cart_with_a_line(visitor)
    page = visitor.send("/checkout", **{**ORDER, field: value})
    assert "Please look at this again" in page
    assert f'id="{field}-error"' in page
    assert visitor.shop.orders == {}


def test_an_order_is_confirmed_to_the_one_who_placed_it_and_to_nobody_else() -> None:
    visitor = Visitor()
    cart_with_a_line(visitor)
    assert "Thank you for your order, Ada Byron" in visitor.send("/checkout", **ORDER)
    (number,) = visitor.shop.orders
    assert Visitor(app=visitor.app).get(f"/order/{number}").status_code == 404
    assert visitor.shop.visits.find_or_open(visitor.token).cart == {}


def test_line_ends_count_as_one_character_as_they_do_in_browsers() -> None:
    visitor = Visitor()
    cart_with_a_line(visitor)
    assert "Thank you" in visitor.send("/checkout", **{**ORDER, "note": "x\r\n" * 150})


# Lists and search


def test_the_three_pages_show_each_product_once() -> None:
    visitor = Visitor()
    shown = [slug for number in (1, 2, 3) for slug in visitor.slugs(f"/shop?page={number}")]
    assert len(shown) == 24
    assert set(shown) == visitor.shop.catalogue.products.keys()


@pytest.mark.parametrize("number", ["0", "-3", "99999999999", "two", "²", ""])
def test_a_page_number_that_makes_no_sense_still_shows_products(number: str) -> None:
    assert len(Visitor().slugs(f"/shop?page={number}")) == 8


def test_sorting_by_price_down_is_sorting_up_reversed() -> None:
    products = list(Catalogue().products.values())
    prices = [product.price for product in sort(products, "price-up")]
    assert prices == sorted(prices)
    assert [product.price for product in sort(products, "price-down")] == prices[::-1]


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_holds_its_six_products(category: str) -> None:
    visitor = Visitor()
    assert len(visitor.slugs(f"/shop/{category}")) == 6


def test_a_search_says_how_many_it_shows() -> None:
    visitor = Visitor()
    found = visitor.slugs("/search?q=glass")
    assert f"{len(found)} products for “glass”" in visitor.page("/search?q=glass")


def test_what_was_searched_comes_back_escaped() -> None:
    assert "<script>" not in Visitor().raw("/search?q=<script>alert(1)</script>").partition("<main")[2]


def test_two_shops_show_the_same_reviews() -> None:
    assert Catalogue().products == Catalogue().products


@pytest.mark.parametrize("band", BANDS)
def test_a_range_of_prices_shows_what_costs_so_much_on_all_its_pages(band: str) -> None:
    visitor = Visitor()
    pages = [visitor.raw(f"/shop?price={band}&page={number}") for number in (1, 2, 3)]
    shown = {slug for page in pages for slug in CARD_SLUGS.findall(page)}
    products = visitor.shop.catalogue.products.values()
    assert shown == {product.slug for product in products if BANDS[band].least <= product.price <= BANDS[band].most}
    assert count_told(visitor, f"/shop?price={band}") == len(shown)


def test_the_ranges_of_prices_leave_nothing_out() -> None:
    bands = [BANDS[band] for band in ("low", "middle", "high")]
    assert all(band.most + 1 == following.least for band, following in itertools.pairwise(bands))


def test_a_category_with_nothing_at_a_price_says_so_and_shows_the_way_back() -> None:
    page = Visitor().page("/shop/garden?price=high")
    assert "0 products" in page
    assert 'nothing here at that price. <a href="/shop/garden">' in page


# Workshops


def test_a_booking_is_listed_with_its_places() -> None:
    visitor = Visitor()
    book(visitor, places="2")
    page = book(visitor, name="Mary Shelley", places="3")
    assert page.count("<tr data-booking>") == 2
    assert "5 places in all" in page


def test_a_script_is_told_where_a_booking_leads_and_that_a_wrong_one_leads_nowhere() -> None:
    visitor = Visitor()
    asked = {"Accept": "application/json"}
    for places, address in (("9", None), ("2", "/bookings")):
        fields = {"name": "Ada Byron", "places": places}
        answer = visitor.request("POST", "/workshops/first-mug", fields, asked)
        assert answer.json() == {"address": address}
    assert "2 places in all" in visitor.page("/bookings")


@pytest.mark.parametrize("places", ["0", "7", "", "two"])
def test_places_that_the_field_forbids_are_refused(places: str) -> None:
    visitor = Visitor()
    assert "Please look at this again" in book(visitor, places=places)
    assert "There is nothing booked yet" in visitor.page("/bookings")


def test_a_booking_is_changed_by_saving() -> None:
    visitor = Visitor()
    book(visitor)
    page = visitor.send("/bookings/1/edit", name="Mary Shelley", places="4")
    assert "Mary Shelley" in page
    assert "4 places in all" in page


def test_a_removed_booking_is_gone_until_it_is_brought_back() -> None:
    visitor = Visitor()
    book(visitor)
    assert visitor.post("/bookings/remove", number="1").json() == {"sum": "0 places in all"}
    assert "Ada Byron" not in visitor.page("/bookings")
    assert visitor.get("/bookings/1/edit").status_code == 404
    assert visitor.post("/bookings/restore", number="1").json() == {"sum": "1 place in all"}
    assert "Ada Byron" in visitor.page("/bookings")


def test_each_visitor_has_bookings_of_their_own() -> None:
    one = Visitor()
    book(one)
    assert Visitor(app=one.app).get("/bookings/1/edit").status_code == 404


def test_the_list_of_workshops_and_their_pages_name_the_same_days() -> None:
    visitor = Visitor()
    for workshop in visitor.get("/api/workshops").json():
        day = date.fromisoformat(workshop["day"])
        assert day.strftime("%A") == "Saturday"
        assert f"<dd>{day.day} {day:%B %Y}</dd>" in visitor.page(workshop["address"])


# Accounts and staff


def test_signing_up_out_and_in_again() -> None:
    visitor = Visitor()
    assert "Your account is ready" in visitor.signed_up()
    assert "You are signed out" in visitor.send("/account/sign-out")
    assert "No account has this" in visitor.send("/account/sign-in", email="ada@example.org", password="wrong one")
    assert "Good to see you, Ada" in visitor.send("/account/sign-in", email="ADA@example.org", password="long enough")


def test_an_address_has_one_account() -> None:
    visitor = Visitor()
    visitor.signed_up()
    assert "There is an account with this address already" in visitor.signed_up()


def test_signing_in_gives_the_session_a_new_token() -> None:
    visitor = Visitor()
    visitor.get("/")
    before = visitor.token
    visitor.signed_up()
    assert visitor.token != before


def test_a_refused_password_is_not_sent_back() -> None:
    page = Visitor().send("/account/sign-in", email="ada@example.org", password="swordfish-and-chips")
    assert "swordfish-and-chips" not in page


def test_customers_are_kept_out_of_the_staff_room() -> None:
    visitor = Visitor()
    assert "for our staff" in visitor.page("/admin")
    visitor.signed_up()
    assert "for our staff" in visitor.page("/admin")
    assert "for our staff" in visitor.send("/admin/products/reed-vase", price="100", stock="1", summary="Mine")
    assert visitor.shop.catalogue.products["reed-vase"].price == 4200


def test_staff_change_a_price() -> None:
    visitor = Visitor()
    visitor.send("/account/sign-in", email=STAFF_EMAIL, password=STAFF_PASSWORD)
    assert "The most is 100000" in visitor.send("/admin/products/reed-vase", price="1000000", stock="1", summary="New")
    assert "Reed vase saved" in visitor.send("/admin/products/reed-vase", price="4300", stock="5", summary="New")
    assert "£43" in visitor.page("/product/reed-vase")


def test_saving_for_later_and_not() -> None:
    visitor = Visitor()
    assert visitor.post("/api/save/reed-vase").json() == {"saved": True}
    assert "Saved for later</button>" in visitor.page("/product/reed-vase")
    assert visitor.post("/api/save/reed-vase").json() == {"saved": False}


@pytest.mark.parametrize(
    "path", ["/nowhere", "/product/nothing", "/shop/attic", "/static/nothing.js", "/.env", "/debug"]
)
def test_what_is_not_there_answers_404(path: str) -> None:
    assert Visitor().get(path).status_code == 404
