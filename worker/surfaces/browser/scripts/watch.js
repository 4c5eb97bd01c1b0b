// Watches the document from its first moment, so that "is it quiet?" and "did the action change anything?" can be answered.
//
// All files of this folder run in one function before any script of the page; `eye` is what they share and what we call later.

const now = performance.now.bind(performance);
const laterFrame = window.requestAnimationFrame.bind(window);
const later = window.setTimeout.bind(window);

const observed = { subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true };
const INVISIBLE_TAGS = new Set(['SCRIPT', 'STYLE', 'LINK', 'META', 'TITLE', 'HEAD', 'NOSCRIPT', 'TEMPLATE']);
// What a page does by itself this often while nobody acts is its own life (a clock, a carousel), not an answer to us.
const RESTLESS = 3;
// A node changed in this many separate batches during one wait is an animation; waiting for its end is pointless.
const CHURNING = 12;
// Delayed answers (debounced searches, toasts) use timers up to this long; longer ones are not worth waiting for.
const TIMER_LIMIT = 900;
// What takes longer is waited for while the page shows that it works on it.
const WORKING_LIMIT = 4000;
// Longer than this between two turns of ours, and a script held the page: what waits for it has had no turn either.
const LONGEST_TURN = 300;
// While a document starts, the first look waits for its first timers; libraries start many that mean nothing.
const STARTING_TIMER_LIMIT = 400;
const TIMER_WINDOW = 80;
// What a page plans for itself while it starts may be worth staying for when it comes within this time.
const PLANNED_LEAST = 1000;
const PLANNED_MOST = 15_000;

eye.id = `${Math.round(performance.timeOrigin)}-${Math.random().toString(36).slice(2)}`;
eye.ours = [];
// What we ourselves put on the page is not the page's doing.
eye.ourNodes = new WeakSet();

const life = new WeakMap();
const activity = {
  action: 0, acting: true, begun: 0, last: now(), mutations: 0, scrolls: 0, toggles: 0, timersUntil: 0, worksUntil: 0, touched: null, inputAt: now(), background: false,
};
const idleDelays = new Map();
const planned = new Map();
const unrest = new Set();

function lifeOf(node) {
  let known = life.get(node);
  if (!known) life.set(node, (known = { idle: 0, acting: 0, batches: 0, action: -1 }));
  return known;
}

function noticeable(record) {
  const target = record.target;
  if (INVISIBLE_TAGS.has(target.nodeName)) return false;
  if (record.type === 'attributes') return target.getAttribute(record.attributeName) !== record.oldValue;
  if (record.type === 'characterData') return target.data !== record.oldValue;
  const changed = [...record.addedNodes, ...record.removedNodes];
  return changed.some((node) => !INVISIBLE_TAGS.has(node.nodeName) && node.nodeType !== Node.COMMENT_NODE && !eye.ourNodes.has(node));
}

function count(records) {
  if (!records.length) return;
  const touched = new Set();
  for (const record of records) {
    if (!noticeable(record)) continue;
    const known = lifeOf(record.target);
    if (!touched.has(record.target)) {
      touched.add(record.target);
      if (known.action !== activity.action) { known.action = activity.action; known.batches = 0; }
      known.batches += 1;
      if (activity.acting && !activity.background) known.acting += 1; else known.idle += 1;
    }
    const restless = activity.background || (known.idle >= RESTLESS && known.idle > 2 * known.acting);
    if (restless) {
      if (unrest.size < 40) unrest.add(record.target);
      continue;
    }
    if (activity.acting) activity.mutations += 1;
    if (known.batches <= CHURNING) activity.last = now();
  }
}

const watcher = new MutationObserver(count);
watcher.observe(document, observed);

const roots = new WeakSet();
eye.watchRoot = (root) => {
  if (roots.has(root)) return;
  roots.add(root);
  watcher.observe(root, observed);
};

// Shadow trees are observed from their birth, closed ones too.
const attachShadow = Element.prototype.attachShadow;
Element.prototype.attachShadow = new Proxy(attachShadow, {
  apply(native, self, values) {
    const root = Reflect.apply(native, self, values);
    eye.watchRoot(root);
    return root;
  },
});

// What an interval that is older than the action does is not the action's doing.
window.setInterval = new Proxy(window.setInterval, {
  apply(native, self, [callback, ...rest]) {
    if (typeof callback !== 'function') return Reflect.apply(native, self, [callback, ...rest]);
    const born = activity.action;
    const marked = function (...values) {
      if (born === activity.action && activity.acting) return Reflect.apply(callback, this, values);
      count(watcher.takeRecords());
      activity.background = true;
      try {
        return Reflect.apply(callback, this, values);
      } finally {
        count(watcher.takeRecords());
        activity.background = false;
      }
    };
    return Reflect.apply(native, self, [marked, ...rest]);
  },
});

// Timers that start right after an input are the page's answer on its way.
window.setTimeout = new Proxy(window.setTimeout, {
  apply(native, self, values) {
    const delay = Number(values[1]) || 0;
    const starting = activity.action === 0 && document.readyState !== 'complete';
    const answering = activity.acting && (starting || now() - activity.inputAt < TIMER_WINDOW);
    if (!answering) idleDelays.set(delay, (idleDelays.get(delay) || 0) + 1);
    else if (delay > 0 && delay <= (activity.action ? TIMER_LIMIT : STARTING_TIMER_LIMIT) && (idleDelays.get(delay) || 0) < RESTLESS) {
      activity.timersUntil = Math.max(activity.timersUntil, now() + delay + 10);
    } else if (activity.action && delay > TIMER_LIMIT && delay <= WORKING_LIMIT) {
      activity.worksUntil = Math.max(activity.worksUntil, now() + delay + 10);
    }
    const timer = Reflect.apply(native, self, values);
    if (activity.action === 0 && delay >= PLANNED_LEAST && delay <= PLANNED_MOST && planned.size < 20) planned.set(timer, now() + delay);
    return timer;
  },
});
window.clearTimeout = new Proxy(window.clearTimeout, {
  apply(native, self, values) {
    planned.delete(values[0]);
    return Reflect.apply(native, self, values);
  },
});
// What promises were rejected with and nobody handled, to tell it from what was thrown; given out once.
const rejections = [];
window.addEventListener('unhandledrejection', (event) => {
  if (rejections.length < 50) {
    try { rejections.push(String(event.reason?.message ?? event.reason).slice(0, 300)); } catch { rejections.push(''); }
  }
});
eye.rejections = () => rejections.splice(0);

// How long until the last thing that the page planned while it started, in ms; 0 when there is nothing.
eye.planned = () => Math.max(0, ...[...planned.values()].map((due) => Math.ceil(due - now())));

for (const kind of ['pointerdown', 'mousedown', 'click', 'keydown', 'input', 'change', 'submit', 'scroll', 'mouseover']) {
  window.addEventListener(kind, (event) => {
    activity.inputAt = now();
    if (kind === 'click') [activity.touched] = event.composedPath();
  }, { capture: true, passive: true });
}
window.addEventListener('load', () => { activity.inputAt = now(); }, { once: true });
for (const kind of ['toggle', 'beforetoggle', 'play', 'pause', 'fullscreenchange', 'cancel']) {
  window.addEventListener(kind, () => { activity.toggles += 1; activity.last = now(); }, { capture: true, passive: true });
}
// A field for files opens a window of the system, which no script sees; fields that stand nowhere are opened by scripts.
const opensFiles = (one) => one?.tagName === 'INPUT' && one.type === 'file';
const seesFiles = () => { activity.toggles += 1; activity.last = now(); };
window.addEventListener('click', (event) => { if (opensFiles(event.composedPath()[0])) seesFiles(); }, { capture: true, passive: true });
HTMLElement.prototype.click = new Proxy(HTMLElement.prototype.click, {
  apply(native, self, values) {
    if (opensFiles(self) && !self.isConnected) seesFiles();
    return Reflect.apply(native, self, values);
  },
});
window.addEventListener('scroll', () => { activity.scrolls += 1; activity.last = now(); }, { capture: true, passive: true });

function hash(text) {
  let value = 0;
  for (let at = 0; at < text.length; at += 1) value = (Math.imul(value, 31) + text.charCodeAt(at)) | 0;
  return value;
}

function stored(name) {
  try {
    const store = window[name];
    const parts = [];
    for (let at = 0; at < store.length && at < 500; at += 1) {
      const key = store.key(at);
      parts.push(key, String(store.getItem(key)).slice(0, 5000));
    }
    return parts.join('\n');
  } catch {
    return ''; // a sandboxed frame has no storage
  }
}

function cookies() {
  try { return document.cookie; } catch { return ''; }
}

// All that the page stores, as text.
eye.stored = () => [stored('localStorage'), stored('sessionStorage'), cookies()].join('\n');

function values() {
  const parts = [];
  for (const field of document.querySelectorAll('input, select, textarea, [contenteditable=""], [contenteditable="true"]')) {
    parts.push(field.isContentEditable ? field.textContent : field.value, field.checked ? '1' : '');
  }
  return hash(parts.join('\n'));
}

function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element && element !== document.body ? element : null;
}

// What a person or the program could notice; compared before and after an action.
eye.state = () => ({
  id: eye.id,
  url: location.href,
  values: values(),
  storage: hash(eye.stored()),
  mutations: activity.mutations + activity.toggles,
  scrolls: activity.scrolls,
  focus: eye.nodeKey(focused()),
  restless: [...unrest].map((node) => (node.nodeType === 1 ? node : node.parentElement)).filter((node) => node?.isConnected)
    .map((node) => node.getBoundingClientRect()).map((rect) => ({ x: rect.left, y: rect.top, width: rect.width, height: rect.height })),
});

// The action starts now: what changed until here was not its doing.
eye.begin = () => {
  count(watcher.takeRecords());
  Object.assign(activity, { action: activity.action + 1, acting: true, begun: now(), mutations: 0, scrolls: 0, toggles: 0, timersUntil: 0, worksUntil: 0, touched: null, last: now() });
  activity.inputAt = now();
  unrest.clear();
  return eye.state();
};

eye.end = () => {
  count(watcher.takeRecords());
  activity.acting = false;
};

// Whether anything at all has answered the action so far.
eye.stirred = () => activity.mutations + activity.scrolls + activity.toggles > 0 || now() < activity.timersUntil;

function animating() {
  return document.getAnimations().some((animation) => {
    if (animation.playState !== 'running' || !animation.effect) return false;
    const { endTime, iterations } = animation.effect.getComputedTiming();
    return Number.isFinite(iterations) && Number.isFinite(endTime) && endTime < 3000;
  });
}

// Whether a timer of the answer is pending and the page shows it: what was clicked is switched off until then, something
// says that it is busy, or spins that did not before.
function working() {
  if (now() >= activity.worksUntil) return false;
  const control = activity.touched?.isConnected && activity.touched.nodeType === 1 && activity.touched.closest('button, input, [role], a');
  if (control && control.matches(':disabled, [aria-disabled="true"], [aria-busy="true"]')) return true;
  if (document.querySelector('[aria-busy="true"]')) return true;
  // One that waits for its first picture has no time at which it began.
  return document.getAnimations().some((animation) => animation.playState === 'running'
    && (animation.startTime ?? Infinity) >= activity.begun && !Number.isFinite(animation.effect?.getComputedTiming().iterations));
}

function frame() {
  // A page that is not drawn gets no frames; the timer is for that.
  return new Promise((resolve) => {
    laterFrame(resolve);
    later(resolve, 100);
  });
}

// Resolves "quiet" when nothing has changed for `silence` ms, no timer of the answer is pending and no finite animation runs; "busy" after `cap` ms,
// or when the page has shown for too long that it works. Time for which a script held the page counts as one turn.
eye.quiet = async (silence, cap) => {
  let spent = 0;
  let before = now();
  await frame();
  await frame();
  for (;;) {
    count(watcher.takeRecords());
    const time = now();
    spent += Math.min(time - before, LONGEST_TURN);
    before = time;
    if (working() && spent < WORKING_LIMIT) {
      await new Promise((resolve) => later(resolve, 50));
      continue;
    }
    if (spent >= cap) return 'busy';
    if (document.readyState !== 'loading' && time - activity.last >= silence && time >= activity.timersUntil && !animating()) return 'quiet';
    await new Promise((resolve) => later(resolve, 12));
  }
};

// Whether a document that scripts draw shows nothing yet.
function isBare() {
  if (!document.body || !document.scripts.length) return false;
  return !document.body.innerText.trim() && !document.querySelector('img, svg, canvas, video, audio, iframe, frame, object, embed, input, button');
}

// Waits until something is shown, for `patience` ms at most; how long that took, ms.
eye.drawn = async (patience) => {
  const since = now();
  while (isBare() && now() - since < patience) await new Promise((resolve) => later(resolve, 50));
  return Math.round(now() - since);
};

// A probe that the page runs as script calls this with its marker.
const marked = new Set();
Object.defineProperty(window, '__marked', { value: (marker) => { marked.add(String(marker)); } });
eye.ran = (marker) => marked.has(marker);
