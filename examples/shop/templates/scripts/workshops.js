// The workshops, all of them or those of one type; the address keeps the type for the way back.
const list = document.querySelector("[data-workshops]");
const type = document.querySelector("[data-type]");

function written(day) {
  {% if bug("workshop-days-shift") %}
  return new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  {% else %}
  return new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  {% endif %}
}

function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

function card(workshop) {
  const link = element("a", "", element("h2", "card-name", workshop.title));
  link.href = workshop.address;
  const day = element("time", "", written(workshop.day));
  day.dateTime = workshop.day;
  const foot = element("p", "card-foot", day, element("span", "price", workshop.price));
  return element("li", "card event", link, element("p", "card-line", workshop.line), foot);
}

function show(workshops) {
  list.replaceChildren(...workshops.map(card));
  const count = workshops.length;
  document.querySelector("[data-workshops-count]").textContent = count === 1 ? "1 workshop" : `${count} workshops`;
}

async function start() {
  const workshops = await askShop("/api/workshops", list);
  if (!workshops) return;
  const ofType = () => workshops.filter((workshop) => !type.value || workshop.type === type.value);
  show(ofType());
  type.addEventListener("change", () => {
    history.replaceState(null, "", type.value ? `/workshops?type=${type.value}` : "/workshops");
    {% if bug("all-workshops-stay-narrowed") %}
    if (type.value) show(ofType());
    {% else %}
    show(ofType());
    {% endif %}
  });
}

start();
