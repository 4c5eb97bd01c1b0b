// What moves or flashes on and on by itself: animations of styles without an end that change where something is, or how
// bright.

const MOVING = /^(transform|translate|rotate|scale|left|top|right|bottom|inset.*|margin.*|offset.*|backgroundPosition.*|width|height)$/;
const WAITING = /spinner|loading|loader|progress|skeleton|busy/i;
const MOTIONS = 20;
// Of the brightest; less of a change is no flash (WCAG 2.2, "general flash and red flash thresholds").
const FLASH = 0.1;

function moves(effect) {
  const frames = effect.getKeyframes();
  const names = [...new Set(frames.flatMap((one) => Object.keys(one)))].filter((name) => name !== 'offset' && MOVING.test(name));  // "offset" says when a frame comes
  return names.some((name) => new Set(frames.map((one) => one[name]).filter((value) => value !== undefined)).size > 1);
}

function brightness(colour) {
  const parts = (colour.match(/[\d.]+/g) || []).map(Number);
  if (parts.length < 3) return null;
  const [red, green, blue] = parts.slice(0, 3).map((part) => { const value = part / 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; });
  return (parts[3] ?? 1) * (0.2126 * red + 0.7152 * green + 0.0722 * blue);
}

// How often in a second it goes from bright to dark and back.
function flashes(effect) {
  const frames = effect.getKeyframes();
  const { duration, direction } = effect.getComputedTiming();
  const levels = [
    frames.map((one) => (one.opacity === undefined ? null : Number(one.opacity))),
    frames.map((one) => (one.visibility === undefined ? null : Number(one.visibility === 'visible'))),
    frames.map((one) => brightness(one.backgroundColor || '')),
    frames.map((one) => brightness(one.color || '')),
  ].map((row) => row.filter((level) => level !== null && !Number.isNaN(level))).filter((row) => row.length > 1);
  const changes = levels.map((row) => {
    const round = /alternate/.test(direction) ? row : [...row, row[0]];
    return round.slice(1).filter((level, place) => Math.abs(level - round[place]) >= FLASH).length;
  });
  return duration > 0 ? Math.max(0, ...changes) / 2 / (duration / 1000) : 0;
}

function waits(element) {
  for (let one = element; one && one !== document.body; one = parentOf(one)) {
    if (one.getAttribute('aria-busy') === 'true' || /progressbar|status|alert/.test(one.getAttribute('role') || '') || WAITING.test(`${one.getAttribute('id') || ''} ${one.getAttribute('class') || ''}`)) return true;
  }
  return false;
}

eye.motions = () => {
  const found = new Map();
  for (const animation of document.getAnimations()) {
    const element = animation.effect?.target;
    if (!element || found.has(element) || found.size >= MOTIONS || animation.playState !== 'running' || animation.effect.getComputedTiming().iterations !== Infinity) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || waits(element)) continue;
    const [moving, flashing] = [moves(animation.effect), flashes(animation.effect)];
    if (!moving && !flashing) continue;
    const rect = rectOf(element);
    const shown = meet(rect, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    if (shown.right <= shown.left || shown.bottom <= shown.top) continue;
    found.set(element, {
      key: eye.nodeKey(element), box: pageBox(rect), text: cut(textOf(element), 200), name: animation.animationName || '', moves: moving, flashes: flashing,
      share: ((shown.right - shown.left) * (shown.bottom - shown.top)) / (innerWidth * innerHeight),
    });
  }
  return [...found.values()];
};
