// The card, as it will look.
const gift = document.querySelector("[data-gift]");
gift?.addEventListener("input", () => {
  const amount = gift.elements.product;
  document.querySelector("[data-gift-amount]").textContent = amount.options[amount.selectedIndex].textContent;
  document.querySelector("[data-gift-to]").textContent = `For ${gift.elements.to.value.trim() || "you"}`;
});
