"""Forms of an e-mail address."""

from collections.abc import Iterator
from urllib.parse import quote

from thulium_contract.edge_values.row import EMAILS, MALFORMED, EdgeValue, row


def emails() -> Iterator[EdgeValue]:
    """Forms of an e-mail address."""
    accepted = [
        ("shortest", "a@b", "The shortest address."),
        ("plus-tag", "jan+kowalski@example.org", "A plus tag."),
        ("dots", "jan.m.kowalski@mail.example.co.uk", "Dots on both sides."),
        ("apostrophe", "o'brien@example.org", "An apostrophe in the local part."),
        ("quoted-local-part", '"jan"@example.org', "Quotes in the local part."),
        ("punctuation", "!#$%&'*/=?^_`{|}~-@example.org", "All punctuation of RFC 5322 in the local part."),
        ("upper-case", "JAN@EXAMPLE.ORG", "Upper case."),
        ("digits", "1@2.3", "Digits only."),
        ("hyphens", "a-b@c--d.pl", "Hyphens in the domain."),
        ("idn-domain", "jan@żółw.pl", "A domain of non-Latin letters."),
        ("punycode", "jan@xn--w-uga1v8h.pl", "The same domain in ASCII."),
        ("non-latin", "кириллица@пример.рф", "Both parts non-Latin."),
        ("emoji", "😀@example.org", "An emoji in the local part."),
        ("comma-in-local-part", "a,b@example.org", "A comma in the local part, which is one address still."),
        ("double-dot-in-local-part", "a..b@example.org", "Two dots in the local part."),
        ("c1-control", "a\x85b@example.org", "A C1 control, which is no ASCII control."),
        ("long-local-part", f"{'a' * 8192}@example.org", "A long local part."),
        ("angle-bracket-before-at", "<jan@example.org", "An odd local part, which is better accepted than refused."),
    ]
    refused = [
        ("word", "abc", "An address has an @."),
        ("at-alone", "@", "Both parts are needed."),
        ("no-domain", "a@", "Both parts are needed."),
        ("no-local-part", "@b", "Both parts are needed."),
        ("two-ats", "a@b@c", "An address has one @."),
        ("two-ats-in-a-row", "a@@b", "An address has one @."),
        ("comma-list", "a@b.pl,c@d.pl", "One address, no list."),
        ("semicolon-list", "a@b.pl;c@d.pl", "One address, no list."),
        ("double-dot-in-domain", "a@b..pl", "Labels are separated by single dots."),
        ("leading-dot-in-domain", "a@.pl", "Labels are separated by single dots."),
        ("trailing-dot-in-domain", "a@b.pl.", "A domain ends with a label."),
        ("underscore-in-domain", "a@b_c.pl", "A domain has letters, digits and hyphens."),
        ("address-literal", "a@[127.0.0.1]", "A domain has letters, digits and hyphens."),
        ("port", "a@b.pl:25", "A domain has letters, digits and hyphens."),
        ("angle-brackets", "<jan@example.org>", "An address alone, without brackets."),
        ("display-name", "Jan <jan@example.org>", "An address alone, without a name."),
        ("mailto-with-query", "mailto:jan@example.org?subject=a", "An address is no URL."),
        ("header-injection", "a@b.pl\r\nBcc: c@d.pl", "A line break is refused, wherever it is."),
        ("header-injection-in-local-part", "a\r\nBcc:c@d.pl", "A line break is refused, wherever it is."),
        ("trailing-newline", "a@b.pl\n", "A line break is refused, even as the last character."),
        ("trailing-nul", "a@b.pl\0", "NUL is refused."),
        ("trailing-tab", "a@b.pl\t", "A tab is refused."),
        ("delete", "a\x7fb@c.pl", "DEL is refused."),
        ("leading-space", " a@b.pl", "An address has no space."),
        ("trailing-space", "a@b.pl ", "An address has no space."),
        ("inner-space", "a b@c.pl", "An address has no space."),
        ("space-in-domain", "a@b c.pl", "An address has no space."),
    ]
    for name in EMAILS:
        for label, text, reason in accepted:
            yield row(name, label, quote(text, safe=""), reason, value=text)
        for label, text, reason in refused:
            yield row(name, label, quote(text, safe=""), reason, MALFORMED, value=text)
