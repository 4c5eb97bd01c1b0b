// The offer of the week comes from the campaign server a little after everything else.
window.addEventListener("load", () => {
  setTimeout(() => {
    const banner = document.createElement("a");
    banner.className = "late-banner";
    banner.href = "/product/wool-throw";
    banner.innerHTML = "<strong>Offer of the week</strong><span>The wool throw, £24 less until Sunday</span>";
    document.getElementById("content").prepend(banner);
  }, 700);
});
