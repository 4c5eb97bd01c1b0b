"""What must hold when things are done, undone, repeated and left: what experiments saw of it."""

from dataclasses import replace

from tests.unit.detectors.building import ORIGIN, element, observation, screen
from tests.unit.detectors.cases.case import bad, good
from worker.observation.experiments.forms import SteppedBack, TakenName, WrongCurrentPassword
from worker.observation.experiments.places import UnknownThing
from worker.observation.experiments.quantities import (
    AddedTwice,
    CartAgain,
    OddQuantities,
    SteppedQuantity,
    ToggledTwice,
    TriedQuantity,
)
from worker.observation.experiments.returns import AskedFor, DeepLink, Look, Returned, SignedOut
from worker.observation.experiments.rows import (
    BlankRow,
    CancelledEdit,
    Counter,
    DeletedRow,
    DoubleSubmit,
    EditedRow,
    RemovedRow,
    RemovedTwin,
)
from worker.observation.observation import Observation

PAGE = f"{ORIGIN}/tasks"
ITEMS_LEFT = Counter("main/p # item left", "1", "2", "1")
REMOVED = RemovedRow(PAGE, "Delete", False, True, True, True, True, None, (ITEMS_LEFT,))
DELETED = DeletedRow(
    PAGE, "Delete", "Buy milk", True, True, True, True, False, False, (Counter("p # task", "5", "4", "4"),)
)
EDITED = EditedRow(PAGE, "Edit", True, False, True, False, "Lantern df1", "Lantern df1", "Kettle df2")
CANCELLED = CancelledEdit(PAGE, "Cancel", True, False, False)


def look(path: str, heading: str, *lines: str, scroll: float = 0, choices: tuple[str, ...] = ()) -> Look:
    return Look(ORIGIN + path, heading, (heading,), (heading, "Menu", *lines), choices, scroll, 3000)


SHELF = look("/shelf", "Shelf", "Blue mug", "Green mug", "Red mug")
MUG = look("/shelf/blue", "Blue mug in detail", "Holds 300 ml", "Made of clay", "Blue")
NOTHING = UnknownThing(f"{ORIGIN}/#/mug/blue-mug", f"{ORIGIN}/#/mug/none", 200, "", False, ("There is no such mug",))
RETURNED = Returned("Blue mug", SHELF, MUG, SHELF, MUG, 1)
STUCK = replace(RETURNED, after_back=replace(MUG, url=SHELF.url), first_again=SHELF, second_again=MUG)
LINKED = DeepLink("Blue mug", SHELF, MUG, MUG, 200, MUG)
ELSEWHERE = replace(SHELF, url=MUG.url)
ACTIVE = look("/#/active", "Tasks", "Buy milk")
ALL = look("/#/", "Tasks", "Buy milk", "Call Anna")

SIZE = (("Size", "S", "L", "S"),)
PHONE = (("Phone", "", "0301234567", "030 1234567"), ("Pieces", "1", "2", "2"))
STEPPED_BACK = SteppedBack(PAGE, f"{PAGE}/review", "Back", (*SIZE, ("Pieces", "1", "2", "2")), is_step=False)
FORGOTTEN_STEP = replace(STEPPED_BACK, fields=SIZE, is_step=True)

LISTS_AND_PLACES = (
    bad("step_back_keeps_answers", "a size that is the first again", observation(None, STEPPED_BACK)),
    bad(
        "step_back_keeps_answers",
        "a step that keeps nothing",
        observation(None, FORGOTTEN_STEP),
    ),
    good("step_back_keeps_answers", "a way back to a new form", observation(None, replace(STEPPED_BACK, fields=SIZE))),
    good("step_back_keeps_answers", "another spelling", observation(None, replace(STEPPED_BACK, fields=PHONE))),
    bad("double_submit_makes_one", "a double click that made two", observation(None, DoubleSubmit(PAGE, "Add", 1, 2))),
    good("double_submit_makes_one", "a double click that made one", observation(None, DoubleSubmit(PAGE, "Add", 1, 1))),
    good("double_submit_makes_one", "rows shown twice anyway", observation(None, DoubleSubmit(PAGE, "Add", 2, 4))),
    bad("blank_row_refused", "an empty row", observation(None, BlankRow(PAGE, "Task", 1, 2, 1))),
    good("blank_row_refused", "spaces that made nothing", observation(None, BlankRow(PAGE, "Task", 1, 1, 0))),
    good("blank_row_refused", "a list that others add to", observation(None, BlankRow(PAGE, "Task", 1, 3, 2))),
    bad(
        "removes_only_its_row",
        "a neighbour that is gone",
        observation(None, replace(REMOVED, gone=False, other_stays=False)),
    ),
    bad("removes_only_its_row", "both of two twins gone", observation(None, RemovedTwin(PAGE, "Delete", 0))),
    good("removes_only_its_row", "one of two removed", observation(None, REMOVED, RemovedTwin(PAGE, "Delete", 1))),
    bad("removes_only_its_row", "a row beside it gone", observation(None, replace(DELETED, other_stays=False))),
    good("removes_only_its_row", "a row of a list removed", observation(None, DELETED)),
    bad("removed_stays_removed", "a row that a reload brings back", observation(None, replace(DELETED, back=True))),
    good("removed_stays_removed", "a row that is gone for good", observation(None, DELETED)),
    good("removed_stays_removed", "a removal that may be undone", observation(None, replace(DELETED, back=None))),
    good(
        "removed_stays_removed",
        "a list that no server keeps",
        observation(None, replace(DELETED, back=True, told=False)),
    ),
    bad("delete_asks", "a row of a list deleted for good", observation(None, replace(DELETED, asked=False))),
    good("delete_asks", "a question before a row of a list goes", observation(None, DELETED)),
    bad(
        "counter_returns_after_removing",
        "a counter that counts a removed row until the next load",
        observation(None, replace(DELETED, counters=(Counter("p # task", "5", "5", "4"),))),
    ),
    good("counter_returns_after_removing", "a counter that falls by one", observation(None, DELETED)),
    good(
        "counter_returns_after_removing",
        "a number that has nothing to do with it",
        observation(None, replace(DELETED, counters=(Counter("p # member", "5", "5", "5"),))),
    ),
    good(
        "counter_returns_after_removing",
        "a row that is back",
        observation(None, replace(DELETED, back=True, counters=(Counter("p # task", "5", "4", "5"),))),
    ),
    bad(
        "counter_returns_after_removing",
        "a counter that stays",
        observation(None, replace(REMOVED, counters=(replace(ITEMS_LEFT, after="2"),))),
    ),
    bad(
        "counter_returns_after_removing",
        "a counter that goes down by two",
        observation(None, replace(REMOVED, counters=(replace(ITEMS_LEFT, before="3", between="4", after="2"),))),
    ),
    good("counter_returns_after_removing", "a counter that returns", observation(None, REMOVED)),
    good(
        "counter_returns_after_removing",
        "a number that counts what was done",
        observation(None, replace(REMOVED, counters=(Counter("p # step", "5", "6", "7"),))),
    ),
    bad("undo_brings_back", "an undo without effect", observation(None, replace(REMOVED, undo_brings_back=False))),
    good("undo_brings_back", "an undo that works", observation(None, replace(REMOVED, undo_brings_back=True))),
    good("undo_brings_back", "no offer to undo", observation(None, REMOVED)),
    bad("delete_asks", "a deletion for good", observation(None, replace(REMOVED, undo_offered=False))),
    good("delete_asks", "a question before", observation(None, replace(REMOVED, undo_offered=False, asked=True))),
    good("delete_asks", "an offer to undo", observation(None, REMOVED)),
    good(
        "delete_asks",
        "a line struck off",
        observation(None, replace(REMOVED, undo_offered=False, control="Remove line")),
    ),
    bad(
        "edit_persists",
        "a change that a reload loses",
        observation(None, replace(EDITED, new_after_reload=False, old_after_reload=True, reopened=None)),
    ),
    bad("edit_persists", "old words in the form", observation(None, replace(EDITED, reopened="Kettle df2"))),
    good("edit_persists", "a change that lasts", observation(None, EDITED)),
    good(
        "edit_persists",
        "a change that was refused",
        observation(None, replace(EDITED, new_after_reload=False, old_after_reload=True, refused="Too long")),
    ),
    good(
        "edit_persists",
        "a list that keeps nothing at all",
        observation(None, replace(EDITED, new_after_reload=False, old_after_reload=False, reopened=None)),
    ),
    bad("cancel_changes_nothing", "a cancelled text", observation(None, replace(CANCELLED, kept_typed=True))),
    bad(
        "cancel_changes_nothing",
        "a text kept after Escape",
        observation(None, CancelledEdit(PAGE, "Escape", False, True, True)),
    ),
    good("cancel_changes_nothing", "a text thrown away", observation(None, CANCELLED)),
    good(
        "cancel_changes_nothing",
        "Escape that does nothing",
        observation(None, CancelledEdit(PAGE, "Escape", False, True, False)),
    ),
    bad("back_restores", "an address without its screen", observation(None, STUCK)),
    bad("back_restores", "an empty screen", observation(None, replace(RETURNED, after_back=replace(SHELF, lines=())))),
    bad("back_restores", "a page that does not let go", observation(None, replace(RETURNED, backs=0))),
    bad(
        "back_restores",
        "forward without effect",
        observation(
            None, replace(RETURNED, after_forward=replace(SHELF, url=MUG.url), first_again=SHELF, second_again=MUG)
        ),
    ),
    bad(
        "back_restores",
        "a page that is skipped",
        observation(None, replace(RETURNED, after_back=look("/", "Start"), skipped=True)),
    ),
    bad("unknown_thing_is_told", "a page that loads for ever", observation(None, replace(NOTHING, loads="Loading"))),
    bad("unknown_thing_is_told", "an empty page", observation(None, replace(NOTHING, shown=()))),
    good("unknown_thing_is_told", "a page that says so", observation(None, NOTHING)),
    good("unknown_thing_is_told", "a status that says so", observation(None, replace(NOTHING, shown=(), status=404))),
    good("unknown_thing_is_told", "a way back to the list", observation(None, replace(NOTHING, shown=(), left=True))),
    bad("adding_again_adds", "the same quantity", observation(None, AddedTwice(PAGE, "Add to basket", 1, 1))),
    good("adding_again_adds", "twice as many", observation(None, AddedTwice(PAGE, "Add to basket", 2, 4))),
    bad("back_restores", "a long list at its top again", observation(None, replace(RETURNED, scrolled_to=1200.0))),
    good("back_restores", "all as it was", observation(None, RETURNED)),
    good(
        "back_restores",
        "other news at each visit",
        observation(
            None,
            replace(
                RETURNED,
                after_back=look("/shelf", "Shelf", "Cup", "Jug"),
                first_again=look("/shelf", "Shelf", "Bowl", "Pan"),
                second_again=MUG,
            ),
        ),
    ),
    good(
        "back_restores",
        "a list where it was",
        observation(None, replace(RETURNED, scrolled_to=1200.0, after_back=replace(SHELF, scroll_y=1190.0))),
    ),
    bad("deep_link_opens_the_same", "the place before", observation(None, replace(LINKED, opened=ELSEWHERE))),
    bad(
        "deep_link_opens_the_same",
        "an address that is not found",
        observation(None, replace(LINKED, opened=look("/shelf/blue", "Not found"), status=404)),
    ),
    bad(
        "deep_link_opens_the_same",
        "a filter that is forgotten",
        observation(None, DeepLink("Active", ALL, ACTIVE, replace(ALL, url=ACTIVE.url), 200, ACTIVE)),
    ),
    bad("deep_link_opens_the_same", "nothing", observation(None, replace(LINKED, opened=replace(MUG, lines=())))),
    good("deep_link_opens_the_same", "the same place", observation(None, LINKED)),
    good("deep_link_opens_the_same", "the same place with status 404", observation(None, replace(LINKED, status=404))),
    good(
        "deep_link_opens_the_same",
        "things that were never kept",
        observation(None, DeepLink("Active", ALL, ACTIVE, look("/#/active", "Tasks"), 200, ACTIVE)),
    ),
)


def cart_page(badge: str, *quantities: str, more: str = "") -> Observation:
    lines = "".join(
        f'<li class="line"><a href="/mug-{quantity}">Mug {quantity}</a><input type="number" value="{quantity}">'
        "<button>Remove</button></li>"
        for quantity in quantities
    )
    link = element(badge, "link", href=f"{ORIGIN}/cart", region="header")
    body = f"<header>{badge}</header><main><h1>Your cart</h1><ul>{lines}</ul>{more}</main>"
    return observation(screen("/cart", body, headings=("Your cart",), elements=(link,)))


def tasks(left: str, *ticked: bool) -> Observation:
    boxes = tuple(
        element("", "checkbox", key=f"checkbox||{at}", selector=f"ul > li:nth-of-type({at}) > input", checked=one)
        for at, one in enumerate(ticked, 1)
    )
    return observation(screen("/tasks", text=f"Tasks\nBuy milk\n{left}\nAll", elements=boxes))


THREE = TriedQuantity("3", "3", ("12.00", "36.00"), True, False)
MINUS = TriedQuantity("-1", "-1", ("12.00", "-12.00"), True, False)
STEPPED = SteppedQuantity(PAGE, "+", "-", ("2", "3", "2"), (("24",), ("36",), ("24",)))
TOGGLED = ToggledTwice(PAGE, "Save for later", ("off", "on", "off"), (("header/a Saved #", "0", "1", "0"),))
ASKED_FOR = AskedFor(f"{ORIGIN}/orders/", f"{ORIGIN}/sign-in?next=/orders/", f"{ORIGIN}/")
ANY_PASSWORD = WrongCurrentPassword(f"{ORIGIN}/account/password", "Current password", "Changed.")
TAKEN = TakenName(f"{ORIGIN}/join", "User name", "annadf320088", accepted=True)
CART = CartAgain(f"{ORIGIN}/cart", ("0", "1", "0", "0"), 0, 0)
ACCOUNT = look("/account", "Hello Anna", "Order 12", "Order 13", "Anna Miller, 12 Market Street")
STRANGER = look("/sign-in", "Sign in", "Name", "Password")
SIGNED_OUT = SignedOut(ACCOUNT.url, ACCOUNT, STRANGER, STRANGER, STRANGER)


def tried(*quantities: TriedQuantity, price: str = "12.00") -> Observation:
    return observation(None, OddQuantities(f"{ORIGIN}/cart", "Quantity", price, quantities))


CARTS_AND_ACCOUNTS = (
    bad("badge_matches_items", "a badge that counts more", cart_page("Cart 5", "1", "2")),
    good("badge_matches_items", "a badge that counts lines", cart_page("Cart 2", "1", "2")),
    good("badge_matches_items", "a badge that counts pieces", cart_page("3 items in cart", "1", "2")),
    good(
        "badge_matches_items",
        "a list for later on the same page",
        cart_page("Cart 1", "1", "2", more="Saved for later"),
    ),
    bad("remaining_matches_unticked", "fewer than stand there", tasks("1 item left", False, False)),
    bad("remaining_matches_unticked", "more than stand there", tasks("3 items left", False, True)),
    good("remaining_matches_unticked", "as many as stand there", tasks("1 item left", False, True)),
    good("remaining_matches_unticked", "a list of what is done", tasks("4 items left", True, True)),
    bad("quantity_refused_or_consistent", "a line below zero", tried(THREE, MINUS)),
    bad(
        "quantity_refused_or_consistent",
        "a sum that stays as it was",
        tried(THREE, TriedQuantity("2.5", "2.5", ("12.00", "36.00"), True, False)),
    ),
    good(
        "quantity_refused_or_consistent", "a refusal", tried(THREE, TriedQuantity("-1", "-1", ("12.00",), False, False))
    ),
    good(
        "quantity_refused_or_consistent",
        "one put back",
        tried(THREE, TriedQuantity("-1", "1", ("12.00", "12.00"), True, False)),
    ),
    good(
        "quantity_refused_or_consistent",
        "a word about it",
        tried(THREE, TriedQuantity("2.5", "2.5", ("12.00", "36.00"), True, True)),
    ),
    bad("steps_lead_back", "two down for one up", observation(None, replace(STEPPED, numbers=("2", "3", "1")))),
    bad(
        "steps_lead_back",
        "a sum of neither",
        observation(None, replace(STEPPED, amounts=(("24",), ("36",), ("12",)))),
    ),
    good("steps_lead_back", "what returns", observation(None, STEPPED)),
    good("steps_lead_back", "the end of the range", observation(None, replace(STEPPED, numbers=("3", "3", "2")))),
    bad(
        "second_touch_takes_back",
        "a switch that stays on",
        observation(None, replace(TOGGLED, states=("off", "on", "on"))),
    ),
    bad(
        "second_touch_takes_back",
        "a counter that only rises",
        observation(None, replace(TOGGLED, counters=(("header/a Saved #", "0", "1", "2"),))),
    ),
    bad(
        "second_touch_takes_back",
        "a number on the button itself that only rises",
        observation(None, replace(TOGGLED, states=("Like (2)", "Unlike (3)", "Like (3)"), counters=())),
    ),
    bad(
        "second_touch_takes_back",
        "what cannot be left once it is followed",
        observation(None, replace(TOGGLED, states=("Follow Ava 4", "Unfollow Ava 5", "Unfollow Ava 5"), counters=())),
    ),
    good(
        "second_touch_takes_back",
        "a number on the button that returns",
        observation(None, replace(TOGGLED, states=("Like (2)", "Unlike (3)", "Like (2)"), counters=())),
    ),
    good("second_touch_takes_back", "what returns", observation(None, TOGGLED)),
    good(
        "second_touch_takes_back",
        "a button with three states",
        observation(None, replace(TOGGLED, states=("Theme: light", "Theme: dark", "Theme: system"))),
    ),
    bad("sign_in_leads_back", "another page than the one asked for", observation(None, ASKED_FOR)),
    good(
        "sign_in_leads_back",
        "the page that was asked for",
        observation(None, replace(ASKED_FOR, led_to=f"{ORIGIN}/orders/?from=sign-in")),
    ),
    bad("unverified_password_change", "a wrong password that does", observation(None, ANY_PASSWORD)),
    good("unverified_password_change", "a name that is taken", observation(None, TAKEN)),
    bad("taken_name_refused", "a second account by the same name", observation(None, TAKEN)),
    good("taken_name_refused", "a name that is told to be taken", observation(None, replace(TAKEN, accepted=False))),
    bad("cart_returns", "a badge that stays", observation(None, replace(CART, badge=("0", "1", "1", "1")))),
    good("cart_returns", "an empty cart", observation(None, CART)),
    good("cart_returns", "a line left", observation(None, replace(CART, badge=("0", "1", "1", "1"), lines_after=1))),
    bad(
        "gone_after_signing_out",
        "an open account",
        observation(None, replace(SIGNED_OUT, after_opening=ACCOUNT)),
    ),
    bad(
        "gone_after_signing_out",
        "a page kept by the browser",
        observation(None, replace(SIGNED_OUT, after_back=ACCOUNT)),
    ),
    good("gone_after_signing_out", "a page to sign in", observation(None, SIGNED_OUT)),
    good(
        "gone_after_signing_out",
        "a page to sign in that has the same frame",
        observation(None, replace(SIGNED_OUT, after_opening=replace(ACCOUNT, url=f"{ORIGIN}/login"))),
    ),
    good(
        "gone_after_signing_out",
        "a page in the account's language, which is not the stranger's",
        observation(None, replace(SIGNED_OUT, after_opening=replace(ACCOUNT, language="es"))),
    ),
    good(
        "gone_after_signing_out",
        "a page for everybody",
        observation(None, SignedOut(SHELF.url, replace(SHELF, lines=(*SHELF.lines, "Sign out")), SHELF, SHELF, SHELF)),
    ),
)

CASES = (*LISTS_AND_PLACES, *CARTS_AND_ACCOUNTS)
