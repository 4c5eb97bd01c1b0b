// How long each piece takes to read.
for (const entry of document.querySelectorAll("[data-entry]")) {
  const words = entry.textContent.trim().split(/\s+/).length;
  entry.querySelector("[data-reading-time]").textContent = `${Math.ceil(words / 180)} min to read`;
}
