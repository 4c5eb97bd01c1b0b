"""When an amount on a thing's page that is not the one of its row is a bug, and when it is only worth a look."""

from dataclasses import replace

import pytest

from tests.unit.detectors.building import element, observation, screen
from tests.unit.detectors.cases.relations import OAK, opened
from worker.detectors.relations.detail_shows_its_row import detect
from worker.observation.experiments.lists import OpenedRow
from worker.observation.observation import Observation
from worker.observation.screen import Element

DEARER = "<main><h1>Oak board</h1><p>£42.00</p></main>"
BUY = element("Add to cart")


RENTAL = element("Edit Rental car")


def selling(seen: Observation, by: Element = BUY) -> Observation:
    return replace(seen, screen=replace(seen.screen, elements=(*seen.screen.elements, by)))


@pytest.mark.parametrize(
    ("seen", "certain"),
    [
        (selling(opened(OAK, DEARER)), [True]),
        (opened(OAK, DEARER), [False]),
        (selling(opened(OAK, DEARER), RENTAL), [False]),
        (selling(opened("Trip|You get back £38.00", DEARER.replace("Oak board", "Trip"))), []),
        (opened("Bill 7|£133.67", "<main><h1>Bill 7</h1><p>Net £112.33</p><p>Total £133.64</p></main>"), [True]),
        (observation(screen("/product/oak", DEARER), OpenedRow("Oak board", "Oak board £38.00", "38.00", 2)), [True]),
        (observation(screen("/product/oak", DEARER), OpenedRow("Oak board", "Oak board £38.00", "38.00", 1)), []),
    ],
    ids=[
        "what is for sale",
        "any amount",
        "what only looks for sale",
        "what is owed",
        "a sum rounded otherwise",
        "where other rows agree",
        "where none agrees",
    ],
)
def test_another_amount_is_a_bug_where_it_is_surely_of_the_same(seen: Observation, certain: list[bool]) -> None:
    assert [one.certain for one in detect(seen)] == certain
