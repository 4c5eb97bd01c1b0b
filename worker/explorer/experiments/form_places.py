"""When two forms are the same one, whatever page they were seen on."""

from urllib.parse import urldefrag, urljoin

from worker.detectors.subjects import is_around
from worker.explorer.state import kind_of_place
from worker.observation.screen import Form, Screen


def place_of_form(screen: Screen, form: Form) -> str:
    """Names the kind of form: by where it is sent, without numbers and values, and how many fields it has, for scripts
    show several that have no name in one place. One around the content that is sent to whatever page it stands on is
    the same on all pages.
    """
    action = urldefrag(urljoin(screen.url, form.action)).url
    is_everywhere = action == urldefrag(screen.url).url and all(map(is_around, form.fields))
    return f"{'' if is_everywhere else kind_of_place(action)} {form.key} {len(form.fields)}"
