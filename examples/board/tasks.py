"""Listing, reading and changing tasks."""

from collections.abc import Callable
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.board.board import board_of, fields_of, refusal, visit_of
from examples.board.store import PEOPLE, PRIORITIES, Comment, Task
from examples.seeding import Switches

PAGE_SIZE = 8
LONGEST_TITLE = 80
MOST_HOURS = 200
_RANKS = {name: rank for rank, name in enumerate(PRIORITIES)}
_SORTS: dict[str, Callable[[Task], str | float]] = {
    "due": lambda task: task.due,
    "title": lambda task: task.title.casefold(),
    "hours": lambda task: task.hours,
    "priority": lambda task: -_RANKS[task.priority],
}


async def listing(request: Request) -> Response:
    """One page of the tasks that are asked for, and what is to be said of all of them."""
    bug, asked = board_of(request).bug, request.query_params
    alive = [task for task in visit_of(request).tasks.values() if not task.deleted]
    found = _sorted(_filtered(alive, asked.get("status", ""), asked.get("q", ""), bug), asked.get("sort", "due"), bug)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(pages, max(1, int(asked.get("page", "1")) if asked.get("page", "1").isdigit() else 1))
    start = (page - 1) * PAGE_SIZE
    if bug("second-page-skips-one") and page > 1:
        start += 1
    hours = sum(task.hours for task in found)
    if bug("hours-forget-halves"):
        hours = sum(int(task.hours) for task in found)
    return JSONResponse(
        {
            "total": len(found),
            "open": sum(not task.done for task in alive),
            "hours": hours,
            "page": page,
            "pages": pages,
            "tasks": [task.told() for task in found[start : start + PAGE_SIZE]],
        }
    )


async def create(request: Request) -> Response:
    visit = visit_of(request)
    sent = await fields_of(request)
    if (answer := _refused(sent, board_of(request).bug)) is not None:
        return answer
    task = Task(next(visit.numbers), "", "", 0, "")
    _take(task, sent)
    visit.tasks[task.id] = task
    return JSONResponse(task.told(), 201)


async def one(request: Request) -> Response:
    task = _task(request)
    if task is None:
        return refusal("There is no such task.", status=404)
    if request.method == "PUT":
        sent = await fields_of(request)
        if (answer := _refused(sent, board_of(request).bug)) is not None:
            return answer
        kept = task.notes
        _take(task, sent)
        if board_of(request).bug("edited-notes-are-lost"):
            task.notes = kept
    if request.method == "DELETE" and not board_of(request).bug("deleted-comes-back"):
        task.deleted = True
    return JSONResponse(task.told())


async def done(request: Request) -> Response:
    task = _task(request)
    if task is None:
        return refusal("There is no such task.", status=404)
    task.done = (await fields_of(request)).get("done") is True
    return JSONResponse(task.told())


async def comment(request: Request) -> Response:
    task = _task(request)
    if task is None:
        return refusal("There is no such task.", status=404)
    text = str((await fields_of(request)).get("text", "")).strip()
    if not text:
        return refusal("Write something first.", {"text": "Write something first."})
    task.comments.append(Comment("You", text[:500]))
    return JSONResponse(task.told(), 201)


def _task(request: Request) -> Task | None:
    task = visit_of(request).tasks.get(request.path_params["number"])
    return None if task is None or task.deleted else task


def _filtered(tasks: list[Task], status: str, words: str, bug: Switches) -> list[Task]:
    if status == "done":
        tasks = [task for task in tasks if task.done or (bug("done-shows-open-ones") and task.id % 7 == 0)]
    elif status == "open":
        tasks = [task for task in tasks if not task.done]
    wanted = words if bug("search-minds-capitals") else words.strip().casefold()
    if not wanted:
        return tasks
    return [task for task in tasks if wanted in (task.title if bug("search-minds-capitals") else task.title.casefold())]


def _sorted(tasks: list[Task], by: str, bug: Switches) -> list[Task]:
    if by == "hours" and bug("hours-sorted-as-text"):
        return sorted(tasks, key=lambda task: str(task.hours))
    return sorted(tasks, key=_SORTS.get(by, _SORTS["due"]))


def _refused(sent: dict[str, object], bug: Switches) -> Response | None:
    """What is wrong with the fields, by field; None when nothing is."""
    title, due = str(sent.get("title", "")).strip(), str(sent.get("due", ""))
    wrong: dict[str, str] = {}
    if not title and not bug("title-not-required-by-server"):
        wrong["title"] = "Give the task a title."
    if len(title) > LONGEST_TITLE:
        wrong["title"] = f"Use at most {LONGEST_TITLE} characters for the title."
    try:
        date.fromisoformat(due)
    except ValueError:
        wrong["due"] = "Choose the day by which it should be done."
    hours = sent.get("hours")
    if not isinstance(hours, int | float) or hours > MOST_HOURS or (hours < 0.5 and not bug("negative-hours")):
        wrong["hours"] = f"The hours must be between 0.5 and {MOST_HOURS}."
    if sent.get("person") not in PEOPLE:
        wrong["person"] = "Choose who does it."
    return refusal("Some fields need another look.", wrong) if wrong else None


def _take(task: Task, sent: dict[str, object]) -> None:
    hours, priority = sent.get("hours"), str(sent.get("priority", ""))
    task.title = str(sent.get("title", "")).strip()
    task.due = str(sent.get("due", ""))
    task.hours = float(hours) if isinstance(hours, int | float) else 0.5
    task.person = str(sent.get("person", ""))
    task.priority = priority if priority in PRIORITIES else "normal"
    task.notes = str(sent.get("notes", ""))[:1000]


routes = (
    Route("/api/tasks", listing),
    Route("/api/tasks", create, methods=["POST"]),
    Route("/api/tasks/{number:int}", one, methods=["GET", "PUT", "DELETE"]),
    Route("/api/tasks/{number:int}/done", done, methods=["POST"]),
    Route("/api/tasks/{number:int}/comments", comment, methods=["POST"]),
)
