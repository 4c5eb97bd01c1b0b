"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const CHOICES = ["severity", "category", "standing"];
  const form = document.getElementById("filters");
  const bugs = [...document.querySelectorAll("#bug-list > .bug")];
  const viewer = document.getElementById("viewer");
  const stage = document.getElementById("stage");
  const caption = document.getElementById("caption");

  // ---- filters: the form is the state, the address's hash is its copy -------------------------------------------

  // Programs have the same words in them whatever the bug.
  const told = (bug) => {
    const copy = bug.cloneNode(true);
    copy.querySelectorAll(".programs").forEach((program) => program.remove());
    return copy.textContent.toLowerCase();
  };
  const words = new Map(bugs.map((bug) => [bug, told(bug)]));
  const query = document.getElementById("query");
  const page = document.getElementById("page");
  const ticked = (name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value);

  function chosen() {
    const state = new URLSearchParams();
    for (const name of CHOICES) {
      if (ticked(name).length) state.set(name, ticked(name).join(","));
    }
    if (page && page.value) state.set("page", page.value);
    if (query.value.trim()) state.set("q", query.value.trim());
    return state;
  }

  function show() {
    const wishes = CHOICES.map((name) => [name, ticked(name)]).filter(([, values]) => values.length);
    const place = page && page.selectedIndex > 0 ? String(page.selectedIndex - 1) : null;
    const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const bug of bugs) {
      const fits = wishes.every(([name, values]) => values.includes(bug.dataset[name])) &&
        (place === null || bug.dataset.pages.split(" ").includes(place)) &&
        wanted.every((word) => words.get(bug).includes(word));
      bug.hidden = !fits;
      if (fits) shown += 1;
    }
    const filtered = chosen().size > 0;
    document.getElementById("shown").textContent = filtered
      ? `${shown} of ${bugs.length} shown`
      : `All ${bugs.length} shown`;
    document.getElementById("clear").hidden = !filtered;
    document.getElementById("nothing").hidden = shown > 0;
  }

  function remember() {
    const state = chosen();
    const open = bugs.find((bug) => bug === lastOpened && bug.firstElementChild.open);
    if (open) state.set("bug", open.id);
    const hash = state.toString();
    history.replaceState(null, "", hash ? `#${hash}` : `${location.pathname}${location.search}`);
  }

  function restore() {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) {
      reveal(document.getElementById(decodeURIComponent(hash)));
      return;
    }
    const state = new URLSearchParams(hash);
    for (const name of CHOICES) {
      const values = (state.get(name) || "").split(",");
      for (const box of form.querySelectorAll(`input[name=${name}]`)) box.checked = values.includes(box.value);
    }
    if (page) page.value = [...page.options].some((option) => option.value === state.get("page")) ? state.get("page") : "";
    query.value = state.get("q") || "";
    show();
    const bug = bugs.find((each) => each.id === state.get("bug"));
    if (bug) reveal(bug);
    else document.getElementById("bugs").scrollIntoView();
  }

  /** Open a bug, and what it lies in, that the address names. */
  function reveal(target) {
    if (!target) return;
    for (let inside = target; inside; inside = inside.parentElement) {
      if (inside.localName === "details") inside.open = true;
    }
    if (target.matches(".bug")) target.firstElementChild.open = true;
    if (target.id === "unconfirmed") target.querySelector("details").open = true;
    target.scrollIntoView();
  }

  let lastOpened = null;
  if (form) {
    form.addEventListener("input", () => {
      show();
      remember();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    document.getElementById("clear").addEventListener("click", () => {
      form.reset();
      show();
      remember();
      query.focus();
    });
    for (const bug of bugs) {
      bug.firstElementChild.firstElementChild.addEventListener("click", () => {
        lastOpened = bug;
        bug.firstElementChild.addEventListener("toggle", remember, { once: true });
      });
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, select, textarea, dialog") && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        query.focus();
      }
    });
    show();
  }
  addEventListener("hashchange", restore);
  if (location.hash) restore();

  const expand = document.getElementById("expand");
  if (expand) {
    expand.addEventListener("click", () => {
      const open = expand.getAttribute("aria-pressed") !== "true";
      expand.setAttribute("aria-pressed", String(open));
      expand.textContent = open ? "Collapse all" : "Expand all";
      for (const bug of bugs) bug.firstElementChild.open = open;
    });
  }

  // ---- pictures and recordings, larger ----------------------------------------------------------------------------

  function view(content, words) {
    stage.replaceChildren(content);
    caption.textContent = words;
    viewer.showModal();
  }

  function notThere(address) {
    const note = document.createElement("p");
    note.className = "not-there";
    note.textContent = `${address} does not lie beside this page. Unpack full_report.zip and open report.html from there.`;
    return note;
  }

  function play(link) {
    const inside = link.dataset.inside && document.getElementById(link.dataset.inside);
    const video = inside ? inside.content.firstElementChild.cloneNode(true) : document.createElement("video");
    video.controls = true;
    video.playsInline = true;
    video.addEventListener("loadedmetadata", () => {
      video.currentTime = Number(link.dataset.offset || 0) / 1000;
      video.play().catch(() => video.focus()); // a browser may want the reader's own click to start
    });
    video.addEventListener("error", () => video.replaceWith(notThere(link.dataset.video)));
    if (!inside) video.src = link.getAttribute("href").split("#")[0];
    view(video, link.dataset.title);
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest(".enlarge");
    const recording = event.target.closest("a.play");
    if (picture) {
      const large = document.createElement("img");
      large.src = picture.firstElementChild.src;
      large.alt = picture.firstElementChild.alt;
      view(large, large.alt);
    } else if (recording && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      play(recording);
    } else if (event.target === viewer) {
      viewer.close(); // a click beside the picture
    }
  });
  viewer.addEventListener("close", () => stage.replaceChildren());

  // ---- paper: everything open -------------------------------------------------------------------------------------

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
})();
