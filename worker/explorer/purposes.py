"""What a control is for, by its words in five languages, by icons, and by the class words that designers give it."""

import re
from enum import StrEnum


class Purpose(StrEnum):
    """What happens to a thing when its control is operated; to TRADE is what people come for."""

    ADD = "add"
    REMOVE = "remove"
    EDIT = "edit"
    SAVE = "save"
    CANCEL = "cancel"
    UNDO = "undo"
    AGREE = "agree"
    INCREASE = "increase"
    DECREASE = "decrease"
    FAVOUR = "favour"
    CART = "cart"
    TRADE = "trade"


# Words, and beginnings of words (ending in "*"), in English, German, Spanish, French and Persian.
_WORDS = {
    Purpose.ADD: """add | add to | create | new | insert | post | submit | hinzufügen | anlegen | erstellen | neu* |
        in den warenkorb | añadir | agregar | crear | nuev* | ajouter | créer | nouve* | افزودن |
        اضافه* | ایجاد | جدید""",
    Purpose.REMOVE: """remove* | delete* | erase | discard | trash | entfernen | lösch* | eliminar | borrar | quitar |
        supprimer | retirer | effacer | enlever | حذف | پاک""",
    Purpose.EDIT: """edit | rename | change | modify | bearbeiten | umbenennen | ändern | editar | modificar | cambiar |
        renombrar | modifier | éditer | renommer | ویرایش | تغییر""",
    Purpose.SAVE: """save | update | apply | done | ok | confirm | speichern | sichern | übernehmen | fertig |
        aktualisieren | guardar | actualizar | aplicar | listo | enregistrer | sauvegarder | mettre à jour | appliquer |
        terminé | ذخیره | ثبت | به‌روزرسانی | تأیید | تایید""",
    Purpose.CANCEL: """cancel | discard | never ?mind | dismiss | abort | close without saving | abbrechen | verwerfen |
        cancelar | descartar | annuler | abandonner | انصراف | لغو""",
    Purpose.UNDO: """undo | restore | bring back | rückgängig* | widerrufen | wiederherstellen | deshacer | restaurar |
        défaire | annuler la suppression | rétablir | restaurer | بازگردانی | واگرد | برگرداندن""",
    Purpose.AGREE: """yes | ok | okay | confirm | sure | continue | ja | bestätigen | weiter | sí | si | aceptar |
        confirmar | oui | confirmer | accepter | continuer | بله | تأیید | تایید | باشه""",
    Purpose.INCREASE: """increase* | increment* | plus | one more | more of* | raise | mehr | erhöhen | aumentar |
        incrementar | más | augmenter | افزایش | بیشتر""",
    Purpose.DECREASE: """decrease* | decrement* | reduce* | minus | one less | one fewer | fewer | less | weniger |
        verringern | reduzieren | disminuir | reducir | menos | diminuer | réduire | moins | کاهش | کمتر""",
    Purpose.FAVOUR: """favou?rite* | like | star | bookmark | wish ?list | save for later | follow | merken |
        merkliste | merkzettel | gefällt mir | folgen | favorit* | favorito* | me gusta | guardar para después |
        seguir | favori* | j.aime | suivre | علاقه* | نشان کردن | پسندیدن | دنبال کردن""",
    Purpose.TRADE: """book | reserve | buy | order | place order | check ?out | rent | hire | enrol* | sign up | join |
        apply now | donate | subscribe | get started | start* now | request a quote | buchen |
        reservieren | kaufen | bestellen | zur kasse | mieten | teilnehmen | beitreten | spenden | reservar |
        comprar | pedir | tramitar | alquilar | inscribirse | unirse | donar | réserver | acheter | commander |
        louer | s.inscrire | rejoindre | faire un don | رزرو | خرید | سفارش | اجاره | ثبت‌نام | ثبت نام | عضویت""",
    Purpose.CART: "cart | basket | bag | trolley | warenkorb | einkaufswagen | carrito | cesta | panier | سبد",
}
_SIGNS = {
    Purpose.ADD: "+＋➕",
    Purpose.REMOVE: "×✕✖✗❌🗑x",
    Purpose.EDIT: "✎✏🖉",
    Purpose.SAVE: "✓✔💾",
    Purpose.CANCEL: "",
    Purpose.UNDO: "↶↩⎌",
    Purpose.AGREE: "✓✔",
    Purpose.INCREASE: "+＋➕▲⌃",
    Purpose.DECREASE: "-−–➖▼⌄",
    Purpose.FAVOUR: "♥♡❤★☆",
    Purpose.CART: "🛒🛍",
    Purpose.TRADE: "",
}
# How stylesheets and test ids call them where no word is on them.
_CLASSES = {
    Purpose.REMOVE: r"remove|delete|destroy|trash|bin",
    Purpose.EDIT: r"edit|pencil|rename",
    Purpose.UNDO: r"undo",
    Purpose.CANCEL: r"cancel",
    Purpose.SAVE: r"save",
    Purpose.INCREASE: r"increase|increment|plus|inc|up",
    Purpose.DECREASE: r"decrease|decrement|minus|dec|down",
    Purpose.FAVOUR: r"favou?rite|fav|like|wishlist|bookmark|heart|star",
    Purpose.CART: r"cart|basket|trolley|minicart",
}


def _pattern(words: str) -> re.Pattern[str]:
    alternatives = (
        word.strip().removesuffix("*") + (r"\w*" if word.strip().endswith("*") else "") for word in words.split("|")
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_PATTERNS = {purpose: _pattern(words) for purpose, words in _WORDS.items()}
_CLASS_PATTERNS = {
    purpose: re.compile(rf"(?:^|[-_ ])(?:{words})(?:$|[-_ ])", re.IGNORECASE) for purpose, words in _CLASSES.items()
}
# A control says what it does in a few words; a longer text is content that can be touched.
_LONGEST = 60


def serves(purpose: Purpose, *texts: str) -> bool:
    """Whether the words on a control (its name, label, title) say that it is for this, or it is a sign for it."""
    return any(_says(purpose, " ".join(text.split())) for text in texts if text)


def is_named(purpose: Purpose, *classes: str) -> bool:
    """Whether class words or ids say it; of use where a control has no words."""
    pattern = _CLASS_PATTERNS.get(purpose)
    spaced = (re.sub(r"(?<=[a-z])(?=[A-Z])", "-", one) for one in classes)
    return pattern is not None and any(pattern.search(one) for one in spaced)


def _says(purpose: Purpose, text: str) -> bool:
    if len(text) <= 2 and text[0].lower() in _SIGNS[purpose] and text[0] != " ":
        return True
    return len(text) <= _LONGEST and _PATTERNS[purpose].search(text) is not None
