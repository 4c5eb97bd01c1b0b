// Collects the whole screen in one walk over the rendered tree, shadow trees included; child frames are asked on their own.

const LIMITS = { nodes: 8000, elements: 400, texts: 600, pictures: 300, links: 500, lines: 20, overflows: 60, options: 50, headings: 100, media: 20, suspects: 6, text: 120_000, markup: 1_500_000, structure: 20_000 };
const TOUCHABLE = 'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [role], [contenteditable], [tabindex], [onclick], video[controls], audio[controls]';
const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
const NOT_LOOKED_INTO = new Set([...INVISIBLE_TAGS, 'SVG', 'svg', 'SELECT', 'IFRAME', 'OBJECT', 'VIDEO', 'AUDIO', 'CANVAS', 'TEXTAREA', 'MATH', 'math']);
const NOWHERE = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

// What takes the keyboard's place, or stands for something that does.
const FOCUSABLE = 'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, label, iframe, audio, video, [tabindex], [contenteditable], [aria-activedescendant]';
const REPLACED = new Set(['IMG', 'VIDEO', 'CANVAS', 'IFRAME', 'OBJECT', 'EMBED', 'svg']);
// A colour that lets what is behind it be read.
const SHEER = /^rgba\(.*, 0(\.[0-7]\d*)?\)$|transparent/;
const ICON_FONT = /icon|symbol|awesome|glyph/i;

const pageBox = (rect) => ({ x: rect.left + scrollX, y: rect.top + scrollY, width: rect.width ?? rect.right - rect.left, height: rect.height ?? rect.bottom - rect.top });
const absolute = (url) => { try { return url ? new URL(url, document.baseURI).href : ''; } catch { return url || ''; } };
const lengthOrNull = (value) => (Number.isInteger(value) && value >= 0 ? value : null);

function meet(one, other) {
  return { left: Math.max(one.left, other.left), top: Math.max(one.top, other.top), right: Math.min(one.right, other.right), bottom: Math.min(one.bottom, other.bottom) };
}

// Whether it turns what is in it, or gives it depth: then boxes do not tell what lies over what.
function turns(style) {
  if (style.perspective !== 'none' || style.transformStyle === 'preserve-3d') return true;
  if (style.transform === 'none') return style.rotate !== 'none';
  if (style.transform.startsWith('matrix3d')) return true;
  const [, along, across] = style.transform.slice('matrix('.length).split(',').map(Number);
  return Math.abs(along) > 0.01 || Math.abs(across) > 0.01;
}

class Walk {
  constructor() {
    this.nodes = 0;
    this.truncated = false;
    this.touchables = [];
    this.texts = [];
    this.pictures = [];
    this.links = [];
    this.headings = [];
    this.wide = [];
    this.backgrounds = new Map();
    this.suspects = 0;
    // A document that was opened anew and has nothing written into it has no root.
    this.width = document.documentElement?.clientWidth ?? innerWidth;
    this.delegated = delegatedSelectors();
    this.sideways = (document.documentElement?.scrollWidth ?? 0) > this.width + 1;
    // Where the page cannot be scrolled sideways, what waits outside as a whole is to be moved in later.
    this.stuck = [document.documentElement, document.body].some((root) => root && /hidden|clip/.test(getComputedStyle(root).overflowX));
    this.painted = false;
  }

  // `seenPart` is what ancestors let through to the eye, `cutPart` the same without scrolling areas (what they hide can be scrolled to).
  visit(element, above) {
    if (this.nodes >= LIMITS.nodes) { this.truncated = true; return ''; }
    this.nodes += 1;
    const style = getComputedStyle(element);
    if (style.display === 'none' || element === eye.overlay) {
      this.unseen(element, style, above);
      return '';
    }
    const rect = rectOf(element);
    const opaque = above.opaque && style.opacity !== '0';
    const visible = opaque && style.visibility === 'visible';
    const here = this.clipping(element, style, rect, above, opaque);

    if (visible) this.look(element, style, rect, above);
    else if (element.tagName === 'INPUT' || element.tagName === 'A') this.touch(element, style, rect, above, false);
    if (NOT_LOOKED_INTO.has(element.tagName)) return visible ? this.shape(element, rect, []) : '';

    if (element.shadowRoot) eye.watchRoot(element.shadowRoot);
    const children = element.tagName === 'SLOT' && element.assignedElements().length ? element.assignedElements() : childrenOf(element.shadowRoot || element);
    const shapes = [];
    const folded = element.tagName === 'DETAILS' && !element.open;
    for (const child of children) {
      if (folded && child.tagName !== 'SUMMARY') { this.unseen(child, style, here); continue; }
      const shape = this.visit(child, here);
      if (shape) shapes.push({ shape, child });
    }
    return this.shape(element, rect, shapes, visible);
  }

  clipping(element, style, rect, above, opaque) {
    let { seenPart, cutPart } = above;
    if (style.position === 'fixed') { seenPart = NOWHERE; cutPart = NOWHERE; }
    else if (style.position === 'absolute' && above.flow !== above.positioned) { seenPart = above.positionedSeen; cutPart = above.positionedCut; }
    const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    const inner = { flow: element, shared: this.shared(element, style), opaque, pointer: style.cursor === 'pointer', seenPart, cutPart, clipper: above.clipper, ellipsis: above.ellipsis, fixed: above.fixed || style.position === 'fixed', layer: this.layered(element, style) || this.raised(style, rect, above) ? element : above.layer, turned: above.turned || turns(style), placed: above.placed || this.placed(style, rect) };
    if (clips && element !== document.body && element !== document.documentElement) {
      // What was scrolled, by a script or to a place that an address names, does not cut what it moved away.
      const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) || element.scrollLeft !== 0 || element.scrollTop !== 0;
      inner.seenPart = meet(seenPart, rect);
      inner.cutPart = scrolls ? NOWHERE : meet(cutPart, rect);
      inner.clipper = scrolls ? null : element;
      inner.scroller = scrolls || above.scroller;
      inner.ellipsis = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
    } else {
      inner.scroller = above.scroller;
    }
    if (style.clipPath !== 'none' && rect.width <= 1) inner.seenPart = { left: 0, top: 0, right: 0, bottom: 0 };
    const isPositioned = style.position !== 'static' || style.transform !== 'none';
    inner.positioned = isPositioned ? element : above.positioned;
    inner.positionedSeen = isPositioned ? inner.seenPart : above.positionedSeen;
    inner.positionedCut = isPositioned ? inner.cutPart : above.positionedCut;
    return inner;
  }

  // What floats over the page: it covers what lies below by design.
  layered(element, style) {
    return style.position === 'fixed' || style.position === 'sticky' || element.tagName === 'DIALOG' || element.popover || /dialog|tooltip|menu|listbox/.test(element.getAttribute('role') || '');
  }

  // Put somewhere on purpose, such as a tile of a game; what takes up most of the window is the app itself.
  placed(style, rect) {
    return style.position === 'absolute' && rect.width * rect.height < 0.25 * innerWidth * innerHeight;
  }

  // A painted sheet that is raised over its neighbours, as what drops down is: what it lies over cannot be mixed up with it.
  raised(style, rect, above) {
    const lifted = (style.position === 'absolute' && Number(style.zIndex) > 0) || above.placed || this.placed(style, rect);
    return lifted && !SHEER.test(style.backgroundColor);
  }

  // Links that are not rendered still lead somewhere, and a field for files that is not is opened by what stands for it.
  unseen(element, style, above) {
    if (element.type === 'file' && element.tagName === 'INPUT') this.touch(element, style, rectOf(element), above, false);
    const anchors = element.tagName === 'A' ? [element] : element.getElementsByTagName('a');
    for (const anchor of anchors) {
      if (anchor.hasAttribute('href')) this.link(anchor, false);
      if (this.links.length >= LIMITS.links) break;
    }
  }

  look(element, style, rect, above) {
    const tag = element.tagName;
    if (tag === 'IMG' && this.pictures.length < LIMITS.pictures && !element.closest('noscript')) {
      this.pictures.push({
        url: element.currentSrc || element.src, box: pageBox(rect), key: eye.nodeKey(element), natural_width: element.naturalWidth, natural_height: element.naturalHeight,
        complete: element.complete, alternative: element.getAttribute('alt'), fit: style.objectFit, loading: element.loading, fit: style.objectFit,
      });
    }
    if (/^H[1-6]$/.test(tag) && this.headings.length < LIMITS.headings) {
      const heading = textOf(element);
      if (heading) this.headings.push(cut(heading, 200));
    }
    this.painted ||= this.paints(element, style, rect);
    const clickable = style.cursor === 'pointer' && !above.pointer;
    const gestures = this.gestures(element, style, above);
    if (clickable || gestures.size || element.matches(TOUCHABLE)) this.touch(element, style, rect, above, true, gestures);
    this.read(element, style, above);
    if (this.sideways && !above.turned && !above.scroller && !above.clipper && rect.right > this.width + 1 && rect.width > 1 && rect.left < rect.right && style.position !== 'fixed' && !above.fixed) {
      // The outermost element that sticks out is the cause; its children only follow.
      const parent = parentOf(element);
      if (!parent || parent === document.body || parent === document.documentElement || rectOf(parent).right <= this.width + 1) {
        const lost = !this.stuck || (rect.left < this.width - 16 && textOf(element, 10) !== '');
        if (lost && element !== document.body && element !== document.documentElement) this.wide.push({ element, rect, by: rect.right - this.width });
      }
    }
  }

  // Whether there is something to see of it without a word: a picture behind it, or a colour that is not the whole window's.
  paints(element, style, rect) {
    if (rect.width < 8 || rect.height < 8 || element === document.body) return false;
    if (style.backgroundImage !== 'none') return true;
    const whole = rect.width * rect.height > 0.8 * innerWidth * innerHeight;
    return !whole && (paintOf(style) !== '' || (parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none'));
  }

  // What it listens to itself; a list that listens for all of its items hands that on to them.
  gestures(element, style, above) {
    const own = gesturesOf(element, this.delegated);
    if (isDraggedByHand(element, style)) own.add('drag');
    if (above.shared?.size && element.parentElement === above.flow && element.parentElement.childElementCount <= DELEGATED) for (const gesture of above.shared) own.add(gesture);
    return own;
  }

  // A list that listens for its items: each of them may be meant. Clicks on items with controls are meant for those.
  shared(element, style) {
    const items = [...childrenOf(element)];
    const least = /^(UL|OL|TBODY|DL)$/.test(element.tagName) ? 1 : 2;
    if (items.length < least || items.some((item) => item.tagName !== items[0].tagName) || element === document.body) return null;
    if (style.cursor === 'pointer' || element.matches('[onclick], [tabindex], [role], button, label, summary')) return null;
    const own = gesturesOf(element, this.delegated);
    if (element.querySelector(CONTROLS)) own.delete('click');
    own.delete('key');
    return own.size ? own : null;
  }

  touch(element, style, rect, above, visible, gestures = new Set()) {
    const tag = element.tagName;
    const role = roleOf(element);
    if (tag === 'A' && element.hasAttribute('href') || tag === 'AREA') this.link(element, visible && seen(element), role);
    const native = /^(BUTTON|INPUT|SELECT|TEXTAREA|SUMMARY)$/.test(tag) || ((tag === 'A' || tag === 'AREA') && element.hasAttribute('href'));
    const meant = native || TOUCHABLE_ROLES.has(role) || (element.isContentEditable && role === 'textbox') || ((tag === 'VIDEO' || tag === 'AUDIO') && element.controls);
    const inviting = meant || this.meaningful(element, style, rect, above);
    if (!inviting && !this.listens(element, rect, gestures)) return;
    if (meant && !native && this.inside(element, role)) return;
    this.touchables.push({ element, role: meant ? role : inviting ? 'clickable' : 'listener', rect, above, gestures });
  }

  // An option of a menu inside a native control, or a role repeated on a wrapper, is not a thing of its own.
  inside(element, role) {
    const around = parentOf(element)?.closest?.('a[href], button, select');
    return Boolean(around) && (role === 'link' || role === 'button');
  }

  // Something that looks touchable but is no control: the outermost element with a pointer, an onclick or a place in the tab order.
  meaningful(element, style, rect, above) {
    const inviting = style.cursor === 'pointer' && !above.pointer;
    if (!inviting && !element.hasAttribute('onclick') && !(element.hasAttribute('tabindex') && element.tabIndex >= 0)) return false;
    if (element === document.body || element === document.documentElement || element.tagName === 'MAIN') return false;
    if (element.closest('a[href], button, select, summary, label')) return false;
    if (element.tagName === 'LABEL' || element.tagName === 'OPTION' || element.tagName === 'IFRAME') return false;
    if (rect.width * rect.height > innerWidth * innerHeight * 0.6) return false;
    if (!inviting && !element.hasAttribute('onclick') && /auto|scroll/.test(style.overflowX + style.overflowY)) return false;
    // A wrapper around one real control is that control; around several it is only a place.
    return element.querySelector('a[href], button, input:not([type=hidden]), select, textarea, summary') === null || element.hasAttribute('onclick');
  }

  // Something that does not look touchable and listens all the same; what spans most of the window listens for others.
  listens(element, rect, gestures) {
    const label = element.closest('label');
    if (!gestures.size || element === document.body || label?.control || element.tagName === 'OPTION' || element.tagName === 'IFRAME') return false;
    if (rect.width * rect.height > innerWidth * innerHeight * 0.6 && element.tagName !== 'CANVAS') return false;
    if (element.closest('a[href], button, select, summary')) return false;
    if (this.shared(element, getComputedStyle(element))) return false;
    if (element.querySelector(CONTROLS)) { gestures.delete('click'); gestures.delete('key'); }
    return gestures.size > 0;
  }

  link(anchor, visible) {
    if (this.links.length >= LIMITS.links) { this.truncated = true; return; }
    this.links.push({ anchor, url: absolute(anchor.getAttribute('href')), text: cut(nameOf(anchor), 200), target: anchor.getAttribute('target') || '', rel: anchor.getAttribute('rel') || '', visible });
  }

  read(element, style, above) {
    let text = '';
    let first = null;
    let last = null;
    const nodes = [];
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) { text += ` ${node.data}`; first ||= node; last = node; nodes.push(node); }
    }
    if (!first || INVISIBLE_TAGS.has(element.tagName) || element.tagName === 'TEXTAREA' || element.tagName === 'OPTION') return;
    if (this.texts.length >= LIMITS.texts) { this.truncated = true; return; }
    const range = document.createRange();
    range.setStartBefore(first);
    range.setEndAfter(last);
    const rect = range.getBoundingClientRect();
    if (rect.width < 1 || rect.height < 1 || parseFloat(style.fontSize) === 0) return;
    const own = this.clipping(element, style, rectOf(element), above, true);
    const shown = meet(rect, own.seenPart);
    if (shown.right - shown.left < 2 || shown.bottom - shown.top < 2) return; // scrolled or moved out of sight, or for screen readers alone
    const beyond = Math.max(rect.right - own.cutPart.right, own.cutPart.left - rect.left, rect.bottom - own.cutPart.bottom - 2, own.cutPart.top - rect.top - 2);
    const clipped = beyond > 2;
    const ellipsis = clipped && (own.ellipsis || style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none');
    const box = pageBox({ left: shown.left, top: shown.top, right: shown.right, bottom: shown.bottom });
    const layer = this.layered(element, style) || this.raised(style, rectOf(element), above) ? element : above.layer;
    this.texts.push({ element, text: cut(squeeze(text), 1000), box, lines: this.lines(nodes, range, own.seenPart), layer, covered: this.covered(element, shown), turned: own.turned, font_size: parseFloat(style.fontSize), vanishes: this.vanishes(element, style, shown), clipped, intended_ellipsis: ellipsis, beyond });
  }

  // Whether something opaque lies over the middle of it; only what is in the viewport can be asked.
  covered(element, shown) {
    const hit = deepest((shown.left + shown.right) / 2, (shown.top + shown.bottom) / 2);
    if (!hit || within(hit, element)) return false;
    for (let one = hit; one && !within(element, one); one = parentOf(one)) {
      const style = getComputedStyle(one);
      if (one.tagName === 'IMG' || one.tagName === 'VIDEO' || one.tagName === 'IFRAME' || style.backgroundImage !== 'none') return true;
      if (!SHEER.test(style.backgroundColor)) return true;
    }
    return false;
  }

  // Whether it has the colour of what is behind it.
  vanishes(element, style, shown) {
    if (style.textShadow !== 'none' || style.webkitTextStrokeWidth !== '0px' || style.webkitTextFillColor !== this.background(element)) return false;
    if (this.suspects >= LIMITS.suspects) return false; // a text that only seems to vanish is rare, and asking is slow
    this.suspects += 1;
    return !paintedOver(element, (shown.left + shown.right) / 2, (shown.top + shown.bottom) / 2);
  }

  // The plain colour behind what stands in an element, null where it is not certain.
  background(element) {
    let known = this.backgrounds.get(element);
    if (known !== undefined) return known;
    const style = getComputedStyle(element);
    known = paintOf(style);
    if (known === '') {
      const around = parentOf(element);
      if (!around) known = style.colorScheme.includes('dark') ? null : 'rgb(255, 255, 255)';
      else known = style.position === 'absolute' || style.position === 'fixed' ? null : this.background(around);
    }
    this.backgrounds.set(element, known);
    return known;
  }

  // The boxes of single lines, as far as they can be seen.
  lines(nodes, range, seenPart) {
    const boxes = [];
    for (const node of nodes) {
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const shown = meet(rect, seenPart);
        if (shown.right - shown.left >= 2 && shown.bottom - shown.top >= 2 && boxes.length < LIMITS.lines) boxes.push(pageBox({ left: shown.left, top: shown.top, right: shown.right, bottom: shown.bottom }));
      }
    }
    return boxes;
  }

  // What the screen is made of, without what changes from item to item: see `structure` of Screen.
  shape(element, rect, children, visible = true) {
    const tag = element.tagName.toLowerCase();
    const role = roleOf(element);
    const region = LANDMARKS[role] || LANDMARK_TAGS[element.tagName] || '';
    const control = visible && (TOUCHABLE_ROLES.has(role) || element.matches('a[href], button, input:not([type=hidden]), select, textarea, summary'));
    let name = '';
    if (control || region) {
      const state = [element.getAttribute('aria-expanded') === 'true' || (tag === 'summary' && element.parentElement?.open) ? '+' : '', element.getAttribute('aria-selected') === 'true' ? '=' : '', element.disabled ? '!' : ''].join('');
      name = `${region || role || tag}${state}${control ? `"${cut(masked(nameOf(element)), 40)}"` : ''}`;
    } else if (/^h[1-6]$|^(p|img|table|ul|ol|form|fieldset|iframe|canvas|video|progress|svg)$/.test(tag)) name = visible ? tag : '';
    else if (role === 'alert' || role === 'status') name = textOf(element, 10) ? role : '';
    if (control) return name;
    const inner = this.collapse(children);
    if (!name) return inner;
    return inner ? `${name}(${inner})` : name;
  }

  // Three or more neighbours of one kind are a list: what matters is what its items are made of, not how many there are or what they are called.
  collapse(children) {
    const parts = [];
    for (let at = 0; at < children.length;) {
      const { child } = children[at];
      const like = (other) => other.tagName === child.tagName && (other.classList[0] || '') === (child.classList[0] || '') && !/^(nav|main|header|footer|section|h[1-6]|button|a|label|input)$/i.test(child.tagName);
      let to = at + 1;
      while (to < children.length && like(children[to].child)) to += 1;
      const listed = to - at >= 3 || (/^(li|tr|option|dd|dt)$/i.test(child.tagName) && !child.closest('nav'));
      if (listed) {
        const kinds = new Set();
        for (let one = at; one < to; one += 1) for (const kind of children[one].shape.replace(/"[^"]*"/g, '').split(/[(),]+/)) if (kind) kinds.add(kind.replace(/[*]$/, ''));
        parts.push(`${child.tagName.toLowerCase()}*(${[...kinds].sort().join(',')})`);
      } else {
        for (let one = at; one < to; one += 1) if (children[one].shape !== parts[parts.length - 1]) parts.push(children[one].shape);
      }
      at = to;
    }
    return parts.join(',');
  }
}

// What an element paints itself: a plain colour, '' for nothing, null for a picture or something half transparent.
function paintOf(style) {
  if (style.backgroundImage !== 'none') return null;
  if (style.backgroundColor === 'rgba(0, 0, 0, 0)') return '';
  return style.backgroundColor.startsWith('rgb(') ? style.backgroundColor : null;
}

// Whether something else is painted at that place: a picture, a coloured box that is not around the element, a drawn part of an ancestor.
function paintedOver(element, x, y) {
  if (element.getRootNode() !== document) return true;
  for (let one = element; one; one = one.parentElement) {
    if (['::before', '::after'].some((part) => getComputedStyle(one, part).content !== 'none')) return true;
  }
  return [...document.body.querySelectorAll('*')].some((one) => {
    const over = rectOf(one);
    if (x < over.left || x > over.right || y < over.top || y > over.bottom) return false;
    return REPLACED.has(one.tagName) || Boolean(one.shadowRoot) || (!one.contains(element) && paintOf(getComputedStyle(one)) !== '');
  });
}

// The words drawn on a control, or beside it as its label, where its name comes from somewhere else.
function drawnWords(element, texts) {
  if (!element.matches('[aria-label], [aria-labelledby]')) return [];
  const places = [element, ...(element.labels || [])].filter((one) => one.textContent.trim() && !/^(SELECT|TEXTAREA)$/.test(one.tagName));
  if (!places.length) return [];
  return texts.filter((run) => places.some((one) => one.contains(run.element)) && !ICON_FONT.test(getComputedStyle(run.element).fontFamily + run.element.className)).slice(0, 8).map((run) => cut(run.text, NAME_LIMIT));
}

// Whether the keyboard reaches it, or something in or around it that may do the same. What only a link to it or a script
// gives the focus, as the main part of a page, does nothing for what stands in it.
function reachedByKeyboard(element) {
  if (element.tabIndex >= 0 || element.shadowRoot || element.querySelector(FOCUSABLE)) return true;
  for (let around = element.closest(FOCUSABLE); around; around = around.parentElement?.closest(FOCUSABLE)) {
    if (around.tabIndex >= 0 || !around.matches('main, [role=main], section, article, body')) return true;
  }
  const root = element.getRootNode();
  return root instanceof ShadowRoot && reachedByKeyboard(root.host);
}

// Sound and film, seen or not: what plays by itself need not be visible.
function media() {
  return [...document.querySelectorAll('audio, video')].slice(0, LIMITS.media).map((medium) => ({
    key: eye.nodeKey(medium), kind: medium.tagName.toLowerCase(), url: medium.currentSrc || absolute(medium.getAttribute('src')), box: pageBox(rectOf(medium)), autoplay: medium.autoplay,
    playing: !medium.paused && !medium.ended, muted: medium.muted || medium.volume === 0, loop: medium.loop, controls: medium.controls, seconds: Number.isFinite(medium.duration) ? medium.duration : null,
    sound: medium.tagName === 'AUDIO' || medium.webkitAudioDecodedByteCount > 0,
  }));
}

function keyed(touchables) {
  const seenKeys = new Map();
  touchKeys = new WeakMap();
  for (const item of touchables) {
    const base = baseKey(item.element);
    const ordinal = (seenKeys.get(base) || 0) + 1;
    seenKeys.set(base, ordinal);
    item.key = ordinal > 1 ? `${base}|${ordinal}` : base;
    touchKeys.set(item.element, item.key);
  }
}

function checkedOf(element, role) {
  if (element.tagName === 'INPUT' && (element.type === 'checkbox' || element.type === 'radio')) return element.checked;
  const declared = element.getAttribute('aria-checked') ?? element.getAttribute('aria-pressed') ?? (role === 'tab' || role === 'option' ? element.getAttribute('aria-selected') : null);
  return declared === null ? null : declared === 'true';
}

function expandedOf(element) {
  if (element.tagName === 'SUMMARY') return Boolean(element.parentElement?.open);
  const declared = element.getAttribute('aria-expanded');
  return declared === null ? null : declared === 'true';
}

function valueOf(element) {
  if (element.tagName === 'SELECT') return squeeze([...element.selectedOptions].map((option) => option.label).join(', '));
  if (isSecret(element)) return element.value ? '••••••••' : '';
  if (element.tagName === 'INPUT' && ['checkbox', 'radio', 'submit', 'reset', 'button', 'image'].includes(element.type)) return element.getAttribute('value') || '';
  if (element.isContentEditable) return cut(squeeze(element.textContent), 500);
  return 'value' in element && typeof element.value === 'string' ? cut(element.value, 500) : '';
}

// Where it shows, if it does: asked of all, so that everything else is asked only of those that are told.
function sighted(touchable) {
  const face = standIn(touchable.element);
  const rect = rectOf(face);
  return { ...touchable, face, rect, visible: seen(face) && shownThrough(rect, touchable.above) && withinReach(face, rect, touchable.above) };
}

// Whether somebody can bring it into view by scrolling: not what waits beyond the page's beginning, as a menu does that
// slides in, nor what is fixed outside of the window.
function withinReach(face, rect, above) {
  const root = document.documentElement;
  if (above.fixed || getComputedStyle(face).position === 'fixed') {
    return rect.right > 0 && rect.bottom > 0 && rect.left < innerWidth && rect.top < innerHeight;
  }
  if (above.scroller || above.turned) return true;
  const backwards = getComputedStyle(root).direction === 'rtl' || getComputedStyle(document.body || root).direction === 'rtl';
  return rect.bottom + scrollY > 0 && (backwards ? rect.left + scrollX < root.clientWidth : rect.right + scrollX > 0);
}

// Whether a painted layer that floats over the page lies over it, as a menu does that is open, or what closes such a menu.
function underLayer(element, cover) {
  if (cover.closest('[aria-expanded=true], details[open] > summary') || unfoldedOver(cover, element) || dimsAll(cover)) return true;
  const layer = floats(cover);
  return (Boolean(layer) && !within(element, layer) && opaqueOver(cover, element)) || hangsOver(cover, element);
}

// Whether it stands on a sheet that hangs over the page and casts a shadow on it, as notes do that come up beside the pointer.
function hangsOver(cover, element) {
  for (let one = cover; one && !within(element, one); one = parentOf(one)) {
    const style = getComputedStyle(one);
    if (style.position === 'absolute' && style.boxShadow !== 'none' && !SHEER.test(style.backgroundColor)) return true;
  }
  return false;
}

function elementOf({ element, role, key, face, rect, visible, above, gestures = new Set() }, texts, sheets) {
  const inViewport = visible && rect.bottom > 0 && rect.right > 0 && rect.top < innerHeight && rect.left < innerWidth;
  const kept = !inViewport && sheets.length > 0 && !sheets.some((sheet) => within(element, sheet));
  const cover = inViewport ? reachable(face).cover : kept ? sheets[0] : null;
  const field = /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  if (visible && !field && unfolds(element)) gestures.add('hover');
  return {
    key, selector: selectorOf(element), role, name: nameOf(element), tag: element.tagName.toLowerCase(), box: pageBox(rect), region: regionOf(element), visible,
    in_viewport: inViewport, enabled: !element.matches(':disabled') && element.getAttribute('aria-disabled') !== 'true' && !element.closest('[inert]'),
    covered_by: cover ? told(cover) : '', under_layer: kept || (Boolean(cover) && underLayer(face, cover)), turned: above.turned, scrolls: Boolean(above.scroller), checked: checkedOf(element, role), expanded: expandedOf(element), value: valueOf(element),
    href: element.hasAttribute('href') ? absolute(element.getAttribute('href')) : '', target: element.getAttribute('target') || element.form?.getAttribute('target') || '', rel: element.getAttribute('rel') || '',
    gestures: [...gestures].sort(), focusable: reachedByKeyboard(element), drawn: drawnWords(element, texts), form: formKey(formAround(element)), input_type: isDrawnList(element) ? 'drawn list' : element.tagName === 'INPUT' ? element.type : element.tagName === 'TEXTAREA' ? 'textarea' : element.tagName === 'SELECT' ? 'select' : element.tagName === 'BUTTON' ? element.type : '',
    field_name: field ? element.name : '', label: field ? cut(labelOf(element) || referenced(element, 'aria-labelledby') || squeeze(element.getAttribute('aria-label')), NAME_LIMIT) : '',
    description: field ? cut(referenced(element, 'aria-describedby'), 2 * NAME_LIMIT) : '', mark: field ? markOf(element) : '',
    placeholder: element.getAttribute('placeholder') || '', autocomplete: element.getAttribute('autocomplete') || '',
    required: Boolean(element.required) || element.getAttribute('aria-required') === 'true', read_only: field ? Boolean(element.readOnly) : role === 'textbox' && !element.isContentEditable,
    pattern: element.getAttribute('pattern') || '', input_mode: field ? element.inputMode || '' : '', minimum: element.getAttribute('min') || '', maximum: element.getAttribute('max') || '', step: element.getAttribute('step') || '',
    accept: element.type === 'file' ? element.accept : '', multiple: element.type === 'file' && element.multiple, file_size: element.files?.[0]?.size ?? null, min_length: lengthOrNull(element.minLength), max_length: lengthOrNull(element.maxLength),
    options: element.tagName === 'SELECT' ? [...element.options].filter((option) => !option.disabled).slice(0, LIMITS.options).map((option) => squeeze(option.label)) : [],
  };
}

function shownThrough(rect, above) {
  const shown = meet(rect, above.seenPart);
  return shown.right - shown.left > 1 && shown.bottom - shown.top > 1;
}

function overflowsOf(walk) {
  const wide = walk.wide.map(({ element, rect, by }) => ({ key: eye.nodeKey(element), text: textOf(element, 120), box: pageBox(rect), by, kind: 'page' }));
  const clipped = walk.texts.filter((run) => run.clipped && !run.intended_ellipsis)
    .map((run) => ({ key: eye.nodeKey(run.element), text: cut(run.text, 120), box: run.box, by: run.beyond, kind: 'container' }));
  return [...wide, ...clipped].slice(0, LIMITS.overflows);
}

function markup() {
  // Passwords stand in the tree as properties; only a server that echoes them puts them in the markup.
  let text = document.documentElement?.outerHTML || '';
  for (const field of document.querySelectorAll('input[type=password][value]')) {
    const value = field.getAttribute('value');
    if (value) text = text.split(`value="${value}"`).join('value="••••••••"');
  }
  const truncated = text.length > LIMITS.markup;
  const doctype = document.doctype ? `<!DOCTYPE ${document.doctype.name}>` : '';
  return { text: doctype + text.slice(0, LIMITS.markup), truncated };
}

// JSON that no library of the page has redefined.
const stringify = JSON.stringify;
function json(value) {
  const bent = Array.prototype.toJSON;
  if (bent) delete Array.prototype.toJSON;
  try { return stringify(value); } finally { if (bent) Array.prototype.toJSON = bent; }
}

// Rendered text only, as innerText has it, and that of shadow trees, which innerText leaves out.
function visibleText(walk) {
  const body = document.body?.innerText || '';
  const shadowed = walk.texts.filter((run) => run.element.getRootNode() instanceof ShadowRoot).map((run) => run.text);
  return [body, ...shadowed].join('\n').slice(0, LIMITS.text);
}

// Layers that look alike, as the tiles of a game do, are told apart by their order.
let layerNames = new Map();
function layerName(layer) {
  if (!layerNames.has(layer)) {
    const key = eye.nodeKey(layer);
    const alike = [...layerNames.values()].filter((name) => name === key || name.startsWith(`${key}|`)).length;
    layerNames.set(layer, alike ? `${key}|${alike + 1}` : key);
  }
  return layerNames.get(layer);
}

eye.screen = (isMain) => eye.measured(() => {
  eye.end();
  layerNames = new Map();
  const walk = new Walk();
  const start = { flow: null, positioned: null, seenPart: NOWHERE, cutPart: NOWHERE, positionedSeen: NOWHERE, positionedCut: NOWHERE, opaque: true, pointer: false, clipper: null, scroller: false, ellipsis: false, fixed: false, layer: null, turned: false, placed: false };
  const structure = document.body ? walk.visit(document.body, start) : '';
  keyed(walk.touchables);
  const touchables = walk.touchables.map(sighted).filter(({ element, visible }) => visible || element.form);
  findPlaces(touchables.filter(({ visible }) => visible));
  touchables.sort((one, other) => Number(other.visible) - Number(one.visible));
  const html = markup();
  const sheets = sheetsOverAll(touchables);
  return json({
    ...(isMain ? { url: location.href, title: document.title, language: document.documentElement?.lang || '' } : {}),
    page_width: document.documentElement?.scrollWidth || 0, page_height: document.documentElement?.scrollHeight || 0, scroll_y: scrollY,
    elements: touchables.slice(0, LIMITS.elements).map((touchable) => elementOf(touchable, walk.texts, sheets)), forms: formsOf(walk.touchables),
    texts: walk.texts.map(({ element, beyond, layer, ...run }) => ({ ...run, key: eye.nodeKey(element), layer: layer ? layerName(layer) : '' })),
    pictures: walk.pictures.filter((picture) => picture.complete || picture.loading !== 'lazy').map(({ loading, ...picture }) => picture),
    links: walk.links.map(({ anchor, ...link }) => ({ ...link, key: eye.nodeKey(anchor) })),
    media: media(), overflows: overflowsOf(walk), headings: walk.headings, text: visibleText(walk), markup: html.text, structure: structure.slice(0, LIMITS.structure),
    truncated: walk.truncated || html.truncated || touchables.length > LIMITS.elements,
    painted: walk.painted, gestures: eye.pageGestures(), planned: eye.planned(), rejections: eye.rejections(), state: eye.state(), timings: eye.timings(),
  });
});
