"""Links that lead elsewhere than they say, and values that are written in several ways."""

from dataclasses import replace
from html import unescape

from tests.unit.detectors.building import (
    ORIGIN,
    box,
    clicked,
    document,
    element,
    exchange,
    form,
    link,
    observation,
    picture,
    rows,
    screen,
    typed,
)
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.runtime import Effect
from worker.observation.screen import Link


def called(text: str, address: str) -> Observation:
    return observation(
        screen(links=(link(address, text) if "://" in address else replace(link("/", text), url=address),))
    )


def contents(*parts: str, body: str, **more: object) -> Observation:
    links = tuple(link(f"/guide#{part}", part.title()) for part in parts)
    return observation(screen("/guide", body, links=links), **more)


def followed(part: str, body: str, **happened: object) -> Observation:
    on = element(part.title(), "link", key=f"link|{part.title()}|a|main|", href=f"{ORIGIN}/guide#{part}")
    before = screen("/guide", body, elements=(on,))
    after = screen("/guide", body, elements=(on,), links=(link(f"/guide#{part}", part.title()),))
    return observation(after, before=before, cause=(clicked(on),), effect=Effect(url_changed=True, **happened))  # type: ignore[arg-type]


def dated(*dates: str) -> Observation:
    made = "".join(
        f'<tr><td><a href="/order/{index}">Order {index}</a></td><td>{date}</td></tr>'
        for index, date in enumerate(dates)
    )
    return observation(screen("/orders", f"<main><table><tbody>{made}</tbody></table></main>"))


def menu(*entries: tuple[str, str]) -> str:
    return "<nav><ul>" + "".join(f'<li><a href="{path}">{text}</a></li>' for text, path in entries) + "</ul></nav>"


def opened(text: str, entries: tuple[tuple[str, str], ...], title: str, body: str) -> Observation:
    path = dict(entries)[text]
    links = tuple(Link(ORIGIN + to, name, f"link|{name}|a|nav|", "", "", True) for name, to in entries)
    elements = tuple(element(name, "link", key=f"link|{name}|a|nav|", href=ORIGIN + to) for name, to in entries)
    before = screen("/", menu(*entries), links=links, elements=elements)
    on = next(one for one in elements if one.name == text)
    after = screen(path, f"{menu(*entries)}<main><h1>{title}</h1>{body}</main>", title=title, headings=(title,))
    return observation(
        after, before=before, cause=(clicked(on),), effect=Effect(url_changed=True), document=document(path)
    )


def sent(said: str = "", body: str = "name=Anna+Miller", status: int = 200, **more: object) -> Observation:
    name = element("Name", "textbox", input_type="text", value="Anna Miller")
    send = element("Send", key="button|Send|button|main|/account")
    page = "<main><form><label>Name <input></label><button>Send</button></form>{}</main>"
    before = screen("/contact", page.format(""), elements=(name, send), forms=(form(name, submit=send.key),))
    after = replace(before, markup=before.markup.replace("</form>", f"</form>{said}"), text=f"{before.text}{said}")
    taken = exchange("/contact", status, "fetch", method="POST", request_body=body)
    return observation(
        after,
        before=before,
        cause=(typed(name, "Anna Miller"), clicked(send)),
        effect=Effect(requests=1, value_changed=True),
        exchanges=(taken,),
        **more,
    )


def pictured(*files: str) -> str:
    made = "".join(
        f'<li class="card"><a href="/product/{name}"><img src="/small/{file}"><h3>The {name} one</h3></a></li>'
        for name, file in zip(("mug", "vase", "bowl"), files, strict=True)
    )
    return f"<main><ul>{made}</ul></main>"


def detail(file: str, list_files: tuple[str, ...] = ("mug.jpg", "vase.jpg", "bowl.jpg")) -> Observation:
    on = element("The mug one", "link", href=ORIGIN + "/product/mug")
    body = f'<main><h1>The mug one</h1><img src="/large/{file}"></main>'
    shown = replace(picture(f"/large/{unescape(file)}"), box=box(0, 0, 600, 400))
    after = screen("/product/mug", body, headings=("The mug one",), pictures=(shown,))
    before = screen("/shop", pictured(*list_files), elements=(on,))
    return observation(
        after,
        before=before,
        cause=(clicked(on),),
        effect=Effect(url_changed=True, document_changed=True),
        document=document("/product/mug"),
    )


CASES: tuple[Case, ...] = (
    bad("contact_link_matches_text", "another number", called("+44 20 7946 0958", "tel:+442079460123")),
    bad("contact_link_matches_text", "another address", called("help@shop.example", "mailto:sales@shop.example")),
    good("contact_link_matches_text", "the number without its country", called("020 7946 0958", "tel:+442079460958")),
    good("contact_link_matches_text", "a nought in brackets", called("+49 (0)30 901820", "tel:+4930901820")),
    good("contact_link_matches_text", "an extension", called("+49 30 901820", "tel:+4930901820;ext=12")),
    good("contact_link_matches_text", "words instead of a number", called("Call us", "tel:+442079460123")),
    good("contact_link_matches_text", "letters for digits", called("1-800-FLOWERS", "tel:18003569377")),
    good("contact_link_matches_text", "a subject", called("Help@shop.example", "mailto:help@shop.example?subject=Hi")),
    bad("anchor_exists", "an entry without its part", contents("care", "wash", body="<h2 id='care'>Care</h2>")),
    bad("anchor_exists", "a click that did nothing", followed("wash", "<script>run()</script><h2>Washing</h2>")),
    good("anchor_exists", "parts that are there", contents("care", body="<a name=care></a><h2>Care</h2>")),
    good("anchor_exists", "a page with scripts", contents("wash", body="<script>route()</script>")),
    good("anchor_exists", "a route", contents("/wash", "!wash", "top", "", body="<h2>Wash</h2>")),
    good("anchor_exists", "a click that scrolled", followed("wash", "<script>run()</script>", scrolled=True)),
    bad(
        "dates_written_alike",
        "two ways in one column",
        dated("2024-03-01", "2024-03-02", "2024-03-09", "03/11/2024", "2024-03-12"),
    ),
    bad(
        "dates_written_alike",
        "day first and month first",
        dated("31/03/2024", "30/01/2024", "15/02/2024", "02/14/2024"),
    ),
    good("dates_written_alike", "one way", dated("31/03/2024", "01/02/2024", "15/02/2024", "02/04/2024")),
    good("dates_written_alike", "days ago", dated("2 days ago", "yesterday", "12 March 2024", "9 March 2024")),
    good(
        "dates_written_alike", "short and long months", dated("12 Mar 2024", "1 May 2024", "9 June 2024", "3 July 2024")
    ),
    bad(
        "link_leads_where_it_says",
        "a neighbour's page",
        opened(
            "Delivery",
            (("Delivery", "/returns"), ("Returns", "/returns"), ("Gift cards", "/gifts")),
            "Returns",
            "<p>Send it back within thirty days.</p>",
        ),
    ),
    good(
        "link_leads_where_it_says",
        "a page about both",
        opened(
            "Delivery",
            (("Delivery", "/returns"), ("Returns", "/returns")),
            "Returns",
            "<p>Delivery takes two days, returns a week.</p>",
        ),
    ),
    good(
        "link_leads_where_it_says",
        "a page that only it leads to",
        opened(
            "Delivery", (("Delivery", "/sending"), ("Returns", "/returns")), "How it comes to you", "<p>By post.</p>"
        ),
    ),
    good(
        "link_leads_where_it_says",
        "an entry that unfolds what is below it",
        opened("Layout", (("Layout", "/panel#"), ("Panel", "/panel")), "Panel", "<p>All at a glance.</p>"),
    ),
    bad("sent_form_answers", "a form that says nothing", sent()),
    good("sent_form_answers", "a form that says thanks", sent("<p>Thank you</p>")),
    good("sent_form_answers", "a request that is not the form's", sent(body='{"event":"click"}')),
    good("sent_form_answers", "an answer that is an error", sent(status=500)),
    bad(
        "money_written_alike",
        "signs on both sides",
        observation(screen(body=rows("A|12.50 €", "B|9.90 €", "C|8.00 €", "D|€ 7.00"))),
    ),
    bad(
        "money_written_alike",
        "two decimal marks",
        observation(screen(body=rows("A|€12,50", "B|€9,90", "C|€8,20", "D|€7.00"))),
    ),
    good(
        "money_written_alike",
        "round prices among others",
        observation(screen(body=rows("A|€12.50", "B|€9", "C|€8.20", "D|€7.10"))),
    ),
    good(
        "money_written_alike",
        "two currencies",
        observation(screen(body=rows("A|$12.50", "B|9,90 €", "C|$8.20", "D|$7.10"))),
    ),
    bad("detail_shows_its_row", "the picture of another row", detail("vase.jpg")),
    good("detail_shows_its_row", "its own picture", detail("mug.jpg")),
    good(
        "detail_shows_its_row",
        "its own picture by an address with a query",
        detail("photo?id=1&amp;w=9", ("photo?id=1&amp;w=9", "vase.jpg", "bowl.jpg")),
    ),
    good("detail_shows_its_row", "a picture that no row has", detail("mug-large.jpg")),
    good("detail_shows_its_row", "a picture that all rows have", detail("none.jpg", ("none.jpg",) * 3)),
)
