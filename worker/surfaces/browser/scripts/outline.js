// Draws around what a picture should point at, brings it into view where that is asked for, and hides what must not be
// shown; taken away again right after. Returns where the page stood, null where it was not moved.

eye.outline = (boxes, bringIntoView) => {
  eye.clearOutline(null);
  const stood = bringIntoView && boxes.length ? showBoxes(boxes) : null;
  const overlay = document.createElement('div');
  eye.overlay = overlay;
  eye.ourNodes.add(overlay);
  overlay.setAttribute('aria-hidden', 'true');
  const shadow = Reflect.apply(attachShadow, overlay, [{ mode: 'closed' }]);
  overlay.style.cssText = 'all: initial; position: absolute; left: 0; top: 0; width: 0; height: 0; z-index: 2147483647; pointer-events: none;';
  const draw = (box, css) => {
    const mark = document.createElement('div');
    mark.style.cssText = `position: absolute; pointer-events: none; box-sizing: border-box; left: ${box.x}px; top: ${box.y}px; width: ${box.width}px; height: ${box.height}px; ${css}`;
    shadow.append(mark);
  };
  document.documentElement?.append(overlay);
  // The overlay's own origin depends on the page's positioning; boxes count from the page's corner.
  const origin = overlay.getBoundingClientRect();
  const shift = { x: origin.left + scrollX, y: origin.top + scrollY };
  const placed = (box, grow = 0) => ({ x: box.x - shift.x - grow, y: box.y - shift.y - grow, width: box.width + 2 * grow, height: box.height + 2 * grow });
  for (const field of document.querySelectorAll('input')) {
    if (isSecret(field) && field.value && seen(field)) draw(placed(pageBox(rectOf(field))), 'background: #555; border-radius: 3px;');
  }
  for (const box of boxes) draw(placed(box, 3), 'border: 3px solid #e5173f; border-radius: 4px; box-shadow: 0 0 0 2px #fff, 0 0 12px 2px rgba(229, 23, 63, .55);');
  return stood;
};

eye.clearOutline = (stood) => {
  eye.overlay?.remove();
  eye.overlay = null;
  if (stood) window.scrollTo({ left: stood.x, top: stood.y, behavior: 'instant' });
};

// Scrolls so that the boxes are in view (the first one when they do not fit together); returns where the page stood.
function showBoxes(boxes) {
  const stood = { x: scrollX, y: scrollY };
  const top = Math.min(...boxes.map((box) => box.y));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const fits = bottom - top <= innerHeight;
  const [upper, lower] = fits ? [top, bottom] : [boxes[0].y, boxes[0].y + Math.min(boxes[0].height, innerHeight)];
  if (upper < scrollY || lower > scrollY + innerHeight || left < scrollX || right > scrollX + innerWidth) {
    window.scrollTo({ left: right > innerWidth ? Math.max(0, left - 20) : 0, top: Math.max(0, (upper + lower) / 2 - innerHeight / 2), behavior: 'instant' });
  }
  return stood;
}
