// Removing a booking at once, with a way to bring it back.
const bookings = document.querySelector("[data-bookings]");
const none = document.querySelector("[data-no-bookings]");
const offer = document.querySelector("[data-offer]");

function settle(row, gone, sum) {
  row.hidden = gone;
  document.querySelector("[data-sum]").textContent = sum;
  bookings.hidden = !document.querySelector("[data-booking]:not([hidden])");
  none.hidden = !bookings.hidden;
}

function offerUndo(row, number) {
  const undo = document.createElement("button");
  undo.className = "link";
  undo.type = "button";
  undo.textContent = "Undo";
  const line = document.createElement("p");
  line.className = "notice good offer";
  line.append("The booking is removed. ", undo);
  undo.addEventListener("click", async () => {
    {% if not bug("booking-undo-brings-nothing-back") %}
    const body = new URLSearchParams({ number });
    const answer = await askShop("/bookings/restore", undo, { method: "POST", body });
    if (!answer) return;
    settle(row, false, answer.sum);
    {% endif %}
    line.remove();
  });
  offer.replaceChildren(line);
}

for (const form of document.querySelectorAll("[data-remove-booking]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const answer = await askShop(form.action, form, { method: "POST", body });
    if (!answer) return;
    settle(form.closest("[data-booking]"), true, answer.sum);
    offerUndo(form.closest("[data-booking]"), body.get("number"));
  });
}
