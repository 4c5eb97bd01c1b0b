const product = document.querySelector("[data-product]").dataset.product;

// The pictures, one at a time.
const pictures = [...document.querySelectorAll("[data-gallery] img")];
let shown = 0;
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => {
    shown = (shown + Number(button.dataset.step) + pictures.length) % pictures.length;
    pictures.forEach((picture, place) => { picture.hidden = place !== shown; });
    document.querySelector("[data-place]").textContent = String(shown + 1);
  });
}

// How to look after it.
const careButton = document.querySelector("[data-care]");
careButton.addEventListener("click", () => {
  {% if bug("care-button-throws") %}
  const care = document.querySelector("#care-text");
  {% else %}
  const care = document.querySelector("#care");
  {% endif %}
  care.hidden = !care.hidden;
  careButton.setAttribute("aria-expanded", String(!care.hidden));
});

// What our shops have.
const stockButton = document.querySelector("[data-stock]");
const stockAnswer = document.querySelector("[data-stock-answer]");
stockButton.addEventListener("click", async () => {
  try {
    const answer = await fetch(`/api/stock/${product}`);
    const shops = await answer.json();
    const list = document.createElement("ul");
    for (const { shop, left } of shops) {
      const row = document.createElement("li");
      row.textContent = `${shop}: ${left === 0 ? "none today" : `${left} left`}`;
      list.append(row);
    }
    stockAnswer.replaceChildren(list);
    stockButton.textContent = "Check again";
  } catch {
    stockAnswer.textContent = "The shops do not answer just now.";
  }
});

{% if not bug("save-button-dead") %}
// Save for later.
const saveButton = document.querySelector("[data-save]");
saveButton.addEventListener("click", async () => {
  const answer = await askShop(`/api/save/${product}`, saveButton, { method: "POST" });
  if (!answer) return;
  const { saved } = answer;
  saveButton.setAttribute("aria-pressed", String(saved));
  saveButton.textContent = saved ? "Saved for later" : "Save for later";
});

{% endif %}
// The rest of the reviews.
const moreButton = document.querySelector("[data-more-reviews]");
moreButton.addEventListener("click", async () => {
  const reviews = await askShop(`/api/reviews/${product}`, moreButton);
  for (const review of reviews ?? []) {
    const row = document.createElement("li");
    const stars = document.createElement("span");
    stars.className = "stars";
    stars.setAttribute("role", "img");
    stars.setAttribute("aria-label", `${review.stars} out of 5`);
    stars.textContent = "★★★★★☆☆☆☆☆".slice(5 - review.stars, 10 - review.stars);
    const words = document.createElement("p");
    words.textContent = review.text;
    const who = document.createElement("p");
    who.className = "faint";
    const name = document.createElement("strong");
    {% if bug("review-author-undefined") %}
    name.textContent = `${review.authorName}`;
    {% else %}
    name.textContent = review.author;
    {% endif %}
    who.append(name, `, ${review.when}`);
    row.append(stars, words, who);
    document.querySelector("[data-reviews]").append(row);
  }
  if (reviews) moreButton.remove();
});
{% if bug("recently-viewed-logs-error") %}

// Recently viewed.
try {
  const seen = JSON.parse(localStorage.getItem("recently-viewed"));
  seen.unshift(product);
  localStorage.setItem("recently-viewed", JSON.stringify(seen.slice(0, 6)));
} catch (error) {
  console.error("Recently viewed: could not add this product.", error);
}
{% endif %}
