// Breaks a sound page in one visible way and says where. Runs in the page; `breakPage` answers the boxes in px of the viewport, or null when nothing here can be broken so.

(() => {
  let state = 1;
  const random = () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 4294967296; };
  const between = (low, high) => low + random() * (high - low);
  const shuffled = (list) => list.map((one) => [random(), one]).sort((one, other) => one[0] - other[0]).map(([, one]) => one);
  const EDGE = 12;

  const inside = (rect) => rect.left >= 0 && rect.right <= innerWidth && rect.top >= EDGE && rect.bottom <= innerHeight - EDGE;
  const boxOf = (rect) => ({ x: rect.left, y: rect.top, width: rect.width, height: rect.height });
  const meeting = (one, other) => {
    const left = Math.max(one.left, other.left), top = Math.max(one.top, other.top);
    const right = Math.min(one.right, other.right), bottom = Math.min(one.bottom, other.bottom);
    return right - left > 6 && bottom - top > 4 ? { left, top, right, bottom, width: right - left, height: bottom - top } : null;
  };

  // What a person can read: elements with text of their own that nothing covers.
  function readable() {
    const found = [];
    for (const element of document.body.querySelectorAll('*')) {
      if (found.length > 300) break;
      const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim().length > 2);
      if (!own.length || /^(SCRIPT|STYLE|OPTION|TEXTAREA|NOSCRIPT)$/.test(element.tagName)) continue;
      const range = document.createRange();
      range.setStartBefore(own[0]);
      range.setEndAfter(own[own.length - 1]);
      const rect = range.getBoundingClientRect();
      if (rect.width < 20 || rect.height < 9 || !inside(rect) || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const hit = document.elementFromPoint((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2);
      if (!hit || !(element.contains(hit) || hit.contains(element))) continue;
      found.push({ element, rect, lines: range.getClientRects().length, size: parseFloat(getComputedStyle(element).fontSize) });
    }
    return shuffled(found);
  }

  function moved(element, x, y, top) {
    const style = getComputedStyle(element);
    if (style.display === 'inline') element.style.display = 'inline-block';
    element.style.position = style.position === 'static' ? 'relative' : style.position;
    element.style.translate = `${x}px ${y}px`;
    if (top) element.style.zIndex = '2147483000';
  }

  // Text drawn over other text, as by a negative margin or a fixed height.
  function overlap() {
    const texts = readable();
    if (random() < 0.3) {
      const many = texts.find((one) => one.lines >= 2 && one.rect.height > 24 && one.rect.width > 80);
      if (many) {
        many.element.style.setProperty('line-height', String(between(0.3, 0.6)), 'important');
        const range = document.createRange();
        range.selectNodeContents(many.element);
        return [boxOf(range.getBoundingClientRect())];
      }
    }
    for (const one of texts.slice(0, 12)) {
      const near = texts.find((other) => other !== one && !other.element.contains(one.element) && !one.element.contains(other.element)
        && Math.abs(other.rect.top - one.rect.top) < 220 && Math.abs(other.rect.left - one.rect.left) < 320);
      if (!near) continue;
      const x = near.rect.left - one.rect.left + between(-0.3, 0.3) * near.rect.width, y = near.rect.top - one.rect.top + between(-0.35, 0.35) * near.size;
      moved(one.element, x, y, true);
      one.element.style.background = 'transparent';
      const now = { left: one.rect.left + x, right: one.rect.right + x, top: one.rect.top + y, bottom: one.rect.bottom + y };
      const both = meeting(now, near.rect);
      if (both) return [boxOf(both)];
      moved(one.element, 0, 0, false);
    }
    return null;
  }

  // A control, card or picture that lies over text and cuts through its letters.
  function covered() {
    const texts = readable().filter((one) => one.rect.width > 50);
    const covers = shuffled([...document.body.querySelectorAll('button, .btn, [class*=button], input:not([type=hidden]), select, img, [class*=badge], [class*=card], [class*=panel], [class*=alert]')]
      .map((element) => ({ element, rect: element.getBoundingClientRect() }))
      .filter(({ rect }) => rect.width > 24 && rect.height > 14 && rect.width < 420 && rect.height < 260 && inside(rect)));
    for (const text of texts.slice(0, 10)) {
      let cover = covers.find((one) => !one.element.contains(text.element) && !text.element.contains(one.element));
      if (!cover || random() < 0.35) {
        const element = document.createElement('div');
        const [width, height] = [between(40, 220), between(16, 70)];
        element.style.cssText = `position:fixed;left:0;top:0;width:${width}px;height:${height}px;border-radius:${random() < 0.5 ? 0 : 6}px;font:14px sans-serif;color:#fff;text-align:center;line-height:${height}px`;
        element.style.background = random() < 0.5 ? `hsl(${between(0, 360)} 60% ${between(35, 60)}%)` : ['#fff', '#eee', '#333', '#f8f9fa'][Math.floor(random() * 4)];
        if (random() < 0.4) element.textContent = ['Save', 'OK', 'More', 'Buy now'][Math.floor(random() * 4)];
        document.body.append(element);
        cover = { element, rect: element.getBoundingClientRect() };
      }
      // Part of the text stays to be seen: letters are cut, not hidden as a whole.
      const share = between(0.3, 0.7), line = text.size * 1.2;
      const sideways = random() < 0.5 || text.rect.height > 2 * line;
      const x = (sideways ? text.rect.left + share * text.rect.width : text.rect.left + between(-0.2, 0.4) * text.rect.width) - cover.rect.left;
      const y = (sideways ? text.rect.top + between(-0.3, 0.3) * cover.rect.height : text.rect.top + 0.45 * text.rect.height) - cover.rect.top;
      moved(cover.element, x, y, true);
      cover.element.style.opacity = '1';
      const now = { left: cover.rect.left + x, right: cover.rect.right + x, top: cover.rect.top + y, bottom: cover.rect.bottom + y };
      const both = meeting(now, text.rect);
      if (both) return [boxOf(both)];
      moved(cover.element, 0, 0, false);
    }
    return null;
  }

  // Text whose box is too low or too narrow and hides the rest in the middle of letters.
  function cut() {
    for (const { element, rect, size, lines } of readable().slice(0, 12)) {
      const whole = element.getBoundingClientRect();
      if (element.children.length > 3 || whole.height > 300 || size < 10) continue;
      const style = getComputedStyle(element);
      if (style.display === 'inline') element.style.display = 'inline-block';
      const line = rect.height / Math.max(1, lines);
      const above = rect.top - whole.top;
      element.style.setProperty('overflow', 'hidden', 'important');
      element.style.setProperty('min-height', '0', 'important');
      element.style.setProperty('min-width', '0', 'important');
      if (random() < 0.65) {
        const kept = above + (Math.floor(random() * Math.min(3, lines)) + between(0.42, 0.62)) * line;
        if (random() < 0.5) { element.style.setProperty('height', `${kept}px`, 'important'); element.style.setProperty('box-sizing', 'border-box'); element.style.setProperty('padding-bottom', '0', 'important'); }
        else element.style.clipPath = `inset(0 0 ${Math.max(0, whole.height - kept)}px 0)`;
        if (kept > whole.height - 3) continue;
        return [{ x: rect.left, y: whole.top + kept - line, width: rect.width, height: line + 4 }];
      }
      const kept = rect.left - whole.left + between(0.4, 0.8) * rect.width;
      element.style.setProperty('white-space', 'nowrap', 'important');
      element.style.setProperty('text-overflow', 'clip', 'important');
      element.style.setProperty('max-width', `${kept}px`, 'important');
      element.style.setProperty('padding-right', '0', 'important');
      return [{ x: Math.max(0, whole.left + kept - 24), y: rect.top, width: 30, height: Math.min(rect.height, 1.3 * size) }];
    }
    return null;
  }

  function shownPictures() {
    return shuffled([...document.images].map((element) => ({ element, rect: element.getBoundingClientRect() }))
      .filter(({ element, rect }) => rect.width >= 48 && rect.height >= 40 && rect.top < innerHeight - 40 && rect.bottom > 40 && element.naturalWidth > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })));
  }

  // The browser's own mark of a picture that is not there.
  async function missing() {
    const [picture] = shownPictures();
    if (!picture) return null;
    const { element, rect } = picture;
    element.style.width = `${rect.width}px`;
    element.style.height = `${rect.height}px`;
    if (!element.alt && random() < 0.6) element.alt = ['Picture', 'photo 3', 'Our team', 'product'][Math.floor(random() * 4)];
    if (random() < 0.3) element.style.border = '1px solid #ccc';
    element.removeAttribute('srcset');
    element.closest('picture')?.querySelectorAll('source').forEach((source) => source.remove());
    await new Promise((resolve) => { element.onerror = resolve; element.onload = resolve; element.src = 'data:image/png;base64,AAAA'; setTimeout(resolve, 500); });
    return [{ x: rect.left, y: rect.top, width: Math.min(rect.width, 64), height: Math.min(rect.height, 40) }];
  }

  // A picture or drawing that was decoded or drawn wrongly: torn, half loaded, noise, shifted colours.
  function garbled() {
    const [picture] = shownPictures();
    if (!picture) return null;
    const { element, rect } = picture;
    const canvas = document.createElement('canvas');
    const [width, height] = [Math.round(rect.width), Math.round(rect.height)];
    canvas.width = width;
    canvas.height = height;
    const brush = canvas.getContext('2d', { willReadFrequently: true });
    brush.drawImage(element, 0, 0, width, height);
    let pixels;
    try { pixels = brush.getImageData(0, 0, width, height); } catch { return null; }
    const kind = Math.floor(random() * 4);
    const data = pixels.data;
    let from = 0;
    if (kind === 0) { // torn: stripes that slipped sideways
      const copy = new Uint8ClampedArray(data);
      let row = Math.floor(between(0, 0.3) * height);
      from = row;
      while (row < height) {
        const thick = Math.ceil(between(2, height / 8)), slip = Math.round(between(-0.5, 0.5) * width);
        for (let y = row; y < Math.min(height, row + thick); y += 1) for (let x = 0; x < width; x += 1) for (let c = 0; c < 4; c += 1) data[4 * (y * width + x) + c] = copy[4 * (y * width + ((x + slip + width) % width)) + c];
        row += thick + Math.floor(between(0, height / 10));
      }
    } else if (kind === 1) { // noise
      from = Math.floor(between(0, 0.5) * height);
      const grain = 1 + Math.floor(random() * 6);
      for (let y = from; y < height; y += 1) for (let x = 0; x < width; x += 1) {
        const seed = Math.imul(Math.floor(y / grain) * 7919 + Math.floor(x / grain) * 104729 + state, 2654435761) >>> 0;
        const at = 4 * (y * width + x);
        data[at] = seed & 255; data[at + 1] = (seed >> 8) & 255; data[at + 2] = (seed >> 16) & 255; data[at + 3] = 255;
      }
    } else if (kind === 2) { // a truncated file: grey from some row on
      from = Math.floor(between(0.2, 0.6) * height);
      for (let at = 4 * from * width; at < data.length; at += 4) { data[at] = 128; data[at + 1] = 128; data[at + 2] = 128; data[at + 3] = 255; }
    } else { // blocks of a broken stream
      const side = 8 * (1 + Math.floor(random() * 3));
      for (let y = 0; y < height; y += side) for (let x = 0; x < width; x += side) {
        if (random() < 0.45) continue;
        const shade = [random() * 255, random() * 255, random() * 255];
        const flat = random() < 0.5;
        for (let dy = 0; dy < side && y + dy < height; dy += 1) for (let dx = 0; dx < side && x + dx < width; dx += 1) {
          const at = 4 * ((y + dy) * width + x + dx);
          for (let c = 0; c < 3; c += 1) data[at + c] = flat ? shade[c] : (data[at + c] + shade[c]) & 255;
          data[at + 3] = 255;
        }
      }
    }
    brush.putImageData(pixels, 0, 0);
    element.removeAttribute('srcset');
    element.style.width = `${rect.width}px`;
    element.style.height = `${rect.height}px`;
    element.style.objectFit = 'fill';
    element.src = canvas.toDataURL();
    return new Promise((resolve) => setTimeout(() => {
      const top = Math.max(rect.top + from, 0), bottom = Math.min(rect.bottom, innerHeight);
      resolve(bottom - top > 24 ? [{ x: Math.max(0, rect.left), y: top, width: Math.min(rect.right, innerWidth) - Math.max(0, rect.left), height: bottom - top }] : null);
    }, 60));
  }

  const kinds = { overlap, covered, cut, missing, garbled };
  window.breakPage = async (kind, seed) => { state = seed >>> 0; return kinds[kind](); };

  // A page as its makers meant it: pictures that did not come are replaced by ones that did.
  window.mendPictures = async (photos, seed) => {
    state = seed >>> 0;
    await Promise.all([...document.images].filter((image) => !image.complete || image.naturalWidth === 0).map((image) => new Promise((resolve) => {
      image.removeAttribute('srcset');
      image.removeAttribute('loading');
      image.closest('picture')?.querySelectorAll('source').forEach((source) => source.remove());
      image.onload = resolve;
      image.onerror = () => { image.remove(); resolve(); };
      image.src = photos[Math.floor(random() * photos.length)];
      setTimeout(resolve, 1500);
    })));
  };
})();
