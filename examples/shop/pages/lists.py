"""Lists of products: everything, a category, what is reduced, what a search found."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from examples.shop.catalogue import BANDS, CATEGORIES, CATEGORY_LINES, PAGE_SIZE, SORTS, Page, Product, cut, money, sort
from examples.shop.shop import Shop, shop_of

LONGEST_SEARCH = 80
# The bird bath was taken off the garden's shelf in spring.
NO_LONGER_SOLD = {"garden": 1}


async def home(request: Request) -> Response:
    shop = shop_of(request)
    return shop.page(request, "home.html", featured=shop.catalogue.featured()[:8], lines=CATEGORY_LINES)


async def everything(request: Request) -> Response:
    shop = shop_of(request)
    return list_page(request, shop.catalogue.featured(), "Everything", "Twenty-four things, made to be used every day.")


async def category(request: Request) -> Response:
    shop, name = shop_of(request), request.path_params["category"]
    if name not in CATEGORIES:
        raise HTTPException(404)
    not_shown = NO_LONGER_SOLD.get(name, 0) if shop.bug("garden-counts-what-is-not-sold") else 0
    return list_page(request, shop.catalogue.in_category(name), CATEGORIES[name], CATEGORY_LINES[name], not_shown)


async def offers(request: Request) -> Response:
    shop = shop_of(request)
    if shop.bug("offers-answer-500"):
        return HTMLResponse(shop.templates.get_template("unavailable.html").render(), 500)
    return shop.page(request, "offers.html", products=shop.catalogue.reduced())


async def search(request: Request) -> Response:
    shop = shop_of(request)
    words = request.query_params.get("q", "").strip()
    found = [] if len(words) > LONGEST_SEARCH else shop.catalogue.search(words)
    if words and not found and shop.bug("nonsense-search-finds-everything"):
        found = shop.catalogue.featured()
    order = chosen_order(request)
    page = cut(sorted_products(shop, found, order), page_number(request))
    return shop.page(
        request,
        "search.html",
        words=words,
        shown_words=Markup(words) if shop.bug("search-reflects-input") else escape(words),
        too_long=len(words) > LONGEST_SEARCH,
        longest=LONGEST_SEARCH,
        order=order,
        sorts=SORTS,
        page=page,
        addresses=page_addresses(request, page),
    )


def list_page(request: Request, products: Sequence[Product], title: str, line: str, not_shown: int = 0) -> Response:
    """A list that can be narrowed and sorted; `not_shown` are counted although they are not among the products."""
    shop, order, band = shop_of(request), chosen_order(request), chosen_band(request)
    rows = sorted_products(shop, [product for product in products if is_priced(shop, product, band)], order)
    page = cut(rows, page_number(request))
    if page.number > 1 and shop.bug("page-two-repeats-rows"):
        first = (page.number - 1) * PAGE_SIZE - 3
        page = Page(rows[first : first + PAGE_SIZE], page.number, page.count, page.total)
    return shop.page(
        request,
        "list.html",
        title=title,
        line=line,
        order=order,
        sorts=SORTS,
        band=band,
        bands=BANDS,
        page=page,
        count=page.total + not_shown,
        addresses=page_addresses(request, page),
    )


def sorted_products(shop: Shop, products: Sequence[Product], order: str) -> list[Product]:
    if order in ("price-up", "price-down") and shop.bug("price-sorts-as-text"):
        return sorted(products, key=lambda product: money(product.price), reverse=order == "price-down")
    return sort(products, order)


def is_priced(shop: Shop, product: Product, band: str) -> bool:
    least, most = BANDS[band].least, BANDS[band].most
    if least and shop.bug("price-range-has-no-end"):
        return product.price >= least
    return least <= product.price <= most


def chosen_band(request: Request) -> str:
    band = request.query_params.get("price", "any")
    return band if band in BANDS else "any"


def chosen_order(request: Request) -> str:
    order = request.query_params.get("sort", "featured")
    return order if order in SORTS else "featured"


def page_number(request: Request) -> int:
    """The number in the address, or 1 where there is none that makes sense."""
    text = request.query_params.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def page_addresses(request: Request, page: Page[Product]) -> list[str]:
    kept = {name: value for name, value in request.query_params.items() if name in ("q", "sort", "price")}
    return [f"{request.url.path}?{urlencode({**kept, 'page': number})}" for number in range(1, page.count + 1)]


routes = [
    Route("/", home),
    Route("/shop", everything),
    Route("/shop/{category}", category),
    Route("/offers", offers),
    Route("/search", search),
]
