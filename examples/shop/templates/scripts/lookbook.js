// Walking from room to room without loading the page again.
const view = document.querySelector("[data-view]");

{% if bug("lookbook-leaks-memory") %}
// Samples of the room's colours, for a palette that follows the width of the window.
function sampleColours() {
  return Array.from({ length: 60000 }, (_, place) => ({ place, hue: (place * 7) % 360, weight: place / 60000 }));
}

{% endif %}
function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

function show(room) {
  const things = element("ul", "", { class: "room-things" });
  for (const product of room.products) {
    const row = element("li", "");
    row.append(element("a", product.name, { href: product.address }), ` ${product.price}`);
    things.append(row);
  }
  {% if bug("lookbook-leaks-memory") %}
  const colours = sampleColours();
  window.addEventListener("resize", () => things.style.setProperty("--hue", String(colours[innerWidth].hue)));
  {% endif %}
  view.replaceChildren(
    element("img", "", { src: room.picture, alt: room.title, width: "1200", height: "760" }),
    element("h2", room.title),
    element("p", room.words, { class: "lead" }),
    things,
  );
  document.title = `Lookbook: ${room.title} · Larkfield`;
  for (const link of document.querySelectorAll("[data-room]")) {
    if (link.dataset.room === room.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function enter(name) {
  const room = await askShop(`/api/lookbook/${name}`, view);
  if (room) show(room);
}

document.querySelector("[data-rooms]").addEventListener("click", (event) => {
  const link = event.target.closest("[data-room]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.getAttribute("href") !== location.pathname) history.pushState(null, "", link.href);
  enter(link.dataset.room);
});
{% if not bug("lookbook-back-stays") %}
window.addEventListener("popstate", () => {
  const current = location.pathname.split("/")[2] ?? "kitchen";
  enter(current);
});
{% endif %}
