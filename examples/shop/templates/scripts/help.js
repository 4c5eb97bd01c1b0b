const questions = [...document.querySelectorAll("[data-question]")];

// Find a question.
const filter = document.querySelector("[data-filter]");
filter.addEventListener("input", () => {
  const words = filter.value.trim().toLowerCase();
  for (const question of questions) question.hidden = !question.textContent.toLowerCase().includes(words);
  const count = questions.filter((question) => !question.hidden).length;
  document.querySelector("[data-filter-count]").textContent = count === 1 ? "1 question" : `${count} questions`;
});
{% if not bug("help-open-all-dead") %}

// Open or close all of them.
const expand = document.querySelector("[data-expand]");
expand.addEventListener("click", () => {
  const open = questions.some((question) => !question.open);
  for (const question of questions) question.open = open;
  expand.textContent = open ? "Close all answers" : "Open all answers";
});
{% endif %}
{% if bug("help-index-blocks") %}

// An index of every pair of words, so that the search can guess.
function buildIndex() {
  const until = performance.now() + 1200;
  const words = questions.flatMap((question) => question.textContent.split(/\W+/));
  let pairs = 0;
  while (performance.now() < until) {
    for (const first of words) for (const second of words) pairs += first.localeCompare(second) > 0 ? 1 : 0;
  }
  return pairs;
}
setTimeout(buildIndex, 50);
{% endif %}
