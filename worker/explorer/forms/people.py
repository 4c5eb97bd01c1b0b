"""Made-up people who fill forms, by language: names, places, phones and papers as they are written there.

Phone numbers lie in ranges set aside for fiction where a country has one (Ofcom, NANP 555-01xx, BNetzA, ARCEP). Bank
account numbers are the examples of the IBAN registry (ISO 13616), with right check digits; papers are the specimens
that their offices print.
"""

_PEOPLE: dict[str, dict[str, str]] = {
    "en": {
        "given-name": "Anna",
        "family-name": "Miller",
        "address": "12 Market Street",
        "house-number": "12",
        "address-more": "Apt 4",
        "city": "Springfield",
        "state": "Illinois",
        "zip": "62701",
        "phone": "+12025550143",
        "country": "United States",
        "country-code": "US",
        "iban": "GB29NWBK60161331926819",
        "bic": "NWBKGB2LXXX",
        "national-id": "987-65-4320",
        "vat": "GB999999973",
        "message": "A friendly question about your offer, thank you.",
        "subject": "A question",
        "company": "Miller Ltd",
        "date": "%m/%d/%Y",
    },
    "en-gb": {
        "given-name": "Anna",
        "family-name": "Taylor",
        "address": "12 Market Street",
        "city": "York",
        "state": "North Yorkshire",
        "zip": "YO1 7HH",
        "phone": "+442079460958",
        "country": "United Kingdom",
        "country-code": "GB",
        "national-id": "QQ123456C",
        "date": "%d/%m/%Y",
    },
    "de": {
        "given-name": "Jörg",
        "family-name": "Müller",
        "address": "Lindenstraße 5",
        "house-number": "5",
        "address-more": "Hinterhaus",
        "city": "Köln",
        "state": "Nordrhein-Westfalen",
        "zip": "50667",
        "phone": "+493023125123",
        "country": "Deutschland",
        "country-code": "DE",
        "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX",
        "national-id": "L01X00T471",
        "vat": "DE136695976",
        "message": "Eine freundliche Frage zu Ihrem Angebot, danke.",
        "subject": "Eine Frage",
        "company": "Müller GmbH",
        "date": "%d.%m.%Y",
    },
    "es": {
        "given-name": "Lucía",
        "family-name": "Núñez",
        "address": "Calle Mayor 7",
        "house-number": "7",
        "address-more": "2º B",
        "city": "Madrid",
        "state": "Madrid",
        "zip": "28013",
        "phone": "+34910000012",
        "country": "España",
        "country-code": "ES",
        "iban": "ES9121000418450200051332",
        "bic": "CAIXESBBXXX",
        "national-id": "12345678Z",
        "vat": "ESB58378431",
        "message": "Una pregunta amable sobre su oferta, gracias.",
        "subject": "Una pregunta",
        "company": "Núñez SL",
        "date": "%d/%m/%Y",
    },
    "fr": {
        "given-name": "Zoé",
        "family-name": "Lefèvre",
        "address": "8 rue de la Paix",
        "house-number": "8",
        "address-more": "Bâtiment B",
        "city": "Paris",
        "state": "Île-de-France",
        "zip": "75002",
        "phone": "+33199001234",
        "country": "France",
        "country-code": "FR",
        "iban": "FR1420041010050500013M02606",
        "bic": "PSSTFRPPXXX",
        "national-id": "255081416802538",
        "vat": "FR40303265045",
        "message": "Une question aimable sur votre offre, merci.",
        "subject": "Une question",
        "company": "Lefèvre SA",
        "date": "%d/%m/%Y",
    },
    "fa": {
        "given-name": "سارا",
        "family-name": "احمدی",
        "address": "خیابان ولیعصر ۱۲",
        "house-number": "۱۲",
        "address-more": "واحد ۴",
        "city": "تهران",
        "state": "تهران",
        "zip": "1136835111",
        "phone": "+982112345678",
        "country": "ایران",
        "country-code": "IR",
        "iban": "IR580540105180021273113007",
        "bic": "BKMTIRTHXXX",
        "national-id": "1234567891",
        "vat": "10101010101",
        "message": "یک پرسش دوستانه دربارهٔ پیشنهاد شما، سپاس.",
        "subject": "یک پرسش",
        "company": "شرکت احمدی",
        "date": "%Y/%m/%d",
    },
}
PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"


def person_of(language: str) -> dict[str, str]:
    """What the person of that language writes, by meaning; of an unknown language, the English one."""
    tag = language.strip().lower().replace("_", "-")
    primary = tag.partition("-")[0]
    return _PEOPLE.get(primary, _PEOPLE["en"]) | _PEOPLE.get(tag, {})


def in_persian_digits(text: str) -> str:
    """The text with its digits as Persian writes them."""
    return text.translate({ord("0") + value: digit for value, digit in enumerate(PERSIAN_DIGITS)})


def in_latin_digits(text: str) -> str:
    """The text with Persian and Arabic digits as 0 to 9."""
    return "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text)
