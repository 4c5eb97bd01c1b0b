// What moves on and on by itself: animations of styles without an end that change where something is.

const MOVING = /^(transform|translate|rotate|scale|left|top|right|bottom|inset.*|margin.*|offset.*|backgroundPosition.*|width|height)$/;
const WAITING = /spinner|loading|loader|progress|skeleton|busy/i;
const MOTIONS = 20;

function moves(effect) {
  const frames = effect.getKeyframes();
  const names = [...new Set(frames.flatMap((one) => Object.keys(one)))].filter((name) => MOVING.test(name));
  return names.some((name) => new Set(frames.map((one) => one[name]).filter((value) => value !== undefined)).size > 1);
}

function waits(element) {
  for (let one = element; one && one !== document.body; one = parentOf(one)) {
    if (one.getAttribute('aria-busy') === 'true' || /progressbar|status|alert/.test(one.getAttribute('role') || '') || WAITING.test(`${one.id} ${one.getAttribute('class') || ''}`)) return true;
  }
  return false;
}

eye.motions = () => {
  const found = new Map();
  for (const animation of document.getAnimations()) {
    const element = animation.effect?.target;
    if (!element || found.has(element) || found.size >= MOTIONS || animation.playState !== 'running' || animation.effect.getComputedTiming().iterations !== Infinity) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || waits(element) || !moves(animation.effect)) continue;
    const rect = rectOf(element);
    const shown = meet(rect, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    if (shown.right <= shown.left || shown.bottom <= shown.top) continue;
    found.set(element, {
      key: eye.nodeKey(element), box: pageBox(rect), text: cut(textOf(element), 200), name: animation.animationName || '',
      share: ((shown.right - shown.left) * (shown.bottom - shown.top)) / (innerWidth * innerHeight),
    });
  }
  return [...found.values()];
};
