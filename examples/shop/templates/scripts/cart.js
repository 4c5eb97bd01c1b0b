{% if bug("payment-key-in-script") %}
const payments = { mode: "live", secretKey: "{{ payment_key }}" };
window.larkfieldPayments = payments;

{% endif %}
// Removing a line without loading the page again.
for (const form of document.querySelectorAll("[data-remove]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const line = form.closest("[data-line]");
    {% if bug("removed-line-comes-back") %}
    line.remove();
    {% else %}
    const body = new URLSearchParams(new FormData(form));
    const cart = await askShop(form.action, form, { method: "POST", body });
    if (!cart) return;
    const { count, subtotal, delivery, total } = cart;
    line.remove();
    document.querySelector("[data-cart-count]").textContent = String(count);
    document.querySelector("[data-subtotal]").textContent = subtotal;
    document.querySelector("[data-delivery]").textContent = delivery;
    document.querySelector("[data-total]").textContent = total;
    {% endif %}
    if (!document.querySelector("[data-line]")) {
      document.querySelector("[data-cart]").replaceChildren();
      document.querySelector("[data-cart-empty]").hidden = false;
    }
  });
}

// When it would arrive.
const estimate = document.querySelector("[data-estimate]");
estimate?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-estimate-answer]");
  const asked = `/api/delivery?${new URLSearchParams(new FormData(estimate))}`;
  const answer = await fetch(asked).catch(() => null);
  {% if bug("estimate-failure-says-nothing") %}
  if (answer?.ok) place.textContent = (await answer.json()).message;
  {% else %}
  place.textContent = answer?.ok ? (await answer.json()).message : "No estimate just now. Please try again.";
  {% endif %}
});
