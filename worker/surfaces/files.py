"""The kinds of file that can be uploaded, and which of them a field says it takes (HTML, "accept")."""

import mimetypes
from pathlib import PurePath

# By their endings; of several kinds that a field takes, the first is offered.
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".tiff": "image/tiff",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".rtf": "application/rtf",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".zip": "application/zip",
}
# What programs call the same kinds besides.
_ALSO_CALLED = {
    "image/jpg": ".jpg",
    "text/xml": ".xml",
    "text/rtf": ".rtf",
    "application/csv": ".csv",
    "audio/mp3": ".mp3",
    "audio/x-wav": ".wav",
    "audio/wave": ".wav",
    "application/vnd.ms-excel": ".csv",
    "application/x-zip-compressed": ".zip",
}
_ANYTHING = frozenset(("application/octet-stream", "application/*"))
_NEVER_EMPTY = ("image/", "audio/", "video/", "application/vnd.openxmlformats")
_BEGIN_BY_A_MARK = frozenset(
    (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".docx", ".xlsx", ".mp3", ".mp4", ".zip", "application/pdf")
)
_SAME = {".jpeg": ".jpg", ".tif": ".tiff", ".htm": ".html"}


def file_names(value: str) -> list[str]:
    """The files that an upload names, one or several."""
    return [name.strip() for name in value.split(",") if name.strip()]


def ending_of(name: str) -> str:
    """The ending of a file's name, with its point, in lower case."""
    return PurePath(name.strip()).suffix.lower()


def media_type(name: str) -> str:
    """What a file of this name is, by its ending; a plain text where we do not know it."""
    return MEDIA_TYPES.get(ending_of(name), "text/plain")


def takes(accept: str, name: str) -> bool:
    """Whether a field that declares `accept` takes a file of this name; one that declares nothing takes all."""
    wanted = _wanted(accept)
    ending = ending_of(name)
    kind = MEDIA_TYPES.get(ending) or mimetypes.types_map.get(ending, "")
    return not wanted or any(_means(one, ending, kind) for one in wanted)


def first_taken(accept: str) -> str:
    """The ending of the first kind that a field names and that can be made; the first it names where none can, "" where
    it takes all.
    """
    wanted = _wanted(accept)
    for one in wanted:
        if made := next((ending for ending, kind in MEDIA_TYPES.items() if _means(one, ending, kind)), ""):
            return made
    return next((ending for one in wanted if (ending := _usual_ending(one))), "")


def unwanted_file(accept: str) -> str:
    """The name of a file of a kind that a field says it does not take, "" where nobody can say."""
    if not _wanted(accept) or any(one in _ANYTHING for one in _wanted(accept)):
        return ""
    return next((name for name in ("notes.txt", "photo.png") if not takes(accept, name)), "")


def empty_file(accept: str) -> str:
    """The name of a file with nothing in it where a field takes only kinds that begin by saying what they are, "" where
    it also takes texts, which may be empty.
    """
    ending = first_taken(accept)
    wanted = _wanted(accept)
    begins = all(one.startswith(_NEVER_EMPTY) or one in _BEGIN_BY_A_MARK for one in wanted)
    return f"empty{ending}" if wanted and begins else ""


def _wanted(accept: str) -> list[str]:
    wanted = [one.strip().lower() for one in accept.split(",") if one.strip()]
    return [] if "*/*" in wanted or "*" in wanted else wanted


def _usual_ending(wanted: str) -> str:
    return wanted if wanted.startswith(".") else mimetypes.guess_extension(wanted) or ""


def _means(wanted: str, ending: str, kind: str) -> bool:
    if wanted.startswith("."):
        return _SAME.get(wanted, wanted) == _SAME.get(ending, ending)
    if wanted.endswith("/*"):
        return kind.startswith(wanted[:-1])
    return wanted == kind or _ALSO_CALLED.get(wanted, "?") == _SAME.get(ending, ending)
