// What things are: role, name, region, visibility, and a key that is the same on every visit.

const NATIVE_ROLES = {
  BUTTON: 'button', SUMMARY: 'button', TEXTAREA: 'textbox', OPTION: 'option', NAV: 'navigation', MAIN: 'main', ASIDE: 'complementary', TABLE: 'table', TR: 'row', TD: 'cell',
  TH: 'columnheader', UL: 'list', OL: 'list', LI: 'listitem', DIALOG: 'dialog', IMG: 'img', FORM: 'form', ARTICLE: 'article', FIELDSET: 'group', PROGRESS: 'progressbar',
  METER: 'meter', OUTPUT: 'status', VIDEO: 'video', AUDIO: 'audio', IFRAME: 'iframe', CANVAS: 'canvas',
  H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading', H5: 'heading', H6: 'heading',
};
const INPUT_ROLES = {
  button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox', radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox',
  file: 'file', color: 'color', date: 'date', time: 'time', month: 'month', week: 'week', 'datetime-local': 'datetime',
};
const TOUCHABLE_ROLES = new Set(['button', 'link', 'checkbox', 'radio', 'switch', 'tab', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'option', 'combobox', 'textbox', 'searchbox', 'slider', 'spinbutton', 'treeitem']);
const LANDMARKS = { banner: 'header', navigation: 'nav', main: 'main', contentinfo: 'footer', complementary: 'aside', dialog: 'dialog', alertdialog: 'dialog', search: 'search', menu: 'menu', listbox: 'menu' };
const LANDMARK_TAGS = { HEADER: 'header', NAV: 'nav', MAIN: 'main', FOOTER: 'footer', ASIDE: 'aside', DIALOG: 'dialog', SEARCH: 'search' };
const NAME_LIMIT = 120;

const squeeze = (text) => (text || '').replace(/\s+/g, ' ').trim();
const cut = (text, limit) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);
// Numbers change from visit to visit (counts, prices, dates, ids); names must not.
const masked = (text) => squeeze(text).replace(/\d+([.,:/-]\d+)*/g, '#');

// A form gives its field named "id" or "children" for its own id or children (HTML standard, named properties of forms).
const idOf = (element) => element.getAttribute('id') || '';
const ownChildren = Object.getOwnPropertyDescriptor(Element.prototype, 'children').get;
const childrenOf = (node) => (node instanceof Element ? ownChildren.call(node) : node.children);

function parentOf(element) {
  if (element.assignedSlot) return element.assignedSlot;
  return element.parentElement || (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null);
}

function roleOf(element) {
  const declared = element.getAttribute('role')?.trim().split(/\s+/)[0];
  if (declared && declared !== 'presentation' && declared !== 'none') return declared;
  if (element.tagName === 'A' || element.tagName === 'AREA') return element.hasAttribute('href') ? 'link' : '';
  if (element.tagName === 'INPUT') return INPUT_ROLES[element.type] || (element.list ? 'combobox' : 'textbox');
  if (element.tagName === 'SELECT') return element.multiple || element.size > 1 ? 'listbox' : 'combobox';
  if (element.isContentEditable && !element.parentElement?.isContentEditable) return 'textbox';
  return NATIVE_ROLES[element.tagName] || '';
}

function textOf(element, limit = 400, drawn = false) {
  let text = '';
  const walk = (node) => {
    for (const child of (node.shadowRoot || node).childNodes) {
      if (text.length > limit) return;
      if (child.nodeType === Node.TEXT_NODE) text += child.data;
      else if (child.nodeType === Node.ELEMENT_NODE && !INVISIBLE_TAGS.has(child.nodeName) && (drawn || child.getAttribute('aria-hidden') !== 'true') && !child.hidden) {
        if (child.tagName === 'IMG') text += ` ${child.alt} `;
        else if (child.tagName === 'SLOT') for (const assigned of child.assignedNodes()) text += ` ${assigned.textContent}`;
        else if (child.tagName !== 'SELECT' && child.tagName !== 'TEXTAREA') { walk(child); if (child.tagName === 'BR' || text && child.tagName !== 'SPAN') text += ' '; }
      }
    }
  };
  walk(element);
  return squeeze(text);
}

function referenced(element, attribute) {
  const ids = element.getAttribute(attribute);
  if (!ids) return '';
  const root = element.getRootNode();
  return squeeze(ids.split(/\s+/).map((id) => root.getElementById?.(id)).filter(Boolean).map((one) => textOf(one)).join(' '));
}

function labelOf(field) {
  const labels = field.labels ? [...field.labels] : [];
  return squeeze(labels.map((label) => textOf(label)).join(' '));
}

// What stands at a field beyond its label's words and may mark it as needed: a star for the eyes alone, one that a style draws,
// and what scripts that check forms go by.
const NEEDED = /(^|\s)(required|is-required|mandatory|pflichtfeld|obligatorio|obligatoire)(\s|$)/i;
function markOf(field) {
  const labels = field.labels ? [...field.labels] : [];
  const parts = labels.flatMap((label) => [label, ...label.querySelectorAll('*')]).slice(0, 20);
  const drawn = parts.flatMap((one) => ['::before', '::after'].map((end) => getComputedStyle(one, end).content.match(/^"(.*)"$/)?.[1] || ''));
  const holder = field.parentElement?.querySelectorAll('input, select, textarea').length === 1 ? [field.parentElement] : [];
  const classed = [field, ...labels, ...holder].some((one) => NEEDED.test(one.getAttribute('class') || ''));
  const given = ['data-required', 'data-val-required', 'data-rule-required', 'data-parsley-required'].some((name) => field.hasAttribute(name) && field.getAttribute(name) !== 'false');
  return cut(squeeze([...labels.map((label) => textOf(label, 400, true)), ...drawn, classed || given ? '(required)' : ''].join(' ')), NAME_LIMIT);
}

// After the Accessible Name computation (W3C accname), as far as a person would notice.
function nameOf(element) {
  const given = referenced(element, 'aria-labelledby') || squeeze(element.getAttribute('aria-label'));
  if (given) return cut(given, NAME_LIMIT);
  const tag = element.tagName;
  if (tag === 'INPUT' && ['submit', 'reset', 'button'].includes(element.type)) {
    return cut(squeeze(element.value) || { submit: 'Submit', reset: 'Reset' }[element.type] || '', NAME_LIMIT);
  }
  if (tag === 'INPUT' && element.type === 'image') return cut(squeeze(element.alt), NAME_LIMIT);
  if (tag === 'INPUT' || tag === 'SELECT' || tag === 'TEXTAREA' || element.isContentEditable) {
    return cut(labelOf(element) || squeeze(element.getAttribute('title')) || squeeze(element.getAttribute('placeholder')) || squeeze(element.getAttribute('name')), NAME_LIMIT);
  }
  if (tag === 'IMG' || tag === 'AREA') return cut(squeeze(element.alt) || squeeze(element.title), NAME_LIMIT);
  return cut(textOf(element) || squeeze(element.querySelector?.('svg title')?.textContent) || squeeze(element.getAttribute('title')), NAME_LIMIT);
}

// A sheet over the whole window that calls itself what it is: a dialog, though it does not say so to everybody.
const MODAL = /(^|[-_ ])(modal|lightbox|popup)([-_ ]|$)/i;
function overlays(element) {
  if (!MODAL.test(`${element.id} ${element.className?.baseVal ?? element.className}`)) return false;
  const style = getComputedStyle(element);
  return style.position === 'fixed' && style.top === '0px' && style.left === '0px' && (style.right === '0px' || style.width === '100%');
}

const regions = new WeakMap();
function regionOf(element) {
  if (!element || element === document.documentElement || element === document.body) return '';
  const known = regions.get(element);
  if (known !== undefined && element.isConnected) return known;
  const declared = LANDMARKS[element.getAttribute('role')];
  let region = declared || LANDMARK_TAGS[element.tagName] || (element.getAttribute('aria-modal') === 'true' || overlays(element) ? 'dialog' : '');
  // Headers and footers of articles and sections are no landmarks (HTML-AAM).
  if (!declared && (region === 'header' || region === 'footer') && element.parentElement?.closest('article, aside, main, nav, section')) region = '';
  region ||= regionOf(parentOf(element));
  regions.set(element, region);
  return region;
}

function formKey(form) {
  if (!form) return '';
  if (form.tagName !== 'FORM') return placeKey(form);
  const given = form.getAttribute('aria-label') || idOf(form) || form.getAttribute('name') || '';
  const action = form.hasAttribute('action') ? form.getAttribute('action').split(/[?#]/)[0] : '';
  const alike = [...document.forms].filter((one) => (one.getAttribute('action') || '') === (form.getAttribute('action') || '') && idOf(one) === idOf(form));
  const ordinal = alike.indexOf(form);
  return cut(masked(given || action || 'form'), 60) + (!given && ordinal > 0 ? `~${ordinal + 1}` : '');
}

function baseKey(element) {
  return [roleOf(element) || 'clickable', cut(masked(nameOf(element)), 60), element.tagName.toLowerCase(), regionOf(element), formKey(element.form)].join('|');
}

// Keys of what can be touched, given by the last look; anything else is told by what it is and the start of its text.
let touchKeys = new WeakMap();
eye.nodeKey = (element) => {
  if (!element || element.nodeType !== 1) return '';
  const known = touchKeys.get(element);
  if (known) return known;
  const tag = element.tagName.toLowerCase();
  let name = element.getAttribute('aria-label') || element.alt || '';
  if (!name && (tag === 'img' || tag === 'video' || tag === 'iframe')) name = (element.currentSrc || element.src || '').split(/[?#]/)[0].split('/').pop();
  if (!name) name = tag === 'body' || tag === 'html' || tag === 'main' ? '' : textOf(element, 60);
  return [roleOf(element) || tag, cut(masked(name), 40), tag, regionOf(element)].join('|');
};

function rectOf(element) {
  return element.getBoundingClientRect();
}

// Tick boxes, radio buttons and file fields are often hidden behind their label; then the label is what a person sees and touches.
function standIn(element) {
  if (element.tagName !== 'INPUT' || !['checkbox', 'radio', 'file'].includes(element.type)) return element;
  if (seen(element) && element.checkVisibility({ opacityProperty: true })) return element;
  return [...(element.labels || [])].find(seen) || (element.type === 'file' && dropZone(element)) || element;
}

// What stands for a hidden field for files that has no label: the button beside it, or the zone around both into which
// files are dropped; null where so much lies around it that nothing tells.
const ZONE_DEPTH = 3;
function dropZone(field) {
  let zone = parentOf(field);
  for (let depth = 0; zone && depth < ZONE_DEPTH && !/^(FORM|BODY|MAIN|HTML)$/.test(zone.tagName); depth += 1, zone = parentOf(zone)) {
    if (!seen(zone)) continue;
    if ([...zone.querySelectorAll('input:not([type=hidden]), select, textarea')].some((one) => one !== field)) return null;
    const buttons = [...zone.querySelectorAll('button, [role=button]')].filter(seen);
    const face = buttons.length === 1 ? buttons[0] : zone;
    if (buttons.length < 2 && !(face.form && face.type === 'submit') && zone.textContent.trim()) return face;
  }
  return null;
}

// Designed tick boxes and file fields are often the browser's own made transparent, with a picture in their place.
const TRANSPARENT_LEAST = 8;
function standsTransparent(element) {
  if (element.tagName !== 'INPUT' || !['checkbox', 'radio', 'file'].includes(element.type)) return false;
  const rect = rectOf(element);
  return rect.width >= TRANSPARENT_LEAST && rect.height >= TRANSPARENT_LEAST;
}

function seen(element) {
  if (!element.checkVisibility({ opacityProperty: !standsTransparent(element), visibilityProperty: true, contentVisibilityAuto: true })) return false;
  const rect = rectOf(element);
  if (rect.width > 1 && rect.height > 1) return true;
  // An inline link around a block or a floated image has no size of its own.
  return [...childrenOf(element)].some((child) => { const inner = rectOf(child); return inner.width > 1 && inner.height > 1; });
}

function deepest(x, y) {
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
}

function within(element, ancestor) {
  for (let one = element; one; one = parentOf(one)) if (one === ancestor) return true;
  return false;
}

function pointsOf(element) {
  const rects = [...element.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
  const rect = rects[0] || [...childrenOf(element)].map(rectOf).find((inner) => inner.width > 0 && inner.height > 0);
  if (!rect) return [];
  const inside = (x, y) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  return [[0.5, 0.5], [0.2, 0.5], [0.8, 0.5], [0.5, 0.2], [0.5, 0.8]]
    .map(([x, y]) => [rect.left + rect.width * x, rect.top + rect.height * y])
    .filter(([x, y]) => inside(x, y));
}

// Where the element can be touched: a point that is not covered, or what covers it.
function reachable(element) {
  let cover = null;
  const points = pointsOf(element);
  for (const [x, y] of points) {
    const hit = deepest(x, y);
    if (!hit || hit === document.documentElement) continue;
    if (within(hit, element) || within(element, hit) || hit.closest?.('label')?.control === element) return { x, y, cover: null };
    cover ||= hit;
  }
  return { x: points[0]?.[0], y: points[0]?.[1], cover };
}

function told(element) {
  const name = cut(nameOf(element), 40);
  const id = idOf(element) ? `#${idOf(element)}` : '';
  const kind = typeof element.className === 'string' && element.classList[0] ? `.${element.classList[0]}` : '';
  return `${element.tagName.toLowerCase()}${id || kind}${name ? ` "${name}"` : ''}`;
}

// A path that finds the element now; " >>> " steps into a shadow tree.
function selectorOf(element) {
  const root = element.getRootNode();
  const inside = root instanceof ShadowRoot ? `${selectorOf(root.host)} >>> ` : '';
  const steps = [];
  for (let one = element; one && one.nodeType === 1; one = one.parentElement) {
    if (idOf(one) && !/\d{3,}|^[:«_]|:r|[0-9a-f]{8}/i.test(idOf(one))) {
      const byId = `#${CSS.escape(idOf(one))}`;
      if (root.querySelectorAll(byId).length === 1) { steps.unshift(byId); break; }
    }
    const siblings = [...childrenOf(one.parentElement || root)];
    const alike = siblings.filter((sibling) => sibling.tagName === one.tagName);
    const tag = CSS.escape(one.tagName.toLowerCase());
    steps.unshift(alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(one) + 1})` : tag);
  }
  return inside + steps.join(' > ');
}

function select(selector) {
  let root = document;
  let found = null;
  for (const part of selector.split(' >>> ')) {
    if (!root) return null;
    try { found = root.querySelector(part); } catch { return null; }
    root = found?.shadowRoot;
  }
  return found;
}

// A password stays one when the page shows it as plain text.
const secretFields = new WeakSet();
function isSecret(field) {
  if (field.type === 'password') secretFields.add(field);
  return secretFields.has(field);
}
