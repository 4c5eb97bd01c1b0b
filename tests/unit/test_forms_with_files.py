"""A field for files is given files that it takes: by what it declares, else by what is said of it."""

import random

import pytest

from worker.explorer.forms import Persona, filled
from worker.explorer.forms.files import file_asked_for, files_for
from worker.observation.screen import Box, Element
from worker.surfaces.actions import ActionKind
from worker.surfaces.files import ending_of, takes


def field(label: str = "File", accept: str = "", *, multiple: bool = False) -> Element:
    place = Box(0, 0, 100, 20)
    return Element(
        "file|file|input||", "#file", "", "file", label, "input", place, input_type="file", label=label, accept=accept,
        multiple=multiple,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("image/*", ".png"),
        ("image/jpeg", ".jpg"),
        ("audio/*", ".mp3"),
        ("video/*", ".mp4"),
        (".csv", ".csv"),
        ("text/csv, application/vnd.ms-excel", ".csv"),
        (".PDF", ".pdf"),
        ("application/pdf", ".pdf"),
        (".json,application/json", ".json"),
        ("text/xml", ".xml"),
        (".docx", ".docx"),
        (".unheard", ".unheard"),
        ("*/*", ".png"),
        ("", ".png"),
    ],
)
def test_what_a_field_declares_is_followed(accept: str, ending: str) -> None:
    name = files_for(field("Attachment", accept))
    assert ending_of(name) == ending
    assert takes(accept, name)


@pytest.mark.parametrize(
    ("label", "ending"),
    [
        ("CSV file", ".csv"),
        ("Importar contactos", ".csv"),
        ("Your résumé", ".pdf"),
        ("CV", ".pdf"),
        ("Lebenslauf", ".pdf"),
        ("Hoja de vida", ".pdf"),
        ("رزومه", ".pdf"),
        ("Justificatif de domicile", ".pdf"),
        ("Avatar", ".jpg"),
        ("Profilbild", ".jpg"),
        ("Foto de perfil", ".jpg"),
        ("Photo de profil", ".jpg"),
        ("عکس", ".jpg"),
        ("Video", ".mp4"),
        ("Tonaufnahme", ".mp3"),
        ("Excel-Datei", ".xlsx"),
        ("Attachment", ".png"),
    ],
)
def test_where_nothing_is_declared_the_words_tell(label: str, ending: str) -> None:
    assert ending_of(files_for(field(label))) == ending


def test_words_choose_among_what_is_declared_and_never_against_it() -> None:
    assert files_for(field("CV", ".doc,.docx,.pdf")) == "cv.pdf"
    assert ending_of(files_for(field("CV", "image/*"))) == ".png"
    assert files_for(field("", ""), hints="Drop your CSV here") == "sample.csv"


def test_a_field_for_several_is_given_two() -> None:
    action = filled(field("Photos", "image/*", multiple=True), Persona(random.Random(1)), "en")
    assert action is not None
    assert (action.kind, action.value) == (ActionKind.UPLOAD, "photo.jpg, photo-2.jpg")
    assert action.words == "Choose the files 'photo.jpg, photo-2.jpg' in 'Photos'"


def test_a_refusal_that_names_a_format_is_followed() -> None:
    assert file_asked_for(field(), "Only PDF files are allowed") == "sample.pdf"
    assert not file_asked_for(field(accept="image/*"), "Only PDF files are allowed")
    assert not file_asked_for(field(), "Something went wrong")
