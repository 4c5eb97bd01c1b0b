// Which fields belong together, and what sends them: a form, or a place that scripts have made one without saying so.

const TYPED_INTO = 'input:not([type=hidden], [type=checkbox], [type=radio], [type=range], [type=color], [type=file], [type=button], [type=submit], [type=reset], [type=image]), textarea';
// What sends, in English, German, Spanish, French and Persian; what stands beside it and does not.
const SENDS = /(?<![\p{L}])(?:sign[ -]?(?:in|up)|log[ -]?(?:in|on)|register|submit|send|save|create|add|post|publish|reply|comment|subscribe|join|continue|next|proceed|confirm|apply|update|change|invite|book|order|buy|pay|checkout|request|calculate|convert|translate|generate|go|enter|unlock|reset password|get started|anmelden|einloggen|registrieren|absenden|senden|abschicken|speichern|anlegen|erstellen|hinzufügen|veröffentlichen|antworten|kommentieren|abonnieren|weiter|bestätigen|übernehmen|ändern|aktualisieren|einladen|buchen|bestellen|kaufen|bezahlen|berechnen|umrechnen|entrar|acceder|iniciar sesión|registrarse|enviar|guardar|crear|añadir|agregar|publicar|responder|comentar|suscribirse|continuar|siguiente|confirmar|aplicar|actualizar|cambiar|invitar|reservar|pedir|comprar|pagar|calcular|convertir|connexion|se connecter|s['’]inscrire|inscription|envoyer|enregistrer|créer|ajouter|publier|répondre|commenter|s['’]abonner|continuer|suivant|confirmer|appliquer|modifier|inviter|réserver|commander|acheter|payer|calculer|convertir|valider|ورود|ثبت|ارسال|ذخیره|ایجاد|افزودن|انتشار|پاسخ|اشتراک|ادامه|بعدی|تأیید|تایید|اعمال|خرید|پرداخت|محاسبه)(?![\p{L}])/iu;
const SEARCHES = /(?<![\p{L}])(?:search|find|filter|go|look up|suche\p{L}*|finden|filtern|buscar|filtrar|rechercher|chercher|trouver|filtrer|جستجو|جست‌وجو|یافتن)(?![\p{L}])/iu;
const LESSER = /(?<![\p{L}])(?:cancel|close|back|previous|clear|reset(?! password)|delete|remove|show|hide|toggle|forgot\p{L}*|resend|upload|browse|choose|google|facebook|apple|github|microsoft|twitter|linkedin|abbrechen|schließen|zurück|löschen|entfernen|zeigen|anzeigen|verbergen|vergessen|cancelar|cerrar|atrás|borrar|eliminar|mostrar|ocultar|annuler|fermer|retour|effacer|supprimer|afficher|masquer|انصراف|لغو|بستن|بازگشت|حذف|نمایش)(?![\p{L}])/iu;
// What sends stands so near below the last field, px, with so few other things to touch between them.
const SENDER_WITHIN = 300;
const MOST_BETWEEN = 4;
// A field in a row or a dialog belongs to what sends within it.
const BOUNDS = 'li, tr, [role=row], [role=listitem], dialog, [role=dialog], [role=alertdialog], [aria-modal=true], header, nav, footer, [role=banner], [role=navigation], [role=contentinfo]';

const isField = (element) => /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
const isTyped = (element) => element.matches(TYPED_INTO) || (element.isContentEditable && roleOf(element) === 'textbox');
const isSearch = (element) => element.type === 'search' || roleOf(element) === 'searchbox' || SEARCHES.test(`${nameOf(element)} ${element.getAttribute('placeholder') || ''} ${element.getAttribute('name') || ''}`);
const submits = (element) => (element.tagName === 'BUTTON' && element.type === 'submit' && roleOf(element) === 'button') || (element.tagName === 'INPUT' && ['submit', 'image'].includes(element.type));
// Leaves a form, though by its markup it sends it, as any button without a type does.
const LEAVES = /(?<!\p{L})(?:cancel|back|discard|close|reset|clear|abbrechen|zurück|verwerfen|schließen|cancelar|volver|atrás|descartar|cerrar|annuler|retour|fermer|انصراف|لغو|بازگشت|بستن)(?!\p{L})/iu;
const follows = (one, other) => Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);

// What stands in for a form here, as this look found it: around what, and what sends it. Real forms are among the senders'
// places where no button of theirs does it by itself.
let placeOf = new WeakMap();
let senderOf = new Map();

// The form it belongs to; one that stands around a component's shadow tree, too.
function formAround(element) {
  if (placeOf.has(element)) return placeOf.get(element);
  if (element.form) return element.form;
  const inShadow = element.getRootNode() instanceof ShadowRoot && (isField(element) || roleOf(element) === 'button');
  if (!inShadow && !isDrawnList(element)) return null;
  for (let one = parentOf(element); one; one = parentOf(one)) if (one.tagName === 'FORM') return one;
  return null;
}

// Among what is shown.
function findPlaces(shown) {
  placeOf = new WeakMap();
  senderOf = new Map();
  const fields = shown.map(({ element }) => element).filter((element) => (isField(element) && roleOf(element) !== 'button') || isTyped(element) || isDrawnList(element));
  const sent = new Set(shown.filter(({ element }) => submits(element) && formAround(element)).map(({ element }) => formAround(element)));
  for (const field of fields) {
    const form = formAround(field);
    if (!isTyped(field) || sent.has(form) || senderOf.has(form)) continue;
    const beside = shown.filter(({ element }) => [form, null].includes(formAround(element)));
    const { place, sender, held } = placeAround(field, fields.filter((one) => formAround(one) === form), beside) || {};
    if (!place) continue;
    for (const one of [...held, sender]) placeOf.set(one, form || place);
    senderOf.set(form || place, sender);
  }
}

// The smallest place around a field with something in it that sends.
function placeAround(field, fields, loose) {
  for (let place = parentOf(field); place && place !== document.documentElement; place = parentOf(place)) {
    const held = fields.filter((one) => within(one, place));
    const sender = senderIn(place, held, loose);
    if (sender) return { place, sender, held };
    if (place.matches(BOUNDS)) return null;
  }
  return null;
}

// What sends these fields: the nearest below them that says so, or the only one there is for several.
function senderIn(place, fields, touchables) {
  const typed = fields.filter(isTyped);
  const last = typed.at(-1);
  if (!last) return null;
  const after = touchables.filter(({ element }) => follows(element, last) && within(element, place) && !isField(element));
  const named = after.filter(({ element, role }) => (role === 'button' || role === 'clickable') && isSender(element, last));
  const words = typed.every(isSearch) ? SEARCHES : SENDS;
  const saying = named.filter(({ element }) => words.test(nameOf(element)));
  const alike = new Set(saying.map(({ element }) => masked(nameOf(element)))).size < saying.length;
  const chosen = saying[0] || (typed.length > 1 && named.length === 1 ? named[0] : null);
  if (!chosen || alike || after.indexOf(chosen) > MOST_BETWEEN) return null;
  return [...place.querySelectorAll('h1, h2, h3, h4')].some((heading) => follows(heading, last) && follows(chosen.element, heading)) ? null : chosen.element;
}

function isSender(element, field) {
  if (!nameOf(element) || LESSER.test(nameOf(element))) return false;
  const [below, above] = [rectOf(element), rectOf(field)];
  return below.top - above.bottom < SENDER_WITHIN && below.bottom > above.top;
}

// Named by what sends it; several that are sent alike are counted.
function placeKey(place) {
  const nameFor = (one) => masked(nameOf(senderOf.get(one)));
  const alike = [...senderOf.keys()].filter((one) => one.tagName !== 'FORM' && nameFor(one) === nameFor(place));
  const ordinal = alike.indexOf(place);
  return `~${cut(nameFor(place), 60)}${ordinal > 0 ? `~${ordinal + 1}` : ''}`;
}

function formsOf(touchables) {
  const forms = new Map();
  const onlyLeft = new Set();
  for (const { element, role, key } of touchables) {
    const form = formAround(element);
    if (!form) continue;
    if (!forms.has(form)) forms.set(form, { ...toldForm(form), fields: [], submit: '' });
    const found = forms.get(form);
    if (role === 'button' || element === senderOf.get(form)) {
      const sends = element === senderOf.get(form) || submits(element);
      const leaves = LEAVES.test(nameOf(element));
      if (sends && (!found.submit || (onlyLeft.has(form) && !leaves))) {
        found.submit = key;
        leaves ? onlyLeft.add(form) : onlyLeft.delete(form);
      }
    } else if (isField(element) || isDrawnList(element) || placeOf.has(element)) found.fields.push(key);
  }
  return [...forms.values()].filter((form) => form.fields.length || form.submit);
}

function toldForm(form) {
  const real = form.tagName === 'FORM';
  return {
    key: formKey(form), name: cut(squeeze(form.getAttribute('aria-label')) || referenced(form, 'aria-labelledby') || textOf(form.querySelector('h1, h2, h3, h4, legend') || document.createElement('i')), NAME_LIMIT),
    action: absolute((real && form.getAttribute('action')) || location.href), method: real ? (form.getAttribute('method') || 'get').toLowerCase() : '', validates: real && !form.noValidate, scripted: !real || sentByScript(form),
  };
}
