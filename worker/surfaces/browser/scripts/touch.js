// Finds what an action is meant for, brings it into view and says where it can be touched.

// What is no control by its role may have any.
const anything = (target) => target.role === 'clickable' || target.role === 'listener';

function matches(element, target) {
  const role = roleOf(element) || 'clickable';
  const same = role === target.role || (anything(target) && !TOUCHABLE_ROLES.has(role));
  return same && masked(nameOf(element)) === masked(target.name);
}

function everything(root, list = []) {
  for (const element of root.querySelectorAll('*')) {
    list.push(element);
    if (element.shadowRoot) everything(element.shadowRoot, list);
  }
  return list;
}

// By selector when what it finds is still what was meant; else by key; else by role and name.
function findTarget(target) {
  const direct = select(target.selector);
  if (direct && matches(direct, target)) return direct;
  const alike = everything(document).filter((element) => (element.matches(TOUCHABLE) || anything(target)) && matches(element, target));
  const parts = target.key.split('|');
  const base = parts.slice(0, 5).join('|');
  const sameKey = alike.filter((element) => baseKey(element) === base || anything(target));
  const candidates = sameKey.length ? sameKey : alike;
  const ordinal = Number(parts[5] || 1);
  const shown = candidates.filter((element) => seen(standIn(element)));
  return shown[Math.min(ordinal, shown.length) - 1] || candidates[0] || null;
}

function still(element) {
  const before = rectOf(element);
  return frame().then(() => {
    const after = rectOf(element);
    return Math.abs(before.left - after.left) < 1 && Math.abs(before.top - after.top) < 1;
  });
}

function bring(element) {
  const rect = rectOf(element);
  if (rect.top >= 0 && rect.left >= 0 && rect.bottom <= innerHeight && rect.right <= innerWidth && !reachable(element).cover) return false;
  element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  return true;
}

// The element for this target, kept for the steps that follow, in view where that is wanted; null when there is none.
eye.reach = async (target) => {
  const element = findTarget(target);
  if (element && target.brought) await intoView(element);
  return element;
};

// Where to touch the element: { x, y } in this frame's viewport, or { problem } in words; waits `patience` ms for it to hold still and be free.
eye.aim = async (element, patience) => {
  const until = now() + patience;
  for (;;) {
    const face = standIn(element);
    let problem = '';
    if (!face.isConnected) return { problem: 'it is no longer on the page' };
    if (!seen(face)) problem = 'it is not visible';
    else if (element.matches(':disabled')) problem = 'it is disabled';
    else {
      const { scrolls } = activity;
      if (bring(face)) {
        await frame();
        activity.scrolls = scrolls; // our scrolling is not the action's effect
      }
      if (await still(face)) {
        const place = reachable(face);
        if (place.x === undefined) problem = 'it lies outside the page';
        else if (!place.cover) return { x: place.x, y: place.y };
        else problem = `it is covered by ${told(place.cover)}`;
      } else problem = 'it does not stop moving';
    }
    if (now() >= until) return { problem };
    await frame();
  }
};

function fields(element) {
  if (element.matches('input, textarea, select') || element.isContentEditable) return element;
  return element.querySelector('input:not([type=hidden]), textarea, [contenteditable]') || element;
}

function announce(field, ...kinds) {
  for (const kind of kinds) {
    const event = kind === 'input' ? new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText' }) : new Event(kind, { bubbles: kind !== 'blur', composed: true });
    field.dispatchEvent(event);
  }
}

// Dates, colours and ranges are set as their pickers would set them.
const PICKED = new Set(['date', 'time', 'month', 'week', 'datetime-local', 'color', 'range']);

// Makes a field ready to be typed into: focused, with its text selected. Returns { by: 'keys' }, or { by: 'script' } when it was set as
// a picker would, with whether what is typed there is `hidden`; or { problem } in words.
eye.prepareTyping = (element, text) => {
  const field = fields(element);
  if (field.disabled) return { problem: 'it is disabled' };
  if (field.readOnly) return { problem: 'it is read-only' };
  if (!field.isContentEditable && !('value' in field)) return { problem: 'nothing can be typed into it' };
  const hidden = isSecret(field);
  field.focus({ preventScroll: true });
  if (field.tagName === 'INPUT' && PICKED.has(field.type)) {
    const prototype = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    prototype.set.call(field, text); // frameworks watch the instance's own setter
    announce(field, 'input', 'change');
    return { by: 'script', hidden };
  }
  if (field.isContentEditable) getSelection().selectAllChildren(field);
  else field.select?.();
  return { by: 'keys', hidden };
};

// Text is put in at once; those who listen to keys alone hear one key.
eye.lastKey = (element) => {
  element.dispatchEvent(new KeyboardEvent('keyup', { key: 'End', bubbles: true, cancelable: true, composed: true }));
};

eye.finishTyping = (element) => {
  const field = fields(element);
  field.blur?.();
};

eye.choose = (element, wanted) => {
  const list = element.tagName === 'SELECT' ? element : element.querySelector('select');
  if (!list) return 'it is no list';
  const options = [...list.options];
  const found = options.find((option) => squeeze(option.label) === squeeze(wanted)) || options.find((option) => option.value === wanted);
  if (!found) return `it has no option '${cut(wanted, 60)}'`;
  if (found.disabled || list.disabled) return 'it is disabled';
  list.focus({ preventScroll: true });
  if (list.multiple) found.selected = true; else list.value = found.value, list.selectedIndex = options.indexOf(found);
  announce(list, 'input', 'change');
  return '';
};

eye.isChecked = (element) => checkedOf(element, roleOf(element)) === true;

eye.skipValidation = (element) => {
  const form = element?.form || element?.closest?.('form');
  if (form) form.noValidate = true;
  element?.removeAttribute?.('maxlength');
};

// Waits until anything answers the action, `patience` ms at most; true when something did.
eye.stir = async (patience) => {
  const until = now() + patience;
  while (!eye.stirred()) {
    if (now() >= until) return false;
    await new Promise((resolve) => later(resolve, 15));
  }
  return true;
};

// Brings what is typed into or chosen from in view; being scrolled there later would look like the action's effect.
async function intoView(element) {
  const { scrolls } = activity;
  if (!seen(standIn(element)) || !bring(standIn(element))) return;
  await frame();
  activity.scrolls = scrolls;
}

// Far away is scrolled to while one drags, which few do and many pages cannot.
const CLOSE = 0.6;
function isClose(one, other) {
  const [from, to] = [rectOf(one), rectOf(other)];
  return Math.abs(to.top - from.top) < innerHeight * CLOSE && Math.abs(to.left - from.left) < innerWidth * CLOSE;
}

// The last of the row's neighbours that is close.
const placeBeside = (row) => neighbours(row).filter((one) => isClose(row, one)).pop() || null;

// The last row of the next list like the row's own, or that list where it is empty.
function placeAcross(row) {
  const list = row.parentElement;
  if (!list) return null;
  const lists = [...list.ownerDocument.querySelectorAll(list.tagName)].filter((one) => one !== list && firstClass(one) === firstClass(list) && !within(one, list) && !within(list, one) && seen(one) && isClose(row, one));
  const next = lists.find((one) => list.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || lists[0];
  const rows = next ? [...childrenOf(next)].filter((one) => one.tagName === row.tagName && seen(one) && isClose(row, one)) : [];
  return rows.pop() || next || null;
}

function placeThatListens(element) {
  const candidates = everything(document).filter((one) => one !== element && !within(one, element) && !within(element, one) && seen(one));
  return candidates.find((one) => gesturesOf(one).has('drop')) || null;
}

// Where something dragged can be let go: "beside" its neighbours, "across" in the next list, else what listens for that; null when there is none.
eye.dropPlace = (element, where) => {
  const row = rowOf(element) || element;
  if (where === 'beside') return placeBeside(row);
  if (where === 'across') return placeAcross(row);
  return placeThatListens(element) || placeBeside(row) || placeAcross(row);
};

// The point over a place that counts as behind its middle, as seen from where the dragged thing comes.
const BEHIND = 0.3;
eye.dropPoint = (element, place) => {
  const [from, to] = [rectOf(element), rectOf(place)];
  const [x, y] = [to.left + to.width / 2, to.top + to.height / 2];
  const [right, down] = [x - (from.left + from.width / 2), y - (from.top + from.height / 2)];
  if (Math.abs(down) >= Math.abs(right)) return { x, y: y + Math.sign(down) * to.height * BEHIND };
  return { x: x + (place.parentElement === element.parentElement ? Math.sign(right) * to.width * BEHIND : 0), y };
};
