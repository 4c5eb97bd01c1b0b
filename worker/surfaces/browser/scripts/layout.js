// How the page is laid out, measured once on every make of page: what needs more questions than every look can ask.

const LAYOUT = { nodes: 6000, rows: 40, items: 30, found: 12, controls: 150, texts: 200 };
// Huge pages are measured as far as this time goes, ms.
const LAYOUT_TIME = 600;
let measureUntil = 0;
const timeLeft = () => now() < measureUntil;

const ICON_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const PRIVATE_USE = /^[\s\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}]+$/u;
const PRINTED_LEAST = { width: 60, height: 16 };
// Small ones are icons and logos.
const DRAWING = /\.svg([?#]|$)|^data:image\/svg/i;

const shownRect = (rect) => rect.width > 1 && rect.height > 1;
const drawnAtAll = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });

// What was taken out of the flow stands where it stands on purpose.
function inFlow(element, upTo) {
  for (let one = element; one && one !== upTo; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (/absolute|fixed|sticky/.test(style.position) || style.transform !== 'none' || style.translate !== 'none' || style.float !== 'none' && upTo) return false;
    if ([style.marginLeft, style.marginRight, style.marginTop, style.marginBottom].some((margin) => margin.startsWith('-'))) return false;
    if (upTo && (style.overflowX !== 'visible' || style.overflowY !== 'visible' || style.columnCount !== 'auto')) return false;
  }
  return true;
}

// The part of a rectangle in an element that it and its ancestors let through: what is folded away or scrolled out is in nobody's way.
function letThrough(element, rect) {
  let shown = rect;
  for (let one = element; one && one !== document.body; one = parentOf(one)) {
    const style = getComputedStyle(one);
    if (style.overflowX !== 'visible' || style.overflowY !== 'visible') shown = meet(shown, rectOf(one));
  }
  return new DOMRect(shown.left, shown.top, Math.max(0, shown.right - shown.left), Math.max(0, shown.bottom - shown.top));
}

const turned = (element) => {
  for (let one = element; one; one = parentOf(one)) if (turns(getComputedStyle(one))) return true;
  return false;
};

const floats = (element) => {
  for (let one = element; one; one = parentOf(one)) if (Walk.prototype.layered(one, getComputedStyle(one))) return one;
  return null;
};

// Children of one kind that stand in a row or a column.
function rows(elements) {
  const found = [];
  const moving = document.getAnimations().length > 0;
  for (const parent of elements) {
    if (found.length >= LAYOUT.rows || !timeLeft()) break;
    if (parent.childElementCount < 4) continue;
    const kinds = new Map();
    for (const child of childrenOf(parent)) {
      const kind = `${child.tagName}.${child.className?.baseVal ?? child.className}|${child.getAttribute('aria-current') || ''}${child.getAttribute('aria-selected') || ''}`;
      if (!kinds.has(kind)) kinds.set(kind, []);
      kinds.get(kind).push(child);
    }
    for (const children of kinds.values()) {
      if (children.length < 4 || /^(TR|TD|TH|TBODY|OPTION|BR|PATH|G|SPAN|EM|STRONG|CODE)$/i.test(children[0].tagName)) continue;
      if (getComputedStyle(children[0]).display === 'inline') continue;
      const items = children.slice(0, LAYOUT.items).filter((child) => drawnAtAll(child) && shownRect(rectOf(child)));
      if (items.length < 4 || items.some((item) => /absolute|fixed/.test(getComputedStyle(item).position)) || moving && items.some((item) => item.getAnimations({ subtree: true }).length)) continue;
      found.push({ key: eye.nodeKey(parent), items: items.map((item) => ({ key: eye.nodeKey(item), text: cut(textOf(item, 60), 60), box: pageBox(rectOf(item)) })) });
    }
  }
  return found;
}

// A box that a person sees as one: a line around it, or a colour of its own.
function seenBox(element, style) {
  if (style.display === 'inline' || style.display === 'contents' || style.overflowX !== 'visible' || style.overflowY !== 'visible') return false;
  const lined = ['Top', 'Right', 'Bottom', 'Left'].every((side) => parseFloat(style[`border${side}Width`]) >= 1 && !/^rgba\(.*, 0\)$|transparent/.test(style[`border${side}Color`]) && style[`border${side}Style`] !== 'none');
  const coloured = paintOf(style) && element.parentElement && paintOf(getComputedStyle(element.parentElement)) !== paintOf(style);
  return lined || (coloured && (style.borderRadius !== '0px' || style.boxShadow !== 'none'));
}

// Text that runs out of the box in which it stands.
function sticksOut(texts) {
  const found = [];
  for (const { element, rect: whole } of texts) {
    if (found.length >= LAYOUT.found || !timeLeft()) break;
    const rect = letThrough(element, whole);
    if (!shownRect(rect)) continue;
    for (let card = element, steps = 0; card && steps < 5; card = card.parentElement, steps += 1) {
      if (card === document.body || card === document.documentElement) break;
      const style = getComputedStyle(card);
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') break;
      const outer = rectOf(card);
      if (!seenBox(card, style) || outer.width < 24 || outer.height < 12) continue;
      const beyond = Math.max(rect.right - outer.right, outer.left - rect.left, rect.bottom - outer.bottom);
      const partly = meet(rect, outer);
      if (beyond > 8 && partly.right - partly.left > 4 && partly.bottom - partly.top > 4 && (card === element || inFlow(element, card))) {
        found.push({ key: eye.nodeKey(element), text: cut(textOf(element, 80), 80), box: pageBox(rect), around: eye.nodeKey(card), around_box: pageBox(outer), by: beyond });
      }
      break;
    }
  }
  return found;
}

// What is left of text that an ellipsis shortens: how many letters, and whether there is a way to the rest.
function shortened(elements) {
  const found = [];
  for (const element of elements) {
    if (found.length >= LAYOUT.found || !timeLeft()) break;
    const style = getComputedStyle(element);
    if (style.textOverflow !== 'ellipsis' || style.overflowX === 'visible' || element.scrollWidth <= element.clientWidth + 1 || !drawnAtAll(element)) continue;
    const whole = squeeze(element.innerText || '');
    if (!whole || element.matches('input, select, textarea') || element.clientWidth < 1) continue;
    found.push({ key: eye.nodeKey(element), text: cut(whole, 120), box: pageBox(rectOf(element)), letters: Math.floor(whole.length * element.clientWidth / element.scrollWidth - 1), whole: whole.length });
  }
  return found;
}

// A text that something lies over in part: letters are cut, though nothing floats above the page.
function partlyCovered(texts) {
  const found = [];
  for (const { element, line } of texts) {
    if (found.length >= LAYOUT.found || !timeLeft()) break;
    if (line.top < 0 || line.bottom > innerHeight || line.left < 0 || line.right > innerWidth || line.width < 40) continue;
    if (letThrough(element, line).height < 0.9 * line.height) continue;
    const middle = line.top + line.height / 2;
    const covers = [];
    for (let at = 0; at < 10; at += 1) {
      const hit = deepest(line.left + (at + 0.5) * line.width / 10, middle);
      covers.push(!hit || within(hit, element) || within(element, hit) ? null : hit);
    }
    const over = covers.filter(Boolean);
    if (over.length < 3 || over.length > 8) continue;
    const cover = over[0];
    if (unfoldedOver(cover, element)) continue;
    if (!opaqueOver(cover, element) || turned(cover) || turned(element) || floats(cover) || floats(element) || cover.getAnimations?.().length) continue;
    found.push({ key: eye.nodeKey(element), text: cut(textOf(element, 80), 80), box: pageBox(line), cover: told(cover), cover_box: pageBox(rectOf(cover)) });
  }
  return found;
}

// Whether what lies over it was unfolded and can be folded again: what drops down says so by its classes.
function unfoldedOver(cover, element) {
  const sheet = cover.closest?.('.show, .open, .is-open, .expanded, [class*=dropdown], [class*=popover], [class*=popup], [class*=menu]');
  return Boolean(sheet) && !within(element, sheet);
}

function opaqueOver(cover, element) {
  for (let one = cover; one && !within(element, one); one = parentOf(one)) {
    const style = getComputedStyle(one);
    if (parseFloat(style.opacity) < 0.9) return false;
    if (one.tagName === 'IMG' || one.tagName === 'VIDEO' || /^rgb\(/.test(style.backgroundColor)) return true;
  }
  return false;
}

// Whether it dims the whole window, as what lies under a dialog does, while it fades in as well.
function dimsAll(cover) {
  const rect = rectOf(cover);
  const whole = rect.left <= 1 && rect.top <= 1 && rect.right >= innerWidth - 20 && rect.bottom >= innerHeight - 1;
  const style = getComputedStyle(cover);
  const [, , , alpha = 1] = style.backgroundColor.match(/[\d.]+/g) || [];
  return whole && alpha > 0.1 && (parseFloat(style.opacity) > 0.1 || cover.getAnimations().length > 0);
}

// What lies over the whole window and keeps from all that is not in it, scrolled to or not: a modal dialog, a backdrop with
// what stands on it. Empty where one of these can be touched that stands elsewhere, as on a backdrop behind the page.
function sheetsOverAll(touchables) {
  const modal = [...document.querySelectorAll('dialog:modal')].at(-1);
  if (modal) return [modal];
  const [right, bottom] = [innerWidth - 3, innerHeight - 3];
  const hit = [[2, 2], [right, 2], [2, bottom], [right, bottom], [innerWidth / 2, innerHeight / 2]].map(([x, y]) => fixedAround(deepest(x, y)));
  const covers = (sheet) => { const rect = rectOf(sheet); return rect.left <= 1 && rect.top <= 1 && rect.right >= innerWidth - 20 && rect.bottom >= innerHeight - 1; };
  if (!hit.every(Boolean) || !hit.some(covers)) return [];
  const behind = touchables.filter(({ element, visible }) => visible && !hit.some((sheet) => within(element, sheet)));
  return behind.some(({ face }) => { const { x, cover } = reachable(face); return x !== undefined && !cover; }) ? [] : [...new Set(hit)];
}

function fixedAround(element) {
  for (let one = element; one; one = parentOf(one)) if (getComputedStyle(one).position === 'fixed') return one;
  return null;
}

// Faces in a pile, tabs and steps overlap on purpose: many neighbours of one make.
function piled(one, other) {
  const make = (element) => `${element.tagName}.${element.className}`;
  const around = (element) => (element.parentElement.childElementCount === 1 ? element.parentElement : element).parentElement;
  return make(one) === make(other) && around(one) === around(other) && [...around(one).querySelectorAll(one.tagName)].filter((element) => make(element) === make(one)).length > 2;
}

// Two controls that share a place without one being inside the other.
function collisions() {
  const controls = [...document.querySelectorAll('a[href], button, select, textarea, input:not([type=hidden], [type=range], [type=checkbox], [type=radio], [type=file])')].slice(0, LAYOUT.controls)
    .filter((one) => drawnAtAll(one) && !one.disabled && getComputedStyle(one).pointerEvents !== 'none')
    .flatMap((element) => [...element.getClientRects()].map((rect) => ({ element, rect: letThrough(element, rect) })).filter(({ rect }) => shownRect(rect)));
  const found = [];
  controls.sort((one, other) => one.rect.top - other.rect.top);
  for (let at = 0; at < controls.length && found.length < LAYOUT.found && timeLeft(); at += 1) {
    const one = controls[at];
    for (let next = at + 1; next < controls.length && controls[next].rect.top < one.rect.bottom; next += 1) {
      const other = controls[next];
      if (one.element === other.element || within(one.element, other.element) || within(other.element, one.element)) continue;
      const both = meet(one.rect, other.rect);
      const [width, height] = [both.right - both.left, both.bottom - both.top];
      const smaller = Math.min(one.rect.width * one.rect.height, other.rect.width * other.rect.height);
      if (width < 8 || height < 6 || width * height < 0.2 * smaller || width * height > 0.85 * smaller) continue;
      if (floats(one.element) !== floats(other.element) || one.element.getAnimations().length || other.element.getAnimations().length) continue;
      if (piled(one.element, other.element) || turned(one.element) || turned(other.element)) continue;
      if (!textOf(one.element, 10) && !one.element.value || !textOf(other.element, 10) && !other.element.value) continue;
      found.push({ first: eye.nodeKey(one.element), second: eye.nodeKey(other.element), first_name: cut(nameOf(one.element), 60), second_name: cut(nameOf(other.element), 60), box: pageBox(one.rect), other_box: pageBox(other.rect) });
      break;
    }
  }
  return found;
}

// Whether letters of that family come from a font that is there: the width of text changes with the fallback when it is not.
const measured = new Map();
function fontThere(family) {
  if (measured.has(family)) return measured.get(family);
  const brush = document.createElement('canvas').getContext('2d');
  const widths = ['monospace', 'serif'].map((fallback) => {
    brush.font = `40px ${family}, ${fallback}`;
    return brush.measureText('mwil arrow_back 0123').width;
  });
  const declared = [...document.fonts].filter((face) => face.family.replace(/["']/g, '') === family.replace(/["']/g, ''));
  const there = widths[0] === widths[1] || declared.some((face) => face.status === 'loaded' || face.status === 'loading');
  measured.set(family, there);
  return there;
}

const firstFamily = (style) => (style.fontFamily.match(/"[^"]*"|'[^']*'|[^,]+/) || [''])[0].trim();

// Icons drawn by a font that did not come: a name or an empty box stands in their place.
function fontlessIcons(elements) {
  const found = [];
  for (const element of elements) {
    if (found.length >= LAYOUT.found || !timeLeft()) break;
    for (const part of element.childElementCount ? [null] : [null, '::before', '::after']) {
      const style = getComputedStyle(element, part);
      const own = part ? style.content.replace(/^["']|["']$/g, '') : element.childElementCount ? '' : squeeze(element.textContent);
      if (!own || own === 'none' || own === 'normal' || own.length > 40) continue;
      const family = firstFamily(style);
      const named = !part && ICON_NAME.test(own) && own.length > 2 && ICON_FONT.test(family);
      const glyph = PRIVATE_USE.test(own) && own.trim() !== '';
      if (!named && !glyph || !drawnAtAll(element) || !shownRect(rectOf(element)) || fontThere(family)) continue;
      found.push({ key: eye.nodeKey(element), text: named ? own : '', family: family.replace(/["']/g, ''), box: pageBox(rectOf(element)) });
      break;
    }
  }
  return found;
}

// Pictures that came and have no height or width, in a place where something should be seen.
function collapsed() {
  return [...document.images].filter((image) => {
    if (!image.complete || image.naturalWidth < 32 || image.naturalHeight < 32 || !drawnAtAll(image) || image.loading === 'lazy' && !image.currentSrc) return false;
    const rect = rectOf(image);
    if (rect.width >= 1 && rect.height >= 1 || Math.max(rect.width, rect.height) < 32) return false;
    if (image.getAttribute('width') === '0' || image.getAttribute('height') === '0' || image.getAnimations().length) return false;
    const around = image.closest('a, figure, li, div, section, article, p, main');
    const place = around && rectOf(around);
    return Boolean(place) && place.width >= 32 && place.height >= 16 && !floats(image);
  }).slice(0, LAYOUT.found).map((image) => ({ key: eye.nodeKey(image), url: image.currentSrc, box: pageBox(rectOf(image)), width: image.naturalWidth, height: image.naturalHeight }));
}

// The page's own stylesheets, and whether they do anything.
function sheets() {
  return [...document.querySelectorAll('link[rel~=stylesheet][href]')].filter((link) => !link.disabled && (!link.media || matchMedia(link.media).matches) && !/alternate/.test(link.rel)).slice(0, LAYOUT.found).map((link) => {
    let rules = -1; // another origin's cannot be counted
    try { rules = link.sheet ? link.sheet.cssRules.length : 0; } catch { /* cross-origin */ }
    return { url: link.href, loaded: Boolean(link.sheet), rules };
  });
}

// Pictures and drawings that may carry words, as far as they are in view and nothing lies over them.
function printedPlaces() {
  return [...document.querySelectorAll('img, canvas, input[type=image]')].map((element) => ({ element, rect: rectOf(element) }))
    .filter(({ element, rect }) => {
      if (rect.width < PRINTED_LEAST.width || rect.height < PRINTED_LEAST.height || !drawnAtAll(element)) return false;
      if (rect.left < 0 || rect.top < 0 || rect.right > innerWidth || rect.bottom > innerHeight) return false;
      if (DRAWING.test(element.currentSrc || '') && rect.width < 160) return false;
      const hit = deepest(rect.left + rect.width / 2, rect.top + rect.height / 2);
      return Boolean(hit) && (within(hit, element) || within(element, hit) || element.tagName === 'CANVAS');
    })
    .slice(0, LAYOUT.found).map(({ element, rect }) => ({ key: eye.nodeKey(element), box: pageBox(rect) }));
}

eye.layout = () => eye.measured(() => {
  measureUntil = now() + LAYOUT_TIME;
  const elements = [...(document.body?.querySelectorAll('*') || [])].slice(0, LAYOUT.nodes).filter((element) => !INVISIBLE_TAGS.has(element.tagName) && !(element instanceof SVGElement));
  const texts = [];
  for (const element of elements) {
    if (texts.length >= LAYOUT.texts || !timeLeft()) break;
    const nodes = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
    if (!nodes.length || /^(OPTION|TEXTAREA|SELECT)$/.test(element.tagName) || !drawnAtAll(element) || parseFloat(getComputedStyle(element).fontSize) < 6) continue;
    // The name of an icon whose font is missing takes more room than the icon would.
    const family = firstFamily(getComputedStyle(element));
    if (ICON_FONT.test(family) && !fontThere(family)) continue;
    const range = document.createRange();
    range.setStartBefore(nodes[0]);
    range.setEndAfter(nodes[nodes.length - 1]);
    const rect = range.getBoundingClientRect();
    const line = range.getClientRects()[0];
    if (shownRect(rect) && line && rect.right > 0) texts.push({ element, rect, line });
  }
  return json({
    rows: rows(elements), sticking_out: sticksOut(texts), shortened: shortened(elements), partly_covered: partlyCovered(texts), collisions: collisions(),
    fontless_icons: fontlessIcons(elements), collapsed: collapsed(), sheets: sheets(), printed_places: printedPlaces(), right_to_left: Boolean(document.documentElement) && getComputedStyle(document.body || document.documentElement).direction === 'rtl',
  });
});
