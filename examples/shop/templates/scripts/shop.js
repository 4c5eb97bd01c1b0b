// The menu on narrow screens.
const menuButton = document.querySelector("[data-menu]");
menuButton?.addEventListener("click", () => {
  const open = menuButton.getAttribute("aria-expanded") !== "true";
  menuButton.setAttribute("aria-expanded", String(open));
  document.getElementById("menu").classList.toggle("open", open);
});
{% if bug("source-map-open") %}
//# sourceMappingURL=/static/shop.js.map
{% endif %}
