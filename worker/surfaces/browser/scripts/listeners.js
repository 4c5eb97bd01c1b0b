// Who listens to what: many things that can be touched look like plain text, and only their listeners tell.

const GESTURE_OF = {
  click: 'click', mousedown: 'click', mouseup: 'click', pointerdown: 'click', pointerup: 'click', dblclick: 'double click', doubleclick: 'double click', contextmenu: 'right click',
  mouseenter: 'hover', mouseover: 'hover', pointerenter: 'hover', pointerover: 'hover', keydown: 'key', keyup: 'key', keypress: 'key', wheel: 'wheel', mousewheel: 'wheel',
  touchstart: 'touch', touchend: 'touch', dragstart: 'drag', drop: 'drop', focus: 'key', focusin: 'key',
};
const HANDLERS = Object.keys(GESTURE_OF).map((kind) => `on${kind}`).filter((name) => name in HTMLElement.prototype);
// More things of one list that share a listener tell nothing new.
const DELEGATED = 30;

const listening = new WeakMap();
// Whoever listens to the sending of forms, as a rule to send them itself.
const sending = new WeakSet();

function noteListener(target, kind, listener, adds) {
  if (kind === 'submit' && listener && adds) sending.add(target);
  if (!GESTURE_OF[kind] || !listener) return;
  let kinds = listening.get(target);
  if (!kinds) listening.set(target, (kinds = new Map()));
  let all = kinds.get(kind);
  if (!all) kinds.set(kind, (all = new Set()));
  if (adds) all.add(listener); else all.delete(listener);
}

for (const [name, adds] of [['addEventListener', true], ['removeEventListener', false]]) {
  EventTarget.prototype[name] = new Proxy(EventTarget.prototype[name], {
    apply(native, self, values) {
      const answer = Reflect.apply(native, self, values);
      noteListener(self ?? window, values[0], values[1], adds);
      return answer;
    },
  });
}

// Frameworks that listen at the root keep what an element wants on the element itself.
function framework(element, found) {
  for (const key of Object.keys(element)) {
    const kept = /^__reactProps\$|^__reactEventHandlers\$|^_vei$|^__listeners$/.test(key) ? element[key] : null;
    if (kept) for (const name of Object.keys(kept)) if (/^on[A-Z]/.test(name) && kept[name]) found.add(GESTURE_OF[name.slice(2).toLowerCase()]);
    if (/^__(?:click|dblclick|keydown|pointerdown|mousedown)$/.test(key)) found.add(GESTURE_OF[key.slice(2)]);
  }
}

// Selectors that jQuery's delegated listeners are for; asked once a look.
function delegatedSelectors() {
  const kept = window.jQuery?._data;
  if (typeof kept !== 'function') return [];
  const selectors = [];
  for (const holder of [document, document.body]) {
    const events = kept.call(window.jQuery, holder, 'events') || {};
    for (const kind of Object.keys(events)) for (const one of events[kind]) if (one.selector && GESTURE_OF[one.origType || kind]) selectors.push([one.selector, GESTURE_OF[one.origType || kind]]);
  }
  return selectors;
}

// What an element itself listens to, in words of a person's hands.
function gesturesOf(element, delegated = []) {
  const found = new Set();
  for (const [kind, all] of listening.get(element) || []) if (all.size) found.add(GESTURE_OF[kind]);
  for (const name of HANDLERS) if (element[name]) found.add(GESTURE_OF[name.slice(2)]);
  if (element.nodeType === 1) {
    framework(element, found);
    if (element.draggable && element.tagName !== 'A' && element.tagName !== 'IMG') found.add('drag');
    for (const [selector, gesture] of delegated) try { if (element.matches(selector)) found.add(gesture); } catch { /* jQuery knows selectors that browsers do not */ }
  }
  found.delete(undefined);
  return found;
}

// Whether a script hears of the sending of this form before the browser sends it.
function sentByScript(form) {
  for (let place = form; place; place = place.parentNode || place.host) {
    if (sending.has(place) || place.onsubmit || jQuerySends(place)) return true;
    if (Object.keys(place).some((key) => /^__reactProps\$|^__reactEventHandlers\$/.test(key) && (place[key]?.onSubmit || place[key]?.action))) return true;
  }
  return sending.has(window);
}

const jQuerySends = (place) => Boolean(window.jQuery?._data?.call?.(window.jQuery, place, 'events')?.submit);

// Something to press stands hidden within it or beside it, as in a menu or a row whose buttons show while the pointer rests there.
const MOST_BESIDE = 4;
const MOST_HIDDEN = 12;
function unfolds(element) {
  if (element.hasAttribute('aria-haspopup')) return true;
  const holder = element.parentElement && element.parentElement.childElementCount <= MOST_BESIDE ? element.parentElement : element;
  const controls = holder.querySelectorAll('a[href], button');
  if (controls.length > MOST_HIDDEN) return false;
  return [...controls].some((one) => one !== element && !one.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
}

// What the page as a whole listens to: shortcuts and games take keys from anywhere.
eye.pageGestures = () => [...new Set([window, document, document.documentElement, document.body].filter(Boolean).flatMap((one) => [...gesturesOf(one)]))].sort();
