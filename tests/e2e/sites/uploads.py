"""A page where people send a paper; `broken` names what is wrong with it."""

from tests.e2e.sites.server import Answer, Asked, Page

_CHECKED = "if (one.type !== 'application/pdf') { file.value = ''; %s told.textContent = ''; return; }"
_PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Send</title><main><h1>Send your paper</h1>
<p id=wrong>%(wrong)s</p>
<form action=/send method=post enctype="multipart/form-data">
<p><label>Name <input name=name required></label></p>
<p><label>Paper <input id=file type=file name=paper accept=".pdf,application/pdf" required></label></p>
<p id=told></p><p><button>Send</button></p></form></main><script>
const file = document.getElementById('file'), told = document.getElementById('told');
file.addEventListener('change', () => { const [one] = file.files; if (!one) return; %(change)s });</script>"""


def papers(*broken: str) -> dict[str, Answer]:
    """The form and what becomes of it; "server", "silent", "stale" and "size" can be broken, "unchecked" leaves the
    check of what is chosen to the server.
    """
    says = "" if "silent" in broken else "document.getElementById('wrong').textContent = 'Only PDF files are taken.';"
    size = "one.size + ' KB'" if "size" in broken else "(one.size / 1024).toFixed(1) + ' KB'"
    tell = f"told.textContent = one.name + ', ' + {size};"
    if "stale" in broken:
        tell = f"if (!told.textContent) {tell}"
    change = f"{'' if 'unchecked' in broken else _CHECKED % says} {tell}"

    def send(asked: Asked) -> Page:
        paper = asked.body.partition('name="paper"')[2].partition("\r\n\r\n")[2]
        if not asked.body.partition('name="name"')[2].partition("\r\n--")[0].strip():
            return Page(_PAGE % {"wrong": "Please enter your name.", "change": change})
        if "server" not in broken and not paper.startswith("%PDF-"):
            return Page(_PAGE % {"wrong": "Please choose a PDF file.", "change": change})
        return Page("<!doctype html><html lang=en><title>Thanks</title><h1>Thank you</h1><p>We have your paper.</p>")

    return {"/": _PAGE % {"wrong": "", "change": change}, "/send": send}
