"""Guards that a sealed secret opens with its key in its row, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffatest.errors import SealBroken
from deffatest.sealing import Sealing

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()
ROW = "target_credentials/6f9619ff-8b86-4011-b42d-00c04fc964ff"
# The same stands in supabase/functions/tests/targets.test.ts: what one side seals the other opens.
SEALED = "v1.k-1.AAECAwQFBgcICQoL.N8FyaLaSrWnpbO8sF2xyb639pi3XL73Ysg"
PLAIN = "p\u00e4ssword"


def test_what_the_edge_functions_seal_opens_here() -> None:
    assert Sealing.parse(f"k-1:{KEY}").open(SEALED, ROW) == PLAIN


@given(st.text(), st.text())
def test_what_was_sealed_opens_in_its_row_alone(plain: str, row: str) -> None:
    sealing = Sealing.parse(f"k-1:{KEY}")
    sealed = sealing.seal(plain, row)
    assert sealing.open(sealed, row) == plain
    with pytest.raises(SealBroken):
        sealing.open(sealed, f"{row}x")


def test_no_two_sealings_are_alike() -> None:
    sealing = Sealing.parse(f"k-1:{KEY}")
    assert len({sealing.seal(PLAIN, ROW) for _ in range(100)}) == 100


def test_the_first_key_seals_and_every_key_opens() -> None:
    rotated = Sealing.parse(f" new:{OTHER_KEY}, k-1:{KEY} ")
    assert rotated.current == "new"
    assert rotated.seal(PLAIN, ROW).startswith("v1.new.")
    assert rotated.open(SEALED, ROW) == PLAIN
    with pytest.raises(SealBroken, match="k-1 is not among"):
        Sealing.parse(f"new:{OTHER_KEY}").open(SEALED, ROW)


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "v1",
        "v2" + SEALED[2:],
        SEALED[:-1],
        SEALED[:-1] + "a",
        SEALED.replace("AAEC", "AAED"),
        SEALED + "!",
        "password",
    ],
)
def test_what_was_changed_does_not_open(broken: str) -> None:
    with pytest.raises(SealBroken):
        Sealing.parse(f"k-1:{KEY}").open(broken, ROW)


def test_another_key_of_the_same_name_does_not_open_it() -> None:
    with pytest.raises(SealBroken, match="not sealed by the key k-1"):
        Sealing.parse(f"k-1:{OTHER_KEY}").open(SEALED, ROW)


@pytest.mark.parametrize("keys", ["", "k-1", f":{KEY}", f"k 1:{KEY}", "k-1:short", "k-1:AAAA", f"a:{KEY},a:{KEY}"])
def test_wrong_keys_are_named_without_being_shown(keys: str) -> None:
    with pytest.raises(ValueError, match="key") as refusal:
        Sealing.parse(keys)
    assert KEY not in str(refusal.value)
    assert "AAAA" not in str(refusal.value)


def test_keys_are_not_shown_with_what_has_them() -> None:
    assert KEY not in repr(Sealing.parse(f"k-1:{KEY}"))
