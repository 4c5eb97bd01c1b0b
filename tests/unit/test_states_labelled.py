"""The telling of places on labelled pairs of screens from real sites: see benchmarks/states for the figures."""

from benchmarks.states.screens import HELD_OUT, labelled, makes, pairs
from benchmarks.states.telling import of_one_make, ours, same_address, same_document, score, wrong

SCREENS = labelled()
KNOWN = pairs(screen for screen in SCREENS if screen.site not in HELD_OUT)
HELD = pairs(screen for screen in SCREENS if screen.site in HELD_OUT)


def test_there_are_enough_labelled_pairs_of_both_kinds():
    assert sum(pair.same for pair in KNOWN + HELD) >= 100
    assert sum(not pair.same for pair in KNOWN + HELD) >= 200
    assert len({screen.site for screen in SCREENS}) >= 10


def test_places_are_told_apart_and_recognised():
    told = score(KNOWN, ours)
    assert told.precision >= 0.95, f"{told}"
    assert told.recall >= 0.98, f"{told}"


def test_so_are_those_of_sites_that_nobody_looked_at():
    told = score(HELD, ours)
    assert told.precision >= 0.97, f"{told}"
    assert told.recall >= 0.8, f"{told}"


def test_neither_the_address_nor_the_whole_document_does_as_well():
    everything = KNOWN + HELD
    assert score(everything, ours).f1 > 1.2 * max(score(everything, way).f1 for way in (same_address, same_document))


def test_pages_of_one_make_are_recognised_whatever_they_show():
    assert not wrong(makes(SCREENS), of_one_make)
