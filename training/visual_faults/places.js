// Says where a sound page shows text and pictures, so that faults can be painted there. Runs in the page; boxes are in px of the viewport.

(() => {
  const round = (rect) => [rect.left, rect.top, rect.width, rect.height].map((one) => Math.round(one * 10) / 10);
  const within = (rect) => rect.left >= 0 && rect.top >= 0 && rect.right <= innerWidth && rect.bottom <= innerHeight;

  // Letters that something lies over, or that a box hides, are no sound text.
  const inSight = (element, rect) => [0.04, 0.5, 0.96].every((share) => {
    const hit = document.elementFromPoint(rect.left + share * rect.width, rect.top + rect.height / 2);
    return hit && (hit === element || hit.contains(element) || element.contains(hit));
  });

  const unclipped = (element, rect) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflow === 'visible') continue;
      const box = at.getBoundingClientRect();
      if (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 2 || rect.bottom > box.bottom + 2) return false;
    }
    return true;
  };

  function lines() {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && found.length < 400) {
      const node = walker.currentNode, element = node.parentElement;
      if (node.data.trim().length < 2 || !element || /^(SCRIPT|STYLE|OPTION|TEXTAREA|NOSCRIPT)$/.test(element.tagName)) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange(), size = parseFloat(getComputedStyle(element).fontSize);
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width >= 12 && rect.height >= 8 && within(rect) && inSight(element, rect) && unclipped(element, rect)) found.push([...round(rect), size]);
      }
    }
    return found;
  }

  function pictures() {
    return [...document.querySelectorAll('img, canvas, svg, video')]
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([element, rect]) => rect.width >= 40 && rect.height >= 32 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && rect.left < innerWidth - 30 && rect.top < innerHeight - 24 && rect.right > 30 && rect.bottom > 24 && (element.tagName !== 'IMG' || element.naturalWidth > 1))
      .map(([, rect]) => round(rect));
  }

  window.placesOf = () => ({ lines: lines(), pictures: pictures() });
})();
