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
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const { count, subtotal, delivery, total } = await answer.json();
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
  const answer = await fetch(`/api/delivery?${new URLSearchParams(new FormData(estimate))}`);
  place.textContent = answer.ok ? (await answer.json()).message : "No estimate just now.";
});
