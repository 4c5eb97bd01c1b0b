// Grid or list.
const rows = document.querySelector("[data-rows]");
const viewButton = document.querySelector("button[data-view]");

{% if bug("view-switch-slow") %}
// Measures every pair of cards against every other before it lays them out again.
function balanceColumns() {
  const until = performance.now() + 750;
  let weight = 0;
  while (performance.now() < until) {
    for (const card of rows?.children ?? []) weight += card.offsetHeight;
  }
  return weight;
}

{% endif %}
viewButton?.addEventListener("click", () => {
  {% if bug("view-switch-slow") %}
  balanceColumns();
  {% endif %}
  const list = rows?.classList.toggle("as-list") ?? viewButton.textContent === "Show as a list";
  viewButton.textContent = list ? "Show as a grid" : "Show as a list";
});
