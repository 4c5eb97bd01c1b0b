"""Run folders for tests: realistic ones, with drawn pictures and real little videos, built in a second."""

# PyAV's stubs leave packets and pictures untyped.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFont

from deffatest.run_record import (
    Bug,
    Category,
    Coverage,
    Environment,
    LogLine,
    PerformanceMetrics,
    Replay,
    ReplayedAction,
    RunRecord,
    Screenshot,
    SecurityFinding,
    Severity,
    TestOrder,
    Untried,
    Video,
    write_run,
)

STARTED = datetime(2026, 11, 20, 14, 30, 5, tzinfo=UTC)
SHOP = "https://shop.example.com"

# Severity, category, title, page, what is wrong, cause, fix, tags, references, steps.
_BUGS: Sequence[tuple[str, str, str, str, str, str, str, list[str], list[str], list[str]]] = (
    (
        "critical",
        "functional",
        "“Place order” does nothing on a phone-sized screen",
        "/checkout",
        "On a screen 375 px wide the button can be seen but a tap never reaches it, so nobody on a phone can buy.",
        'An invisible element, <div class="promo-overlay">, lies over the button and takes the tap (z-index 40).',
        "Give the overlay pointer-events: none, or remove it from the page once it has faded out.",
        ["checkout"],
        [],
        [
            "Open https://shop.example.com/",
            "Click “Add to cart” on “Enamel mug”",
            "Click “Cart (1)”",
            "Click “Check out”",
            "Resize the screen to 375 × 812",
            "Fill in the form with valid data",
            "Tap “Place order”",
        ],
    ),
    (
        "critical",
        "security",
        "Search repeats what was typed into the page without escaping it",
        "/search?q=%3Cb%3Eprobe%3C%2Fb%3E",
        "The search page writes the query into its heading as HTML. A link to it runs script in a visitor’s session.",
        "The query parameter q is put into the page unescaped.",
        "Escape the query where it is written, or set it as text.",
        ["cwe-79", "owasp-a03"],
        ["https://cwe.mitre.org/data/definitions/79.html"],
        ["Open https://shop.example.com/", "Type “<b>probe</b>” into “Search”", "Press Enter"],
    ),
    (
        "high",
        "functional",
        "Removing an item does not change the cart’s total",
        "/cart",
        "After one of two items was removed the total stayed at € 47.80; the lines add up to € 18.90.",
        "The total is worked out when the page loads and not again after a change.",
        "Work the total out from the lines each time they change.",
        [],
        [],
        [
            "Open https://shop.example.com/",
            "Click “Add to cart” on “Enamel mug”",
            "Click “Add to cart” on “Tea towel”",
            "Click “Cart (2)”",
            "Click “Remove” beside “Tea towel”",
        ],
    ),
    (
        "high",
        "functional",
        "Server error 500 when the page number is past the end",
        "/products?page=99",
        "The catalogue answers with a server error instead of an empty page.",
        "The page number is used as an index without a check.",
        "Answer 404, or show the last page.",
        [],
        ["https://www.rfc-editor.org/rfc/rfc9110#section-15.6.1"],
        ["Open https://shop.example.com/products?page=99"],
    ),
    (
        "high",
        "performance",
        "The product page’s main picture takes 6.2 s to appear",
        "/products/7",
        "Largest Contentful Paint was 6.2 s at the median of three visits; up to 2.5 s is good.",
        "The picture is 4.8 MB and is loaded after the scripts.",
        'Serve it at the size it is shown and give it fetchpriority="high".',
        ["web-vitals"],
        ["https://web.dev/articles/lcp"],
        ["Open https://shop.example.com/products/7", "Wait for the picture"],
    ),
    (
        "medium",
        "accessibility",
        "14 product pictures have no text alternative",
        "/products",
        "A screen reader says the file’s name, such as “img underscore 0042 dot jpg”, and not what is on it.",
        "<img> elements without an alt attribute.",
        'Give each picture an alt text, or alt="" where it only decorates.',
        ["wcag-1.1.1", "axe-image-alt"],
        ["https://dequeuniversity.com/rules/axe/4.10/image-alt"],
        ["Open https://shop.example.com/products"],
    ),
    (
        "medium",
        "visual",
        "The footer’s links are cut off at 375 px",
        "/",
        "The last two links lie outside the screen and cannot be reached.",
        "A fixed width of 520 px on .footer-links.",
        "Let the list wrap: flex-wrap: wrap.",
        [],
        [],
        ["Open https://shop.example.com/", "Resize the screen to 375 × 812", "Scroll to the bottom"],
    ),
    (
        "medium",
        "functional",
        "The newsletter form accepts “not-an-address” as an e-mail",
        "/",
        "The form thanks the visitor for an address no mail can reach.",
        "The field is of type text and the server does not check it.",
        'Use type="email" and check on the server.',
        [],
        [],
        ["Open https://shop.example.com/", "Type “not-an-address” into “Your e-mail”", "Click “Subscribe”"],
    ),
    (
        "low",
        "security",
        "Pages may be put into a frame by any site",
        "/",
        "Neither frame-ancestors nor X-Frame-Options is sent.",
        "The response has no such header.",
        "Send Content-Security-Policy: frame-ancestors 'self'.",
        ["cwe-1021"],
        ["https://cwe.mitre.org/data/definitions/1021.html"],
        ["Open https://shop.example.com/"],
    ),
    (
        "low",
        "visual",
        "“undefined” is shown where the delivery date should be",
        "/orders/1001",
        "The order’s page reads “Arrives on undefined”.",
        "The date is missing in the answer of /api/orders/1001.",
        "Leave the line out while the date is unknown.",
        [],
        [],
        [
            "Open https://shop.example.com/",
            "Click “Sign in”",
            "Type “ada@example.com” into “E-mail”",
            "Type a password into “Password”",
            "Click “Sign in”",
            "Click “Order 1001”",
        ],
    ),
)


def realistic_run(folder: Path, *, bugs: int = 10, pictures: bool = True) -> RunRecord:
    """A run of a small shop with `bugs` bugs, two unconfirmed findings and two videos, written into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    confirmed = [_bug(folder, number, pictures) for number in range(1, bugs + 1)]
    unconfirmed = [
        _bug(folder, bugs + 1, pictures).model_copy(
            update={
                "title": "The cart was empty after going back",
                "reproduced": 0,
                "confirmed": False,
                "severity": Severity.HIGH,
            }
        ),
        _bug(folder, bugs + 2, pictures).model_copy(
            update={
                "title": "A click on “Next page” was answered only after 900 ms",
                "reproduced": 0,
                "confirmed": False,
            }
        ),
    ]
    videos = [
        Video(
            path=f"video/visitor-{each}.mp4", visitor=f"visitor-{each}", started_at_ms=each * 400, duration_ms=168_000
        )
        for each in (1, 2)
    ]
    (folder / "video").mkdir(exist_ok=True)
    for video in videos:
        film(folder / video.path, seconds=4)
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "logs" / "console.jsonl").write_text('{"at_ms": 1200, "level": "error", "text": "TypeError"}\n' * 40)
    (folder / "logs" / "run.log").write_text("exploring\n" * 200)

    record = RunRecord(
        test=TestOrder(
            test_id="550e8400-e29b-41d4-a716-446655440000",
            test_name="Corner Shop before the winter sale",
            test_type="web_url",
            source=f"{SHOP}/",
            requested_duration_minutes=3,
            submitted_at=STARTED - timedelta(seconds=4),
        ),
        started_at=STARTED,
        ended_at=STARTED + timedelta(minutes=3, seconds=2),
        environment=Environment(
            browser="Chromium 147.0.7390.54",
            os="Debian GNU/Linux 12",
            device="Desktop (1280x800)",
            viewports=["1280x800", "768x1024", "375x812"],
            worker_version="0.1.0",
            seed=42,
        ),
        coverage=Coverage(
            states=64,
            actions=412,
            unexplored=18,
            frontier=[
                Untried(reason="the time was used", count=17, examples=[f"back on {SHOP}/help"]),
                Untried(reason="it would delete, pay or end something", count=1, examples=[f"Sign out on {SHOP}/"]),
            ],
            addresses_read=12,
            script_bytes=90_000,
            script_bytes_used=61_000,
            style_bytes=17_000,
            style_bytes_used=15_000,
            ended_because="time used",
            pages=[
                f"{SHOP}{path}"
                for path in (
                    "/",
                    "/products",
                    "/products/7",
                    "/products?page=2",
                    "/cart",
                    "/checkout",
                    "/account",
                    "/orders/1001",
                    "/admin",
                )
            ],
        ),
        performance_metrics=PerformanceMetrics(
            page_load_time_ms=1823,
            avg_fps=58.2,
            max_memory_mb=186.4,
            cpu_usage_percent=42,
            network_latency_ms=78,
            largest_contentful_paint_ms=3120,
            interaction_to_next_paint_ms=96,
            cumulative_layout_shift=0.31,
        ),
        security_findings=[
            SecurityFinding(
                type="Reflected input",
                description="The search page writes the query into its heading as HTML.",
                affected_area=f"{SHOP}/search?q=probe",
            ),
            SecurityFinding(
                type="Missing header",
                description="Pages may be put into a frame by any site.",
                affected_area="All pages",
            ),
        ],
        bugs=confirmed,
        unconfirmed=unconfirmed,
        videos=videos,
        notes=["“Delete account” was not tried: destructive actions wait for the last tenth of the time."],
    )
    write_run(folder, record)
    return record


def _replay(steps: list[str]) -> Replay:
    """The steps as data: the first opens an address, the others click what stands in quotation marks."""
    first, *others = steps
    clicks = [(step, step.partition("“")[2].partition("”")[0]) for step in others]
    return Replay(
        width=375 if "375" in " ".join(steps) else 1280,
        height=812,
        actions=[
            ReplayedAction(kind="navigate", words=first, value=first.removeprefix("Open ")),
            *(
                ReplayedAction(kind="click", words=step, selector="button", role="button", name=name)
                for step, name in clicks
            ),
        ],
    )


def _bug(folder: Path, number: int, pictures: bool) -> Bug:
    severity, category, title, page, wrong, cause, fix, tags, references, steps = _BUGS[(number - 1) % len(_BUGS)]
    place = folder / "bugs" / f"bug-{number}"
    place.mkdir(parents=True, exist_ok=True)
    address = f"{SHOP}{page}"
    screenshots: list[Screenshot] = []
    if pictures:
        narrow = "375" in " ".join(steps)
        size = (375, 812) if narrow else (1280, 800)
        if number <= len(_BUGS):
            screenshot(place / "screenshot-1.png", size, title=page, seed=number)
            film(place / "recording.mp4", seconds=2)
        else:  # drawing takes a moment: the same bug looks the same
            shutil.copytree(folder / "bugs" / f"bug-{number - len(_BUGS)}", place, dirs_exist_ok=True)
        screenshots.append(
            Screenshot(
                path=f"bugs/bug-{number}/screenshot-1.png",
                caption=f"{page} at {size[0]} × {size[1]}, the problem outlined",
                width=size[0],
                height=size[1],
            )
        )
    return Bug(
        id=f"bug-{number}",
        ordinal=number,
        rule=title.split()[0].strip("“”").lower(),
        category=Category(category),
        severity=Severity(severity),
        title=title if number <= len(_BUGS) else f"{title} ({number})",
        description=wrong,
        page=address,
        pages=[address, f"{SHOP}/products/7"] if number % 3 == 0 else [address],
        fingerprint=f"{number:016x}",
        steps=steps,
        replay=_replay(steps),
        screenshots=screenshots,
        recording=f"bugs/bug-{number}/recording.mp4" if pictures else None,
        video="video/visitor-1.mp4",
        video_offset_ms=1_000 * number,
        found_at=STARTED + timedelta(seconds=14 * number),
        cause=cause,
        fix=fix,
        tags=tags,
        references=references,
        attempts=3,
        reproduced=3 if number % 4 else 2,
        confirmed=True,
        console=[
            LogLine(
                at_ms=14_000 * number,
                level="error",
                text="Uncaught TypeError: Cannot read properties of undefined (reading 'total')",
                url=f"{SHOP}/static/shop.js:118:22",
            ),
            LogLine(
                at_ms=14_000 * number + 40,
                level="warning",
                text="Image from /static/img_0042.jpg was preloaded but not used.",
            ),
        ],
        network=[
            LogLine(at_ms=14_000 * number - 210, level="info", text="POST 204 in 31 ms", url=f"{SHOP}/api/cart/items")
        ],
        details={
            "element": 'button "Place order"',
            "viewport": "375x812",
            "boxes": [{"x": 16, "y": 640, "width": 343, "height": 48}],
        },
    )


def screenshot(path: Path, size: tuple[int, int], *, title: str, seed: int) -> None:
    """Draw a little shop's page with one thing outlined."""
    width = size[0]
    picture = Image.new("RGB", size, "#ffffff")
    draw = ImageDraw.Draw(picture)
    large, small = ImageFont.load_default(26), ImageFont.load_default(15)
    draw.rectangle((0, 0, width, 60), fill="#24412f")
    draw.text((20, 14), "Corner Shop", font=large, fill="#ffffff")
    draw.text((20, 84), title, font=small, fill="#777777")
    columns = max(1, width // 300)
    box = (width - 40 - 20 * (columns - 1)) // columns
    shades = ["#e9dfcf", "#d5e3da", "#dcd9ea", "#efd9d3", "#d7e4ee"]
    for place in range(columns * 3):
        left, top = 20 + (place % columns) * (box + 20), 120 + (place // columns) * 290
        draw.rounded_rectangle((left, top, left + box, top + 180), 10, fill=shades[(place + seed) % len(shades)])
        draw.ellipse(
            (left + box // 2 - 45, top + 45, left + box // 2 + 45, top + 135),
            fill=shades[(place + seed + 2) % len(shades)],
        )
        draw.text(
            (left, top + 192),
            ["Enamel mug", "Tea towel", "Oak board", "Wool socks"][(place + seed) % 4],
            font=small,
            fill="#222222",
        )
        draw.text((left, top + 214), f"€ {12 + place * 3}.90", font=small, fill="#555555")
        draw.rounded_rectangle((left, top + 238, left + 120, top + 268), 6, fill="#24412f")
        draw.text((left + 18, top + 244), "Add to cart", font=small, fill="#ffffff")
    target = seed % (columns * 2)
    left, top = 20 + (target % columns) * (box + 20), 120 + (target // columns) * 290
    draw.rounded_rectangle((left - 6, top + 231, left + 127, top + 275), 8, outline="#e5322d", width=4)
    picture.save(path)


def film(path: Path, *, seconds: int) -> None:
    """A real H.264 clip of a moving square, 320 × 200 at 10 frames a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 200, "yuv420p"
        for number in range(seconds * 10):
            picture = Image.new("RGB", (320, 200), "#f3efe6")
            ImageDraw.Draw(picture).rectangle((number * 4, 70, number * 4 + 60, 130), fill="#24412f")
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
