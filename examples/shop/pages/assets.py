"""Scripts, style sheets, fonts and pictures."""

import asyncio
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from examples.shop.pictures import VIEWS, icon, product_picture, scene_picture
from examples.shop.scenes import SCENES
from examples.shop.shop import FOLDER, SCRIPT_AND_STYLE, Shop, shop_of

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}
FONTS = ("figtree", "fraunces")

SLOW_HERO_SECONDS = 4.4


async def script_or_style(request: Request) -> Response:
    shop, name = shop_of(request), request.path_params["name"]
    if name in shop.assets:
        return Response(shop.assets[name], media_type=SCRIPT_AND_STYLE[PurePosixPath(name).suffix], headers=FOR_EVER)
    raise HTTPException(404)


async def font(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FONTS:
        raise HTTPException(404)
    return FileResponse(FOLDER / "fonts" / f"{name}.woff2", media_type="font/woff2", headers=FOR_EVER)


async def product(request: Request) -> Response:
    slug, _, view = request.path_params["name"].rpartition("-")
    found = shop_of(request).catalogue.find(slug)
    if found is None or view not in VIEWS:
        raise HTTPException(404)
    return svg(product_picture(found, view))


async def scene(request: Request) -> Response:
    shop, name = shop_of(request), request.path_params["name"]
    if name not in SCENES:
        raise HTTPException(404)
    await asyncio.sleep(delay_of(shop, name))
    return svg(scene_picture(SCENES[name], shop.catalogue.products))


def delay_of(shop: Shop, scene: str) -> float:
    """How long the server dawdles over a scene's picture, in seconds."""
    if scene == "workshop" and shop.bug("about-hero-slow"):
        return SLOW_HERO_SECONDS
    return 0


async def favicon(_request: Request) -> Response:
    return svg(icon())


async def old_favicon(_request: Request) -> Response:
    return RedirectResponse("/favicon.svg", 301)


async def robots(_request: Request) -> Response:
    return PlainTextResponse(
        "User-agent: *\nDisallow: /account\nDisallow: /admin\nDisallow: /bookings\nDisallow: /cart\n", headers=FOR_A_DAY
    )


def svg(content: str) -> Response:
    return Response(content, media_type="image/svg+xml", headers=FOR_A_DAY)


routes = [
    Route("/static/fonts/{name}.woff2", font),
    Route("/static/{name}", script_or_style),
    Route("/pictures/scene/{name}.svg", scene),
    Route("/pictures/{name}.svg", product),
    Route("/favicon.svg", favicon),
    Route("/favicon.ico", old_favicon),
    Route("/robots.txt", robots),
]
