// Reads calendars that scripts draw to choose a day from: which months they show, which days can be had, and the arrows that turn them over.

const CALENDAR_COLUMNS = 7;
const SHORTEST_MONTH = 28;
const LONGEST_MONTH = 31;
// Numbers of weeks and days of another month may stand between two days.
const NUMBERS_BETWEEN = 2;
// How far the words over a month may be from its days, in elements that lie around each other.
const LEVELS_AROUND = 8;
const ARROW_WITHIN_PX = 130;
const SAME_COLUMN_PX = 6;
const UNAVAILABLE = /disab|unavail|unselect|blocked|not-?allow|inactive|forbidden|booked|sold-?out|outside|other-?month|adjacent/i;
// Languages in which the words for months are known, beside the page's own.
const MONTH_LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'pt', 'nl', 'ru', 'pl', 'tr', 'sv', 'uk', 'cs', 'ar', 'zh', 'ja', 'ko'];
const FORWARD = /next|forward|nächst|weiter|siguiente|próxim|proxim|suivant|successiv|volgende|далее|след|następn|sonraki|nästa|بعد|下|다음|[›»>→▶❯]/i;
const BACKWARD = /prev|\bback(?:ward)?\b|zurück|vorig|vorherig|anterior|précéd|preced|vorige|назад|пред|poprzedn|önceki|föregående|قبل|上|前|이전|[‹«<←◀❮]/i;
const OF_YEARS = /year|jahr|año|\bano\b|ann[ée]e|anno|jaar|год|decade|double|super/i;
const OF_MONTHS = /month|monat|\bmes\b|mois|mese|mês|maand|месяц|miesiąc/i;
const CONFIRMS = /^(?:ok|okay|apply|done|set|select|save|confirm|choose|übernehmen|fertig|anwenden|auswählen|aceptar|aplicar|listo|appliquer|valider|terminé|готово|تأیید|تایید)$/i;

const digitsOf = (text) => text.replace(/[٠-٩]/g, (one) => one.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (one) => one.charCodeAt(0) - 0x6f0);
const ownWords = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(' ').trim();
const dayNumber = (element) => {
  const said = digitsOf(ownWords(element));
  const number = /^\d{1,2}$/.test(said) ? Number(said) : 0;
  return number <= LONGEST_MONTH ? number : 0;
};

// What a person could take for days, in the order of the document.
function numbersShown() {
  return everything(document).map((element) => ({ element, number: dayNumber(element) })).filter(({ element, number }) => number && seen(element));
}

// The days of a month from the first of them on; [] when they do not go on to the 28th.
function monthFrom(numbers, start) {
  const month = [];
  let skipped = 0;
  for (let at = start; at < numbers.length && month.length < LONGEST_MONTH; at += 1) {
    if (numbers[at].number === month.length + 1) { month.push(numbers[at].element); skipped = 0; }
    else if ((skipped += 1) > NUMBERS_BETWEEN) break;
  }
  return month.length >= SHORTEST_MONTH && standInWeeks(month) ? month : [];
}

function standInWeeks(days) {
  const middles = days.map((day) => { const rect = rectOf(day); return { x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 }; });
  const columns = [];
  for (const { x } of middles) if (!columns.some((one) => Math.abs(one - x) < SAME_COLUMN_PX)) columns.push(x);
  // Each day stands beside the one before, or begins a line below it.
  const inLine = middles.every((middle, at) => !at || middle.y > middles[at - 1].y + 2 || Math.abs(middle.y - middles[at - 1].y) <= 2);
  return columns.length === CALENDAR_COLUMNS && inLine;
}

function commonAround(elements) {
  let around = elements[0];
  while (around && !elements.every((one) => within(one, around))) around = parentOf(around);
  return around;
}

// What stands over a month and beside it, without its days: words, what is chosen in its lists and written in its fields.
function wordsAround(around, days) {
  const words = [];
  const walk = (node) => {
    for (const child of (node.shadowRoot || node).childNodes) {
      if (child.nodeType === Node.TEXT_NODE) words.push(child.data);
      else if (child.nodeType !== Node.ELEMENT_NODE || days.includes(child) || INVISIBLE_TAGS.has(child.nodeName) || !seen(child)) continue;
      else if (child.tagName === 'SELECT') words.push(child.selectedOptions[0]?.label || '');
      else if (child.tagName === 'INPUT') words.push(child.value);
      else walk(child);
    }
  };
  walk(around);
  return squeeze(digitsOf(words.join(' ')));
}

const monthNames = new Map();
function namesIn(language) {
  if (!monthNames.has(language)) {
    const names = [];
    for (const options of [{ month: 'long' }, { month: 'long', day: 'numeric' }, { month: 'short' }]) {
      try {
        const written = new Intl.DateTimeFormat(language, { ...options, calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' });
        for (let month = 0; month < 12; month += 1) {
          const name = written.formatToParts(Date.UTC(2023, month, 1)).filter((part) => part.type === 'month')[0]?.value.toLowerCase().replace(/\.$/, '') || '';
          if (/\p{L}/u.test(name)) names.push({ name, month: month + 1, short: options.month === 'short' });
        }
      } catch { break; } // the page names a language that does not exist
    }
    monthNames.set(language, names);
  }
  return monthNames.get(language);
}

function namedMonths(said, language) {
  const text = said.toLowerCase();
  const found = namesIn(language).filter(({ name }) => {
    const at = text.indexOf(name);
    return at >= 0 && !/\p{L}/u.test(text[at - 1] || ' ') && !/\p{L}/u.test(text[at + name.length] || ' ');
  });
  const long = found.filter(({ short }) => !short);
  return [...new Set((long.length ? long : found).map(({ month }) => month))];
}

// The year and month that words name, { year: 0 } when they name none, or several.
function monthNamed(said) {
  const years = [...new Set([...said.matchAll(/(?<!\d)(?:19|20|21)\d\d(?!\d)/g)].map((found) => Number(found[0])))];
  const numeric = /(?<!\d)(?:(\d{1,2})\s?[./-]\s?\d{4}|\d{4}\s?[./年-]\s?(\d{1,2})\s?月?)(?!\d)/.exec(said);
  let months = namedMonths(said, document.documentElement.lang || 'en');
  if (!months.length) months = [...new Set(MONTH_LANGUAGES.flatMap((language) => namedMonths(said, language)))];
  if (!months.length && numeric) months = [Number(numeric[1] || numeric[2])];
  return years.length === 1 && months.length === 1 && months[0] <= 12 ? { year: years[0], month: months[0] } : { year: 0, month: 0 };
}

// As long as the month that its words name, and with its days under the right weekdays (weeks begin on Saturday, Sunday or Monday).
function isThatMonth({ year, month }, days) {
  if (!year || new Date(Date.UTC(year, month, 0)).getUTCDate() !== days.length) return false;
  const places = [...new Set(days.map((day) => Math.round((rectOf(day).left + rectOf(day).width / 2) / SAME_COLUMN_PX)))].sort((one, other) => one - other);
  const columns = places.filter((place, at) => !at || place - places[at - 1] > 1);
  const first = Math.round((rectOf(days[0]).left + rectOf(days[0]).width / 2) / SAME_COLUMN_PX);
  let column = columns.findIndex((place) => Math.abs(place - first) <= 1);
  if (getComputedStyle(days[0]).direction === 'rtl') column = CALENDAR_COLUMNS - 1 - column;
  const weekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return [0, 1, 6].some((begins) => (weekday - begins + CALENDAR_COLUMNS) % CALENDAR_COLUMNS === column);
}

function canBeHad(day, around) {
  for (let one = day; one && one !== around && one.tagName !== 'TR'; one = parentOf(one)) {
    if (one.matches(':disabled, [aria-disabled=true]') || UNAVAILABLE.test(`${one.getAttribute('class') || ''} ${one.getAttribute('data-disabled') || ''}`)) return false;
  }
  const style = getComputedStyle(day);
  return style.pointerEvents !== 'none' && style.cursor !== 'not-allowed' && !reachable(day).cover;
}

// What an arrow says of itself, to eyes and to scripts.
function saidOfArrow(one) {
  const given = [...one.attributes].filter(({ name }) => name === 'title' || name === 'class' || name === 'id' || name.startsWith('data-')).map(({ name, value }) => `${name} ${value}`);
  const icons = [...one.querySelectorAll('svg, i')].map((icon) => `${icon.getAttribute('class') || ''} ${icon.getAttribute('data-testid') || ''}`);
  return [nameOf(one), ...given, ...icons].join(' ');
}

function standsBy(one, days) {
  const rect = rectOf(one);
  const [first, last] = [rectOf(days[0]), rectOf(days[days.length - 1])];
  const sides = days.map(rectOf);
  const left = Math.min(...sides.map((side) => side.left)) - ARROW_WITHIN_PX;
  const right = Math.max(...sides.map((side) => side.right)) + ARROW_WITHIN_PX;
  return rect.left > left && rect.right < right && rect.top > first.top - ARROW_WITHIN_PX && rect.bottom < last.bottom + ARROW_WITHIN_PX;
}

// What turns a calendar over, one way and not the other; by months rather than by years. Null when it cannot be used.
function arrowIn(around, days, way, contrary) {
  const arrows = everything(around)
    .filter((one) => !one.matches('select, input') && !dayNumber(one) && standsBy(one, days) && !days.some((day) => within(one, day) || within(day, one)))
    .filter((one) => seen(one) && (one.matches(TOUCHABLE) || gesturesOf(one).has('click') || getComputedStyle(one).cursor === 'pointer'))
    .map((element) => ({ element, said: saidOfArrow(element) }))
    .filter(({ said }) => way.test(said) && !contrary.test(said) && (OF_MONTHS.test(said) || !OF_YEARS.test(said)));
  const outermost = arrows.filter(({ element }) => !arrows.some((other) => other.element !== element && within(element, other.element)));
  const best = (outermost.find(({ said }) => OF_MONTHS.test(said)) || outermost[0])?.element;
  return best && !best.matches(':disabled, [aria-disabled=true]') && !UNAVAILABLE.test(best.getAttribute('class') || '') ? best : null;
}

// The months that lie open in front, each as its days.
function monthsOpen() {
  const numbers = numbersShown();
  const months = [];
  for (let at = 0; at < numbers.length; at += 1) {
    const days = numbers[at].number === 1 ? monthFrom(numbers, at) : [];
    if (days.length && !reachable(days[14]).cover) { months.push(days); at += days.length - 1; }
  }
  return months;
}

// The calendar that lies open in front, with its elements; null when there is none. Of several months it is about the last.
function openCalendar() {
  const months = monthsOpen();
  if (!months.length) return null;
  const days = months[months.length - 1];
  const calendar = { days, shown: months.length, around: commonAround(days), year: 0, month: 0, said: '', forward: null, back: null };
  for (let around = calendar.around, level = 0; around && around !== document.body && level < LEVELS_AROUND; around = parentOf(around), level += 1) {
    const inside = months.filter((one) => within(one[0], around));
    if (!calendar.said && inside.length === 1) {
      const said = wordsAround(around, days);
      const named = monthNamed(said);
      if (isThatMonth(named, days)) Object.assign(calendar, named, { said });
    }
    if (!calendar.forward && !calendar.back) {
      calendar.forward = arrowIn(around, inside.flat(), FORWARD, BACKWARD);
      calendar.back = arrowIn(around, inside.flat(), BACKWARD, FORWARD);
    }
    if (calendar.said && (calendar.forward || calendar.back)) break;
  }
  return calendar;
}

const aimed = (element) => element && { key: baseKey(element), selector: selectorOf(element), role: roleOf(element) || 'clickable', name: nameOf(element) };

// What the calendar shows that lies open in front, or opens within `patience` ms and holds still; null when none does.
eye.calendar = async (patience) => {
  const until = now() + patience;
  for (;;) {
    const calendar = openCalendar();
    if (calendar && await still(calendar.days[14])) {
      const { days, shown, around, year, month, said } = calendar;
      const free = days.flatMap((day, at) => (canBeHad(day, around) ? [at + 1] : []));
      return { year, month, said, days: free, shown, forward: aimed(calendar.forward), back: aimed(calendar.back) };
    }
    if (now() >= until) return null;
    await frame();
  }
};

// What takes over the day that was chosen, where a calendar waits for that: "OK", "Apply"; no button that sends a form.
function confirmsIn(calendar) {
  for (let around = calendar.around, level = 0; around && around !== document.body && level < LEVELS_AROUND + 3; around = parentOf(around), level += 1) {
    const found = everything(around).find((one) => one.matches('button, [role=button], a, input[type=button]') && seen(one) && CONFIRMS.test(nameOf(one)));
    if (found) return found.form && found.type === 'submit' ? null : found;
  }
  return null;
}

// A part of the calendar that lies open: a day by its number, "forward", "back" or "confirm"; null when it is not there.
eye.calendarPart = (part) => {
  const calendar = openCalendar();
  if (!calendar) return null;
  if (part === 'confirm') return confirmsIn(calendar);
  return (typeof part === 'number' ? calendar.days[part - 1] : calendar[part]) || null;
};
