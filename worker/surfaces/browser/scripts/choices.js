// Lists of choices that scripts draw in place of the browser's own: what opens them says so (ARIA 1.2, combobox and listbox).

const UNCHOSEN = /^[-–—.…\s]*(?:(?:please )?(?:select|choose|pick)\b.*|(?:bitte )?(?:aus)?wähl.*|selecci\S*.*|elige?\b.*|choisi\S*.*|انتخاب.*)?$/i;

function isDrawnList(element) {
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) || element.querySelector('input:not([type=hidden]), textarea')) return false;
  return element.getAttribute('role') === 'combobox' || element.getAttribute('aria-haspopup') === 'listbox';
}

const isEntry = (entry) => seen(entry) && entry.getAttribute('aria-disabled') !== 'true' && !UNCHOSEN.test(squeeze(entry.textContent));

// The entry to touch in the list that lies open: the first that means something; null where there is none, or one is chosen already.
eye.entryToChoose = (element) => {
  const named = ['aria-controls', 'aria-owns'].map((name) => element.getRootNode().getElementById?.(element.getAttribute(name) || '')).find((list) => list && seen(list));
  const lists = named ? [named] : everything(document).filter((one) => one.getAttribute('role') === 'listbox' && seen(one));
  const entries = [...(lists.at(-1)?.querySelectorAll('[role=option], [role=treeitem]') || [])].filter(isEntry);
  return entries.some((entry) => entry.getAttribute('aria-selected') === 'true') ? null : entries[0] || null;
};
