"""The site: Markdown and what it links to are laid together in dist/pages, and MkDocs makes dist/site of them.

A link is followed as in the repository. If it leads to what is a page of the site it leads there, else to a copy of the
file, of which the site has its own.
"""

import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES, SITE = ROOT / "dist/pages", ROOT / "dist/site"

ELSEWHERE = {
    "CHANGELOG.md": "changes.md",
    "generated_client/README.md": "guides/python.md",
    "openapi/README.md": "reference/document.md",
    "docs/site/site.css": "site.css",
    "dist/api.html": "reference/api.html",
    "dist/control.html": "reference/control.html",
}
"""What the site has of the repository beside what is in docs/, and where."""

PAGE_OF = ELSEWHERE | {"README.md": "index.md", "mock_server/README.md": "guides/front-end.md"}
"""Where the site tells what these tell."""

DOCUMENTS = {"openapi/openapi.yaml": "dist/api.html", "mock_server/thulium_mock/control.yaml": "dist/control.html"}
"""The documents that Redoc shows."""

_LINK = re.compile(r"(?<=\]\()(?!https?://|#)([^)#\s]+)")


def sources() -> Iterator[tuple[str, str]]:
    """Return each file of the site as its path in the repository and that in the site."""
    yield from ELSEWHERE.items()
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "docs"]
    paths = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in paths.splitlines():
        if not path.startswith("docs/site/"):
            yield path, path.removeprefix("docs/")


def lay_out() -> None:
    """Write dist/pages; raises `FileNotFoundError` if a link leads nowhere."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for path, page in sources():
        target = PAGES / page
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith(".md"):
            target.write_text(linked(path, page), "utf-8")
        else:
            shutil.copy(ROOT / path, target)


def linked(path: str, page: str) -> str:
    """Return the Markdown of ``path`` with links that lead from ``page`` of the site; copies files that it has not."""

    def lead(match: re.Match[str]) -> str:
        there = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1]))
        if there in PAGE_OF:
            target = PAGE_OF[there]
        elif there.startswith("docs/"):
            target = there.removeprefix("docs/")
        else:
            target = f"files/{there}"
            (PAGES / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / there, PAGES / target)
        return posixpath.relpath(target, posixpath.dirname(page) or ".")

    return _LINK.sub(lead, (ROOT / path).read_text("utf-8"))


def main() -> int:
    """Build the site; return 0, or the status of the tool that failed."""
    redocly = [str(ROOT / "node_modules/.bin" / each) for each in ("node", "redocly")]
    redocly += ["build-docs", "--inlineBundle", "--template", "docs/site/redoc.hbs"]
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", "docs/site/mkdocs.yml"]
    # What Material for MkDocs prints of itself is no warning of ours.
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    for document, page in DOCUMENTS.items():
        if status := subprocess.call([*redocly, document, "--output", page], cwd=ROOT):
            return status
    lay_out()
    return subprocess.call([*mkdocs, "--site-dir", str(SITE)], cwd=ROOT, env=quiet)


if __name__ == "__main__":
    sys.exit(main())
