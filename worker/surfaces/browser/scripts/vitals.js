// Web vitals of this document, by web.dev's definitions: TTFB, FCP, LCP, CLS (session windows), INP's interactions, long tasks.

const vitals = { fcp: null, lcp: null, largest: null, shifts: [], window: 0, windowStart: 0, windowLast: 0, cls: 0, interactions: new Map(), tasks: [], frames: [] };
const KEPT = 50;

function keep(list, entry) {
  list.push(entry);
  if (list.length > KEPT) list.shift();
}

const observers = [];
// How long a frame's own story may take to come. ms.
const UNTOLD_MS = 500;

function observe(type, take, more = {}) {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
  try {
    observer.observe({ type, buffered: true, ...more });
    observers.push({ observer, take });
  } catch {
    // This Chromium does not know the entry type; the value stays null.
  }
}

observe('paint', (entry) => { if (entry.name === 'first-contentful-paint') vitals.fcp = entry.startTime; });

observe('largest-contentful-paint', (entry) => {
  vitals.lcp = entry.startTime;
  vitals.largest = entry.element ? eye.nodeKey(entry.element) : entry.url;
});

// Whether anybody has operated this document: what moves later may be a slow answer to that.
let operated = false;
// One document has many addresses where a script shows the pages: what was done under which.
const addresses = [{ since: 0, url: location.href }];
function noteAddress(since) {
  if (addresses.at(-1).url !== location.href) keep(addresses, { since, url: location.href });
}
for (const kind of ['pointerdown', 'keydown']) {
  addEventListener(kind, (event) => { operated = true; noteAddress(event.timeStamp); }, { capture: true, passive: true });
}
const addressAt = (time) => (addresses.findLast((one) => one.since <= time) || addresses[0]).url;

observe('layout-shift', (entry) => {
  if (entry.hadRecentInput) return;
  // A session window: shifts less than 1 s apart, 5 s at most; CLS is the largest window.
  if (vitals.window && entry.startTime - vitals.windowLast < 1000 && entry.startTime - vitals.windowStart < 5000) vitals.window += entry.value;
  else { vitals.window = entry.value; vitals.windowStart = entry.startTime; }
  vitals.windowLast = entry.startTime;
  vitals.cls = Math.max(vitals.cls, vitals.window);
  const sources = (entry.sources || []).map((source) => source.node && eye.nodeKey(source.node.nodeType === 1 ? source.node : source.node.parentElement));
  keep(vitals.shifts, { score: entry.value, sources: sources.filter(Boolean).slice(0, 5), after_input: operated });
});

observe('event', (entry) => {
  if (!entry.interactionId) return;
  const known = vitals.interactions.get(entry.interactionId);
  if (known && known.duration_ms >= entry.duration) return;
  vitals.interactions.set(entry.interactionId, {
    kind: entry.name,
    key: entry.target ? eye.nodeKey(entry.target) : known?.key || '',
    duration_ms: entry.duration,
    url: addressAt(entry.startTime),
    told: known?.told || false,
  });
  if (vitals.interactions.size > KEPT) vitals.interactions.delete(vitals.interactions.keys().next().value);
}, { durationThreshold: 16 });

observe('longtask', (entry) => keep(vitals.tasks, { start: entry.startTime, duration: entry.duration }));

observe('long-animation-frame', (entry) => {
  const longest = [...(entry.scripts || [])].sort((one, other) => other.duration - one.duration)[0];
  if (!longest) return;
  const script = longest.sourceURL || longest.invoker || '';
  keep(vitals.frames, {
    start: entry.startTime,
    end: entry.startTime + entry.duration,
    script,
    called: longest.sourceFunctionName || '',
    forced: Math.max(0, longest.forcedStyleAndLayoutDuration || 0),
    ran: { start: longest.startTime, duration: longest.duration },
  });
});

// Looking takes time on the page's main thread; that time is ours, not the page's.
eye.measured = (work) => {
  const start = now();
  try { return work(); } finally { keep(eye.ours, [start, now()]); }
};

function oursMostly(task) {
  const end = task.start + task.duration;
  return eye.ours.some(([from, to]) => Math.min(end, to) - Math.max(task.start, from) > task.duration / 2);
}

eye.timings = () => {
  // Entries are handed over in a task of their own; what waits for it is taken now.
  for (const { observer, take } of observers) observer.takeRecords().forEach(take);
  noteAddress(now());
  const [navigation] = performance.getEntriesByType('navigation');
  const overlap = (task, other) => other.start < task.start + task.duration && other.start + other.duration > task.start;
  // The task in which we began to watch is not told as a long task, its script is.
  const untold = vitals.frames.map((one) => one.ran).filter((ran) => ran.duration >= 50 && !vitals.tasks.some((task) => overlap(task, ran)));
  const frameOf = (task) => vitals.frames.find((one) => overlap(task, { start: one.start, duration: one.end - one.start }));
  // Which script it was is told a moment after the task itself; until then it is not told at all.
  const settled = (task) => frameOf(task) || now() - task.start - task.duration > UNTOLD_MS;
  const longTasks = [...untold, ...vitals.tasks].filter((task) => !oursMostly(task) && settled(task)).map((task) => {
    const frame = frameOf(task);
    return {
      start_ms: task.start,
      duration_ms: task.duration,
      script: frame?.script || '',
      called: frame?.called || '',
      url: addressAt(task.start),
      forced_layout_ms: frame && overlap(task, frame.ran) ? frame.forced : 0,
    };
  });
  const interactions = [...vitals.interactions.values()].map((one) => ({ ...one }));
  for (const one of vitals.interactions.values()) one.told = true;
  return {
    time_to_first_byte: navigation?.responseStart || null,
    first_contentful_paint: vitals.fcp,
    largest_contentful_paint: vitals.lcp,
    largest_element: vitals.largest || '',
    load: navigation?.loadEventStart || null,
    cumulative_layout_shift: vitals.cls,
    shifts: vitals.shifts,
    interactions,
    long_tasks: longTasks,
  };
};
