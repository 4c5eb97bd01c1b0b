"""Registering, signing in, and the notes that only their owner may read."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.board.board import board_of, fields_of, refusal, visit_of
from examples.board.store import Note

SHORTEST_PASSWORD = 10


async def me(request: Request) -> Response:
    return JSONResponse({"email": visit_of(request).email})


async def register(request: Request) -> Response:
    store, sent = board_of(request).store, await fields_of(request)
    email, password = str(sent.get("email", "")).strip().lower(), str(sent.get("password", ""))
    wrong: dict[str, str] = {}
    if email.count("@") != 1 or "." not in email.rpartition("@")[2]:
        wrong["email"] = "Enter an address such as name@example.com."
    elif email in store.passwords:
        wrong["email"] = "There is an account with this address already."
    if len(password) < SHORTEST_PASSWORD:
        wrong["password"] = f"Use at least {SHORTEST_PASSWORD} characters."
    if wrong:
        return refusal("Some fields need another look.", wrong)
    store.passwords[email] = password
    visit_of(request).email = email
    return JSONResponse({"email": email}, 201)


async def session(request: Request) -> Response:
    store, visit = board_of(request).store, visit_of(request)
    if request.method == "DELETE":
        visit.email = ""
        return JSONResponse({"email": ""})
    sent = await fields_of(request)
    email = str(sent.get("email", "")).strip().lower()
    if store.passwords.get(email) != str(sent.get("password", "")):
        return refusal("Address and password do not belong together.", status=401)
    visit.email = email
    return JSONResponse({"email": email})


async def notes(request: Request) -> Response:
    store, email = board_of(request).store, visit_of(request).email
    if not email:
        return refusal("Sign in first.", status=401)
    if request.method == "POST":
        text = str((await fields_of(request)).get("text", "")).strip()
        if not text:
            return refusal("Write something first.", {"text": "Write something first."})
        note = Note(next(store.note_numbers), email, text[:1000])
        store.notes[note.id] = note
    return JSONResponse({"notes": [_told(note) for note in store.notes.values() if note.owner == email]})


async def note(request: Request) -> Response:
    found = board_of(request).store.notes.get(request.path_params["number"])
    owner = visit_of(request).email
    if found is None or (found.owner != owner and not board_of(request).bug("notes-of-others")):
        return refusal("There is no such note.", status=404)
    return JSONResponse(_told(found))


def _told(one: Note) -> dict[str, object]:
    return {"id": one.id, "text": one.text}


routes = (
    Route("/api/me", me),
    Route("/api/register", register, methods=["POST"]),
    Route("/api/session", session, methods=["POST", "DELETE"]),
    Route("/api/notes", notes, methods=["GET", "POST"]),
    Route("/api/notes/{number:int}", note),
)
