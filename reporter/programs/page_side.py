"""What the programs ask the page itself, in JavaScript that both languages hand to it as it stands."""

# The place where something dragged is let go: beside its neighbours, in the next list of the kind ("across"), or what
# is called a place to drop.
DROP_PLACE = """
(handle) => {
  const where = "WHERE";
  let row = handle;
  let kin = [];
  for (let one = handle; one.parentElement; one = one.parentElement) {
    kin = [...one.parentElement.children].filter((other) => other !== one && other.tagName === one.tagName &&
      other.classList[0] === one.classList[0] && other.checkVisibility() &&
      Math.abs(other.getBoundingClientRect().top - one.getBoundingClientRect().top) < innerHeight * 0.6);
    row = one;
    if (kin.length && !["TD", "TH"].includes(one.tagName)) break;
  }
  const list = row.parentElement ?? row;
  const lists = [...document.querySelectorAll(list.tagName)].filter((other) => !other.contains(list) &&
    !list.contains(other) && other.classList[0] === list.classList[0] && other.checkVisibility());
  const next = lists.find((other) => list.compareDocumentPosition(other) & 4) ?? lists[0];
  const across = next?.lastElementChild ?? next;
  const waits = [...document.querySelectorAll("[ondrop], [id*=drop i], [class*=drop i]")].find((one) =>
    !one.contains(handle) && !handle.contains(one) && one.checkVisibility());
  if (where === "across") return across;
  return (where === "beside" ? null : waits) ?? kin.at(-1) ?? across;
}
""".strip()

# Whether the page shows a month by its name and its year, in its own language.
SHOWS_MONTH = """
([year, month]) => {
  const day = new Date(Number(year), Number(month) - 1, 15);
  const name = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { month: "long" }).format(day);
  return document.body.innerText.split("\\n").some((line) =>
    line.includes(year) && line.toLowerCase().includes(name.toLowerCase()));
}
""".strip()

# What an arrow is called that turns a calendar to the next month, and what a list shows where nothing is chosen yet.
NEXT_MONTH = r"next|nächst|weiter|siguiente|suivant|بعد|^\s*[›»>→]\s*$"
NOTHING_CHOSEN = r"^\W*$|^\W*(please |bitte )?(select|choose|pick|(aus)?wähl|elig|selecc|choisi|انتخاب)"
