'use strict';

const main = document.getElementById('main');
const dialog = document.getElementById('dialog');
const notices = document.getElementById('notices');
const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const day = (iso) => new Date(iso + {% if bug('days-shift-west') %}'T00:00:00Z'{% else %}'T00:00:00'{% endif %})
  .toLocaleDateString(document.documentElement.lang, { day: 'numeric', month: 'short', year: 'numeric' });
const PEOPLE = ['Amira', 'Bence', 'Chloé', 'Dario'];
const WORDS = {
  en: { tasks: 'Tasks', notes: 'My notes', activity: 'Activity', about: 'About', open: 'open tasks', language: 'Language' },
  de: { tasks: 'Aufgaben', notes: 'Meine Notizen', activity: 'Verlauf', about: 'Über uns', open: 'offene Aufgaben', language: 'Sprache' },
};
let email = '';
let opened = false;

class Refused extends Error {
  constructor(status, body) { super(body.error || 'The server could not do that.'); this.status = status; this.fields = body.fields || {}; }
}

async function ask(path, method = 'GET', sent) {
  let answer;
  try {
    answer = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: sent && JSON.stringify(sent) });
  } catch {
    throw new Refused(0, { error: 'The server cannot be reached. Check your connection and try again.' });
  }
  const body = await answer.json().catch(() => (answer.ok && answer.status !== 204 ? null : {}));
  if (!body) throw new Refused(0, { error: 'The answer could not be read. Try again.' });
  if (!answer.ok) throw new Refused(answer.status, answer.status === 429 ? { error: 'Too many requests. Wait a moment and try again.' } : body);
  return body;
}

function tell(text, action) {
  const line = document.createElement('p');
  line.textContent = text;
  if (action) {
    const button = document.createElement('button');
    button.className = 'plain';
    button.textContent = action.name;
    button.onclick = () => { line.remove(); action.run(); };
    line.append(' ', button);
  }
  notices.append(line);
  setTimeout(() => line.remove(), 8000);
}

function trouble(error) {
  main.innerHTML = `<h1>Something went wrong</h1><p role="alert">${escaped(error.message)}</p><button id="again">Try again</button>`;
  document.getElementById('again').onclick = () => show();
}

async function count() {
  const { open } = await ask('/api/tasks');
  document.getElementById('open-count').textContent = open;
}

function go(address) {
  history.pushState({}, '', address);
  return show();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || link.origin !== location.origin || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute('href'));
});
addEventListener('popstate', () => show());

const ROUTES = [
  [/^\/(?:tasks)?$/, list],
  [/^\/tasks\/new$/, () => edit(null)],
  [/^\/tasks\/(\d+)$/, detail],
  [/^\/tasks\/(\d+)\/edit$/, edit],
  [/^\/notes$/, privateNotes],
  [/^\/activity$/, activity],
  [/^\/about$/, about],
  [/^\/sign-in$/, () => account('Sign in', '/api/session')],
  [/^\/register$/, () => account('Register', '/api/register')],
];

async function show(first = false) {
  for (const [pattern, view] of ROUTES) {
    const match = location.pathname.match(pattern);
    if (!match) continue;
    try {
      await view(match[1]);
    } catch (error) {
      {% if bug('failed-load-stays-empty') %}
      if (view === list || view === activity) return;
      {% endif %}
      if (!(error instanceof Refused)) throw error;
      trouble(error);
    }
    document.title = `${main.querySelector('h1')?.textContent || 'Plot board'} – Plot board`;
    if (!first) main.focus();
    opened = true;
    return;
  }
}

async function list() {
  {% if bug('back-forgets-filter') %}
  const asked = new URLSearchParams(history.state?.kept || '');
  {% else %}
  const asked = new URLSearchParams(location.search);
  {% endif %}
  const found = await ask(`/api/tasks?${asked}`);
  const chosen = (name, value) => (asked.get(name) || '') === value ? ' selected' : '';
  main.innerHTML = `<h1>Tasks</h1>
    <p class="hint">{% if bug('spaced-text-is-cut') %}All that has to be done this spring, by day{% else %}All that has to be done this spring.{% endif %}</p>
    <form class="tools" role="search">
      <label>Search tasks <input type="search" name="q" value="${escaped(asked.get('q') || '')}"></label>
      <label>Status <select name="status"><option value="">All</option><option value="open"${chosen('status', 'open')}>Open</option><option value="done"${chosen('status', 'done')}>Done</option></select></label>
      <label>Sort by <select name="sort"><option value="due"${chosen('sort', 'due')}>Day</option><option value="title"${chosen('sort', 'title')}>Title (A to Z)</option><option value="hours"${chosen('sort', 'hours')}>Hours: low to high</option><option value="priority"${chosen('sort', 'priority')}>Priority</option></select></label>
      <button>Search</button>
    </form>
    <p><a href="/tasks/new">New task</a> <button class="plain" id="finish">Mark these as done</button></p>
    <p><strong>${found.total} ${found.total === 1 ? 'task' : 'tasks'}</strong>, ${found.hours} hours in all</p>
    ${found.tasks.length ? `<div class="wide" tabindex="0" role="region" aria-label="Tasks"><table><thead><tr><th>Title</th><th>Day</th><th>Who</th><th class="number">Hours</th><th>Done</th><th>Remove</th></tr></thead><tbody>
      ${found.tasks.map((task) => `<tr class="${task.done ? 'done' : ''}"><td><a href="/tasks/${task.id}">${escaped(task.title)}</a></td><td>${day(task.due)}</td><td>${escaped(task.person)}</td><td class="number">${task.hours}</td><td><input type="checkbox" aria-label="Done: ${escaped(task.title)}" data-done="${task.id}"${task.done ? ' checked' : ''}></td><td><button class="plain" data-delete="${task.id}" aria-label="Delete ${escaped(task.title)}">Delete</button></td></tr>`).join('')}
    </tbody></table></div>` : '<p>No task was found.</p>'}
    <nav class="pages" aria-label="Pages">${found.page > 1 ? '<button class="plain" data-page="-1">Previous page</button>' : ''}<span>Page ${found.page} of ${found.pages}</span>${found.page < found.pages ? '<button class="plain" data-page="1">Next page</button>' : ''}</nav>`;
  document.getElementById('open-count').textContent = found.open;
  const form = main.querySelector('form');
  const again = (page) => {
    const wanted = new URLSearchParams(new FormData(form));
    if (page > 1) wanted.set('page', page);
    for (const [name, value] of [...wanted]) if (!value) wanted.delete(name);
    {% if bug('back-forgets-filter') %}
    history.replaceState({}, '', '/tasks');
    history.pushState({ kept: String(wanted) }, '', '/tasks');
    return show();
    {% else %}
    return go(`/tasks?${wanted}`);
    {% endif %}
  };
  form.onsubmit = (event) => { event.preventDefault(); again(1); };
  for (const select of form.querySelectorAll('select')) select.onchange = () => {
    {% if bug('all-does-not-clear') %}
    if (select.name === 'status' && !select.value) return;
    {% endif %}
    again(1);
  };
  for (const button of main.querySelectorAll('[data-page]')) button.onclick = () => again(found.page + Number(button.dataset.page));
  document.getElementById('finish').onclick = () => finish(found.tasks.filter((task) => !task.done));
  for (const box of main.querySelectorAll('[data-done]')) box.onchange = () => mark(box);
  for (const button of main.querySelectorAll('[data-delete]')) button.onclick = () => remove(button.dataset.delete, found);
}

async function mark(box) {
  try {
    await ask(`/api/tasks/${box.dataset.done}/done`, 'POST', { done: box.checked });
    box.closest('tr').classList.toggle('done', box.checked);
    {% if not bug('open-count-stays') %}
    await count();
    {% endif %}
  } catch (error) {
    box.checked = !box.checked;
    tell(error.message);
  }
}

async function finish(tasks) {
  const set = (done) => Promise.all(tasks.map((task) => ask(`/api/tasks/${task.id}/done`, 'POST', { done })));
  try {
    await set(true);
    await show();
    tell(`${tasks.length} tasks were marked as done.`, { name: 'Undo', run: async () => {
      try {
        {% if not bug('undo-does-nothing') %}
        await set(false);
        {% endif %}
        await show();
      } catch (error) { tell(error.message); }
    } });
  } catch (error) { tell(error.message); }
}

function remove(number, found) {
  const task = found.tasks.find((one) => String(one.id) === number);
  const sure = async () => {
    try {
      await ask(`/api/tasks/${number}`, 'DELETE');
      {% if bug('deleted-comes-back') %}
      main.querySelector(`[data-delete="${number}"]`)?.closest('tr').remove();
      {% else %}
      await show();
      {% endif %}
      tell(`“${task.title}” was deleted.`);
    } catch (error) { tell(error.message); }
  };
  {% if bug('delete-does-not-ask') %}
  sure();
  {% else %}
  confirmed(`Delete “${task.title}”?`, 'Delete', sure);
  {% endif %}
}

function confirmed(question, name, run) {
  dialog.innerHTML = `<h2 id="dialog-title">${escaped(question)}</h2><form method="dialog"><button value="yes">${name}</button> <button class="plain" value="no">Cancel</button></form>`;
  {% if bug('dialogs-pile-up') %}
  const kept = new Array(30000).fill(question);
  dialog.addEventListener('close', () => { dialog.dataset.kept = kept.length; });
  {% endif %}
  dialog.onclose = () => { if (dialog.returnValue === 'yes') run(); };
  dialog.returnValue = 'no';
  dialog.showModal();
}

async function detail(number) {
  const task = await ask(`/api/tasks/${number}`);
  {% if bug('deep-link-opens-list') %}
  if (!opened) { history.replaceState({}, '', '/tasks'); return list(); }
  {% endif %}
  main.innerHTML = `<p><a href="/tasks">All tasks</a></p><h1>${escaped(task.title)}</h1>
    <dl><dt>Day</dt><dd>${day(task.due)}</dd><dt>Who</dt><dd>${escaped(task.person)}</dd>
    <dt>Hours</dt><dd>{% if bug('detail-rounds-hours') %}${Math.round(task.hours + 1)}{% else %}${task.hours}{% endif %}</dd><dt>Priority</dt><dd>${task.priority}</dd>
    <dt>Status</dt><dd>${task.done ? 'Done' : 'Open'}</dd><dt>Notes</dt><dd>${escaped(task.notes) || 'None'}</dd></dl>
    <p><a href="/tasks/${task.id}/edit">Edit task</a></p>
    <h2>Comments</h2><ul>${task.comments.map((one) => `<li>${escaped(one.author)}: {% if bug('comments-run-scripts') %}${one.text}{% else %}${escaped(one.text)}{% endif %}</li>`).join('')}</ul>
    ${task.comments.length ? '' : '<p>No comments yet.</p>'}
    <form class="edit" id="comment"><label>Comment <textarea name="text" required></textarea></label><p class="error" role="alert"></p><button>Add comment</button></form>`;
  const form = document.getElementById('comment');
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = 'yes';
    try {
      await ask(`/api/tasks/${number}/comments`, 'POST', { text: form.elements.text.value });
      await show();
      tell('The comment was added.');
    } catch (error) { form.querySelector('.error').textContent = error.message; }
    delete form.dataset.sent;
  };
}

async function edit(number) {
  const task = number ? await ask(`/api/tasks/${number}`) : { title: '', due: '', hours: 1, person: 'Amira', priority: 'normal', notes: '' };
  const options = (values, chosen) => values.map((value) => `<option${value === chosen ? ' selected' : ''}>${value}</option>`).join('');
  main.innerHTML = `<h1>${number ? 'Edit task' : 'New task'}</h1><form class="edit" novalidate>
    <div><label for="title">Title</label><input id="title" name="title" required maxlength="80" value="${escaped(task.title)}" aria-describedby="title-error"><p class="error" id="title-error"></p></div>
    <div><label for="due">Day</label><input id="due" name="due" type="date" required value="${task.due}" aria-describedby="due-error"><p class="error" id="due-error"></p></div>
    <div><label for="hours">Hours</label><input id="hours" name="hours" type="number" min="0.5" max="200" step="0.5" required value="${task.hours}" aria-describedby="hours-error"><p class="error" id="hours-error"></p></div>
    <div><label for="who">Who</label><select id="who" name="person">${options(PEOPLE, task.person)}</select></div>
    <div><label for="priority">Priority</label><select id="priority" name="priority">${options(['low', 'normal', 'high'], task.priority)}</select></div>
    <div>{% if bug('notes-without-label') %}<span>Notes</span>{% else %}<label for="notes">Notes</label>{% endif %}<textarea id="notes" name="notes">${escaped(task.notes)}</textarea></div>
    <p class="error" role="alert" id="form-error"></p>
    <p><button id="save">Save task</button> <button type="button" class="plain" id="cancel">Cancel</button></p></form>`;
  const form = main.querySelector('form');
  const sent = () => ({ ...Object.fromEntries(new FormData(form)), hours: Number(form.elements.hours.value) });
  let saving = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    {% if not bug('double-save-makes-two') %}
    if (saving) return;
    saving = true;
    {% endif %}
    for (const line of form.querySelectorAll('.error')) line.textContent = '';
    try {
      const saved = await ask(number ? `/api/tasks/${number}` : '/api/tasks', number ? 'PUT' : 'POST', sent());
      await go(`/tasks/${saved.id}`);
      tell('The task was saved.');
    } catch (error) {
      {% if bug('failed-save-says-saved') %}
      if (error.status >= 500 || !error.status) { await go('/tasks'); tell('The task was saved.'); return; }
      {% endif %}
      document.getElementById('form-error').textContent = error.message;
      for (const [name, words] of Object.entries(error.fields)) {
        const place = document.getElementById(`{% if bug('message-at-wrong-field') %}${name === 'title' ? 'due' : name}{% else %}${name}{% endif %}-error`);
        if (place) place.textContent = words;
      }
      {% if bug('refused-form-is-emptied') %}
      form.elements.notes.value = '';
      form.elements.title.value = '';
      {% endif %}
      form.querySelector('input:not([type=hidden])').focus();
    }
    saving = false;
  };
  document.getElementById('cancel').onclick = async () => {
    {% if bug('cancel-saves') %}
    if (number) await ask(`/api/tasks/${number}`, 'PUT', sent()).catch(() => null);
    {% endif %}
    go(number ? `/tasks/${number}` : '/tasks');
  };
}

async function privateNotes() {
  let kept;
  try {
    kept = await ask('/api/notes');
    {% if bug('notes-stay-after-sign-out') %}
    sessionStorage.setItem('notes', JSON.stringify(kept));
    {% endif %}
  } catch (error) {
    if (error.status !== 401) throw error;
    {% if bug('notes-stay-after-sign-out') %}
    kept = JSON.parse(sessionStorage.getItem('notes') || 'null');
    {% endif %}
    if (!kept) {
      main.innerHTML = '<h1>My notes</h1><p>Sign in to see your notes.</p><p><a href="/sign-in">Sign in</a> or <a href="/register">register</a></p>';
      return;
    }
  }
  main.innerHTML = `<h1>My notes</h1><ul>${kept.notes.map((note) => `<li>${escaped(note.text)}</li>`).join('')}</ul>
    <form class="edit"><label>New note <textarea name="text" required></textarea></label><p class="error" role="alert"></p><button>Keep note</button></form>`;
  const form = main.querySelector('form');
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = 'yes';
    try { await ask('/api/notes', 'POST', { text: form.elements.text.value }); await show(); tell('The note was kept.'); } catch (error) { form.querySelector('.error').textContent = error.message; }
    delete form.dataset.sent;
  };
}

async function activity() {
  const { lines } = await ask('/api/activity');
  main.innerHTML = `<h1>Activity</h1><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
}

function about() {
  main.innerHTML = `<h1>About</h1><p>The allotment club plans its spring on this board. Everybody may add tasks and mark them as done.</p>
    <p>Write to <a href="mailto:board@plots.example">board@plots.example</a>.</p>`;
}

function account(name, path) {
  main.innerHTML = `<h1>${name}</h1><form class="edit"><div><label for="email">Email</label><input id="email" name="email" type="email" autocomplete="email" required aria-describedby="email-error"><p class="error" id="email-error"></p></div>
    <div><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="${path.endsWith('session') ? 'current' : 'new'}-password" required minlength="10" aria-describedby="password-error password-hint"><p id="password-hint">At least 10 characters.</p><p class="error" id="password-error"></p></div>
    <p class="error" role="alert" id="form-error"></p><button>${name}</button></form>`;
  const form = main.querySelector('form');
  form.onsubmit = async (event) => {
    event.preventDefault();
    for (const line of form.querySelectorAll('.error')) line.textContent = '';
    try {
      signedIn((await ask(path, 'POST', Object.fromEntries(new FormData(form)))).email);
      await go('/notes');
    } catch (error) {
      document.getElementById('form-error').textContent = error.message;
      for (const [field, words] of Object.entries(error.fields)) document.getElementById(`${field}-error`).textContent = words;
    }
  };
}

function signedIn(address) {
  email = address;
  const person = document.getElementById('person');
  person.innerHTML = email ? `${escaped(email)} <button class="plain" id="leave">Sign out</button>` : '<a href="/sign-in">Sign in</a> <a href="/register">Register</a>';
  const leave = document.getElementById('leave');
  if (leave) leave.onclick = async () => {
    try { await ask('/api/session', 'DELETE'); signedIn(''); await go('/tasks'); } catch (error) { tell(error.message); }
  };
}

function speak(language) {
  document.documentElement.lang = language;
  document.getElementById('language').value = language;
  for (const place of document.querySelectorAll('[data-words]')) place.textContent = WORDS[language][place.dataset.words];
}

document.getElementById('language').onchange = (event) => {
  localStorage.setItem('language', event.target.value);
  speak(event.target.value);
  {% if bug('language-leads-home') %}
  go('/tasks');
  {% else %}
  show();
  {% endif %}
};

speak(localStorage.getItem('language') === 'de' ? 'de' : 'en');
signedIn('');
ask('/api/me').then((person) => signedIn(person.email)).catch((error) => tell(error.message));
{% if not bug('open-count-stays') %}
count().catch(() => null);
{% endif %}
show(true);
