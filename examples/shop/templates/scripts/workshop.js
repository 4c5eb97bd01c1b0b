// Booking without leaving the page before the shop has taken it.
const form = document.querySelector("[data-book]");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  {% if not bug("booking-twice-makes-two") %}
  button.disabled = true;
  {% endif %}
  const headers = { Accept: "application/json" };
  const answer = await askShop(form.action, button, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) });
  {% if not bug("booking-twice-makes-two") %}
  button.disabled = false;
  {% endif %}
  if (answer?.address) location.assign(answer.address);
  // The page that comes back says what is wrong.
  else if (answer) form.submit();
});
