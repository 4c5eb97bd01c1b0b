// What has the keyboard's focus, and whether a person can see that it has.

const RELATIVES = 40;
const LOOKS = [
  'outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderTopWidth', 'borderTopColor', 'borderRightWidth', 'borderRightColor', 'borderBottomWidth', 'borderBottomColor',
  'borderLeftWidth', 'borderLeftColor', 'borderTopStyle', 'borderBottomStyle', 'backgroundColor', 'backgroundImage', 'color', 'textDecorationLine', 'textDecorationColor', 'textDecorationThickness',
  'opacity', 'transform', 'scale', 'translate', 'filter', 'visibility', 'display', 'fill', 'stroke', 'strokeWidth', 'fontWeight', 'fontSize', 'width', 'height', 'clipPath', 'left', 'top', 'content',
];
const STILL_MS = 500;
const SETTLE_MS = 25;

let stop = null;
const numbers = new WeakMap();
const stops = new Map();

function numberOf(element) {
  if (!numbers.has(element)) { numbers.set(element, stops.size + 1); stops.set(stops.size + 1, new WeakRef(element)); }
  return numbers.get(element);
}

// Transitions (a ring that fades in) are brought to their end: only what they lead to counts.
function endTransitions() {
  for (const animation of document.getAnimations()) {
    if (!(animation instanceof CSSTransition)) continue;
    try { animation.finish(); } catch { /* an endless one */ }
  }
}

// What may show that an element has the focus: itself, what is around it, what is in it, its label, and what stands beside a designed control.
function relatives(element) {
  const found = [element, ...(element.labels || [])];
  let around = parentOf(element);
  for (let level = 0; around && around !== document.documentElement && level < 4; level += 1) { found.push(around); around = parentOf(around); }
  for (const beside of element.parentElement ? childrenOf(element.parentElement) : []) if (beside !== element && found.length < RELATIVES && !beside.matches(CONTROLS) && !beside.querySelector(CONTROLS)) found.push(beside, ...beside.children);
  for (const label of element.labels || []) found.push(...label.querySelectorAll('*'));
  for (const inner of (element.shadowRoot || element).querySelectorAll('*')) { if (found.length > RELATIVES) break; found.push(inner); }
  return [...new Set(found)].slice(0, RELATIVES);
}

function looksOf(element) {
  const parts = [];
  for (const one of relatives(element)) {
    if (!one.isConnected) continue;
    for (const pseudo of [null, '::before', '::after']) {
      const style = getComputedStyle(one, pseudo);
      if (pseudo && (style.content === 'none' || style.content === 'normal')) continue;
      const plain = style.outlineStyle === 'none' || style.outlineWidth === '0px';
      parts.push(LOOKS.map((name) => (plain && name.startsWith('outline') ? '' : style[name])).join(';'));
    }
  }
  return parts.join('|');
}

// What is typed into shows its caret.
function hasCaret(element) {
  const typed = element.tagName === 'TEXTAREA' || element.isContentEditable || (element.tagName === 'INPUT' && !/^(button|submit|reset|image|checkbox|radio|range|file|color)$/.test(element.type));
  return typed && !element.readOnly && !/^rgba\(.*, 0\)$|^transparent$/.test(getComputedStyle(element).caretColor);
}

async function atRest(element) {
  const until = now() + STILL_MS;
  let before = null;
  while (now() < until) {
    await frame();
    const rect = rectOf(element);
    const place = `${rect.left},${rect.top},${rect.width},${rect.height}`;
    if (place === before) return;
    before = place;
  }
}

function opaque(element) {
  const style = getComputedStyle(element);
  if (parseFloat(style.opacity) < 0.8) return false;
  return /^(IMG|VIDEO|IFRAME|CANVAS)$/.test(element.tagName) || style.backgroundImage !== 'none' || !/^rgba\(.*, 0(\.[0-8]\d*)?\)$|^transparent$/.test(style.backgroundColor);
}

// What floats over all of an element that is in view, null when any part of it can be seen.
function floatingOver(element, rect) {
  let over = null;
  for (const across of [0.1, 0.5, 0.9]) {
    for (const down of [0.1, 0.5, 0.9]) {
      const x = rect.left + rect.width * across;
      const y = rect.top + rect.height * down;
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
      const hit = deepest(x, y);
      if (!hit || within(hit, element) || within(element, hit) || hit.closest?.('label')?.control === element) return null;
      let floats = null;
      let covers = false;
      for (let one = hit; one && !within(element, one); one = parentOf(one)) {
        covers ||= opaque(one);
        if (/fixed|sticky/.test(getComputedStyle(one).position) || one.matches('dialog[open]')) { floats = one; break; }
      }
      if (!floats || !covers) return null;
      over = floats;
    }
  }
  return over;
}

function modalAround(element) {
  for (let one = element; one; one = parentOf(one)) {
    if (one.matches?.('dialog:modal') || one.getAttribute?.('aria-modal') === 'true') return true;
  }
  return false;
}

function stopOf(element) {
  const rect = rectOf(standIn(element));
  const inView = rect.right > 0 && rect.bottom > 0 && rect.left < innerWidth && rect.top < innerHeight;
  const visible = seen(standIn(element)) && rect.width > 2 && rect.height > 2 && !/rect\(0px|rect\(1px|inset\((50|100)%/.test(getComputedStyle(element).clip + getComputedStyle(element).clipPath);
  const over = visible && inView ? floatingOver(standIn(element), rect) : null;
  return {
    number: numberOf(element), key: eye.nodeKey(element), role: roleOf(element) || 'clickable', name: nameOf(element), tag: element.tagName.toLowerCase(),
    box: pageBox(rect), seen: visible, in_view: inView, covered_by: over ? eye.nodeKey(over) : '', caret: hasCaret(element), modal: modalAround(element),
    form: formKey(element.form || null), fixed: layerOf(element), skip: element.tagName === 'A' && (element.getAttribute('href') || '').startsWith('#') ? element.getAttribute('href') : '',
  };
}

function layerOf(element) {
  for (let one = element; one && one !== document.body; one = parentOf(one)) if (/fixed|sticky/.test(getComputedStyle(one).position)) return true;
  return false;
}

// Scripts that put the focus elsewhere often do so a moment later.
async function settledFocus() {
  for (let times = 0; times < 10; times += 1) {
    const element = focused();
    await new Promise((resolve) => later(resolve, SETTLE_MS));
    if (focused() === element) return element;
  }
  return focused();
}

// Called before the first key: what is focused then is no stop of the journey.
eye.setOut = () => { stop = null; };

// Called after each key: what has the focus now (null for the page as a whole), and whether what had it before looked otherwise then.
eye.arrive = async () => {
  const element = await settledFocus();
  if (element) await atRest(element);
  endTransitions();
  let left = null;
  if (stop && stop.element !== element) left = { number: numberOf(stop.element), marked: !stop.element.isConnected || looksOf(stop.element) !== stop.looks };
  stop = element ? { element, looks: looksOf(element) } : null;
  return { stop: element ? stopOf(element) : null, left };
};

// Puts the focus on a stop of the journey again, as the keyboard would; false when it is not there any more.
eye.revisit = (number) => {
  const element = stops.get(number)?.deref();
  if (!element?.isConnected) return false;
  element.focus({ focusVisible: true });
  endTransitions();
  return focused() === element;
};

eye.unfocus = () => {
  focused()?.blur();
  endTransitions();
  return focused() === null;
};
