"""The page of the docs about generated clients, made of the table and the cases."""

import json
from collections.abc import Iterator

from tests.codegen.cases import Case, cases
from tests.codegen.table import HERE, Generator, generators, versions
from tests.servers import ROOT

PAGE = ROOT / "docs/codegen.md"
GROUPS = ("operations", "errors", "credentials", "strangers", "characters")
HIGHLIGHT = {"C#": "csharp", "TypeScript": "ts"}


def page() -> str:
    """Return the page."""
    introduction, closing = (HERE / "page.md").read_text("utf-8").split("<!-- the table and the generators -->\n")
    rows = [each for each in generators() if not each.missing]
    sections = "\n".join(line for each in rows for line in _section(each))
    missing = [
        f"| {each.title or each.name} | {each.language} | {each.missing} |" for each in generators() if each.missing
    ]
    return (
        introduction.replace("$CASES", str(len(cases())))
        + "\n".join([_table(rows), "", sections, *closing.strip().splitlines(), "", *MISSING, *missing])
        + "\n"
    )


MISSING = ("## Not tried", "", "| generator | language | why |", "|---|---|---|")


def _table(rows: list[Generator]) -> str:
    head = "| generator | language | " + " | ".join(GROUPS) + " |\n|---|---|" + "---|" * len(GROUPS)
    return "\n".join([head, *(f"| {_link(each)} | {each.language} | {' | '.join(_counts(each))} |" for each in rows)])


def _counts(generator: Generator) -> Iterator[str]:
    for group in GROUPS:
        names = [case.name for case in cases() if case.group == group]
        failing = len(generator.failing & set(names))
        yield f"{len(names) - failing} of {len(names)}" if failing else f"{len(names)}"


def _link(generator: Generator) -> str:
    title = generator.title or generator.name
    slug = "".join(each for each in title.lower().replace(" ", "-") if each.isalnum() or each == "-")
    return f"[{title}](#{slug})"


def _section(generator: Generator) -> Iterator[str]:
    known = versions()
    yield f"## {generator.title or generator.name}"
    yield ""
    yield ", ".join(f"{each} {known[each]}" for each in generator.packages) + ":"
    yield ""
    yield f"```console\n{generator.command}\n```"
    yield ""
    yield f"```{HIGHLIGHT.get(generator.language, generator.language.lower())}\n{generator.use.strip()}\n```"
    yield ""
    yield f"- **Errors**: {generator.errors}"
    yield f"- **Statuses that the document does not name**: {generator.unknown}"
    if generator.notes:
        yield f"- {generator.notes}"
    for warning in generator.warnings:
        yield f"- It warns, or its compiler does, of itself: `{warning}`"
    for fault in generator.faults:
        first = next(case for case in cases() if case.name == fault.cases[0])
        yield f"- **Fault of its own**: {fault.text} {fault.mend} Seen with {_reproduction(first)}."
    yield ""


def _reproduction(case: Case) -> str:
    """Say the call, and the answer if it matters."""
    given = json.dumps(case.given, ensure_ascii=False)
    if case.group == "credentials":
        return f"the user `{case.user}` with the password `{case.password}`"
    if case.stranger is None:
        return f"`{case.call}` and `{given}`"
    return f"`{case.call}`, answered with {case.stranger.status} and `{case.stranger.body.decode()}`"
