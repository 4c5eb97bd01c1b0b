// What people drag with the mouse although nothing says so to the browser.

// The row that something is a handle of, or is itself: it has neighbours of its kind that hold the same; null when there
// is none.
const ROW_DEPTH = 4;
const firstClass = (element) => element.classList[0] || '';
const neighbours = (row) => [...(row.parentElement ? childrenOf(row.parentElement) : [])].filter((one) => one !== row && one.tagName === row.tagName && firstClass(one) === firstClass(row) && seen(one));
function rowOf(handle) {
  const alike = (one) => one.tagName === handle.tagName && firstClass(one) === firstClass(handle);
  for (let row = handle, depth = 0; row?.parentElement && depth <= ROW_DEPTH; row = row.parentElement, depth += 1) {
    if (row.tagName === 'TD' || row.tagName === 'TH' || row === document.body) continue;
    const others = neighbours(row);
    const same = row === handle ? others.some((one) => getComputedStyle(one).cursor === getComputedStyle(row).cursor) : others.some((one) => [...one.querySelectorAll(handle.tagName)].some(alike));
    if (same) return row;
  }
  return null;
}

// What libraries leave on things that people sort by hand: dnd-kit, React Beautiful DnD and its heirs, jQuery UI. They
// listen to the mouse somewhere above, not to the browser's own dragging.
const SORTED_BY_HAND = '[aria-roledescription*=sortable i], [aria-roledescription*=draggable i], [data-rbd-drag-handle-draggable-id], [data-rfd-drag-handle-draggable-id], .ui-sortable-handle, .ui-draggable:not(.ui-dialog)';
const NEVER_SORTED = 'input, select, textarea, canvas, a[href], [role=slider], [role=scrollbar], [role=separator]';
const HAND = /(^|, )(-webkit-)?(grab|move)$/;
const PRESSES = ['mousedown', 'pointerdown', 'touchstart'];
const HANDLE_DEPTH = 5;

// SortableJS keeps itself on the list that it sorts, by a name of its own.
function sorterOf(list) {
  const name = Object.keys(list).find((key) => /^Sortable\d+$/.test(key));
  return name ? list[name] : null;
}

function isSorted(element) {
  for (let list = element.parentElement, depth = 0; list && depth < HANDLE_DEPTH; list = list.parentElement, depth += 1) {
    const sorter = sorterOf(list);
    if (sorter) return sorter.options?.handle ? element.matches(sorter.options.handle) : depth === 0;
  }
  return false;
}

const hearsPresses = (place) => PRESSES.some((kind) => listening.get(place)?.get(kind)?.size || place[`on${kind}`]);

// Whether a hand is shown over it, somebody hears of its being pressed, and its neighbours are such things, too.
function looksHeld(element, style) {
  if (!HAND.test(style.cursor) || (element.parentElement && HAND.test(getComputedStyle(element.parentElement).cursor))) return false;
  for (let place = element; place; place = place.parentNode || place.host) if (hearsPresses(place)) return rowOf(element) !== null;
  return hearsPresses(window) && rowOf(element) !== null;
}

const isDraggedByHand = (element, style) => !element.matches(NEVER_SORTED) && (element.matches(SORTED_BY_HAND) || isSorted(element) || looksHeld(element, style));
