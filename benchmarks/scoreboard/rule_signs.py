"""By which words other testers tell what our rules tell, so that theirs count where ours would.

Generous on purpose: any report of that kind on the right page counts.
"""

_WORDS = {
    "uncaught_exception": [r"uncaught|exception|TypeError|ReferenceError"],
    "console_error": [r"console"],
    "http_error": [r"\b(4\d\d|5\d\d)\b|http error|internal server error|errors-in-console"],
    "failed_request": [r"failed to load|net::|request failed|errors-in-console"],
    "broken_link": [r"\b404\b|not found|broken link"],
    "broken_image": [r"image.*(\b404\b|broken|not load)|\.(png|jpe?g|webp|svg).*\b404\b"],
    "dead_control": [r"(nothing happens|does nothing|no effect|no response|not clickable)"],
    "layout_shift": [r"layout.shift"],
    "slow_largest_paint": [r"largest.contentful.paint"],
    "slow_interaction": [r"interaction to next paint|max-potential-fid|total.blocking.time"],
    "long_task": [r"long.task|total.blocking.time|bootup-time|mainthread"],
    "memory_growth": [r"memory"],
    "missing_security_headers": [r"content.security.policy|\bcsp\b|x-frame-options|clickjack|nosniff|\bhsts\b"],
    "unsafe_cookie": [r"httponly|secure flag|samesite|cookie"],
    "reflected_input": [r"cross.site.scripting|\bxss\b|html injection"],
    "exposed_debug_page": [r"potentially dangerous file|backup|directory listing|information disclosure"],
    "exposed_secret": [r"secret|api.?key|password disclosure"],
    "insecure_form": [r"not.*https|insecure form|is-on-https|cleartext"],
    "password_in_url": [r"password.*(url|query|GET)"],
    "content_cut_off": [r"content-width|overflow|scrolls? horizontal"],
    "forbidden_input_accepted": [r"(invalid|negative|empty).*accept"],
    # WCAG techniques and failures as HTML_CodeSniffer names them, and axe-core's names as others write them.
    "axe_color_contrast": [r"color-contrast|G18\.|G145\.|contrast"],
    "axe_label": [r"\blabel\b|F68|H44|placeholder"],
    "axe_image_alt": [r"image-alt|H37|alt(ernative)? (text|attribute)|without alt"],
    "axe_html_has_lang": [r"html-has-lang|H57|lang attribute"],
    "axe_button_name": [r"button-name|H91\.Button|button.*(name|label|text)"],
    "axe_select_name": [r"select-name|H91\.Select|F68|label"],
    "axe_document_title": [r"document-title|H25|page title|missing title"],
}


def words_for(rule: str) -> list[str]:
    """The regular expressions for a rule of ours; none where no other tester has anything like it."""
    return _WORDS.get(rule, [])
