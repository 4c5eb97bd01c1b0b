// Asks the shop for data; where it does not answer, says so beside what was touched and gives nothing.
window.askShop = async (address, near, options) => {
  near.parentElement.querySelector("[data-sorry]")?.remove();
  try {
    const answer = await fetch(address, options);
    if (answer.ok) return await answer.json();
  } catch {
    // Said below, as for any other failure.
  }
  const sorry = document.createElement("p");
  sorry.dataset.sorry = "";
  sorry.className = "notice bad";
  sorry.setAttribute("role", "alert");
  sorry.textContent = "The shop does not answer just now. Please try again.";
  near.after(sorry);
  return null;
};

// The menu on narrow screens.
const menuButton = document.querySelector("[data-menu]");
menuButton?.addEventListener("click", () => {
  const open = menuButton.getAttribute("aria-expanded") !== "true";
  menuButton.setAttribute("aria-expanded", String(open));
  document.getElementById("menu").classList.toggle("open", open);
});
