"""Places of single-page apps that nothing links to, from the tables of their routers."""

import asyncio
from typing import cast

import pytest

from tests.unit.detectors.building import ORIGIN, exchange, observation, screen
from worker.explorer.atlas import Atlas
from worker.explorer.route_tables import address_of, routes_in
from worker.explorer.scope import Scope
from worker.observation.runtime import Exchange
from worker.surfaces.interface import Visitor

ANGULAR = """var a={path:"/engine.io",transports:[1]},r=[{path:"administration",component:Bf,canActivate:[ss]},
{path:"about",loadComponent:()=>ee(null,null,function*(){return yield rD()})},{path:"address/edit/:id",component:hd},
{path:"orders",component:O,children:[{path:"open",component:P},{path:"done",component:Q}]},{path:"login",component:L},
{path:"**",component:N}];"""
VUE = """const t=[{path:"/",name:"home",component:H},{path:"/tasks",name:"tasks",component:T,children:[{path:"archive",
component:A},{path:"/tags",component:()=>z(()=>import("./Tags.js"),[])}]},{path:"/:all(.*)*",component:N}];"""
REACT = """(0,x.jsxs)(Routes,{children:[(0,x.jsx)(Route,{path:"/",element:(0,x.jsx)(Home,{})}),(0,x.jsx)(Route,{path:
"/reports",element:(0,x.jsx)(R,{})}),(0,x.jsx)(Route,{path:'/settings',element:(0,x.jsx)(S,{})})]})"""


@pytest.mark.parametrize(
    ("script", "routes"),
    [
        (ANGULAR, ["administration", "about", "orders", "orders/open", "orders/done", "login"]),
        (VUE, ["tasks", "tasks/archive", "tags"]),
        (REACT, ["reports", "settings"]),
        ("""const files=[{path:"a.txt",size:3},{path:"b.txt",size:4},{path:"c.txt",size:5}]""", []),
        ("""io({path:"/engine.io",component:1})""", []),
    ],
    ids=["Angular", "Vue", "React", "a list of files", "one setting"],
)
def test_a_routers_table_names_the_places_of_an_app(script: str, routes: list[str]) -> None:
    assert routes_in(script) == routes


def test_a_place_is_in_the_fragment_where_the_app_keeps_its_places_there() -> None:
    assert address_of("about", f"{ORIGIN}/shop/#/search?q=1") == f"{ORIGIN}/shop/#/about"
    assert address_of("about", f"{ORIGIN}/#!/search") == f"{ORIGIN}/#!/about"
    assert address_of("about", f"{ORIGIN}/search#top") == f"{ORIGIN}/about"


def test_a_guest_tries_each_place_once_and_who_is_signed_in_those_that_guests_did_not_come_to() -> None:
    atlas = Atlas(f"{ORIGIN}/", Scope(f"{ORIGIN}/"))
    script = exchange("/app.js", 200, "script", body=ANGULAR, response_headers={"content-type": "text/javascript"})
    atlas.see(observation(screen("/#/")), new_state=True)
    atlas.see(observation(screen("/#/"), scripts=(script,)), new_state=False)

    class Reader:
        async def fetch(self, url: str, **_: object) -> Exchange:
            return exchange(url, 404, body="Nothing here", response_headers={"content-type": "text/html"})

    async def to_the_end() -> None:
        while await atlas.read_next(cast(Visitor, Reader())):
            pass

    asyncio.run(to_the_end())
    given = [address for _ in range(9) if (address := atlas.next_to_open(set()))]
    assert given[:2] == [f"{ORIGIN}/#/administration", f"{ORIGIN}/#/about"]
    assert len(given) == len(set(given)) == 6
    atlas.see(observation(screen("/#/about")), new_state=True)
    atlas.see(observation(screen("/#/login")), new_state=True)
    inside = [address for _ in range(9) if (address := atlas.next_to_open(set(), inside=True))]
    assert f"{ORIGIN}/#/administration" in inside
    assert f"{ORIGIN}/#/about" not in inside
