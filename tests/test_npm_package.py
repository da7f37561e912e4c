"""The npm package of the document, as Node.js, a bundler and TypeScript import it."""

import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from openapi.diff import version
from openapi.document import load
from release.npm import pack
from tests.servers import ROOT


@pytest.fixture(scope="module")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the npm package of the document is installed."""
    folder = tmp_path_factory.mktemp("npm")
    with tarfile.open(pack(ROOT, folder)) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules/package").rename(folder / "node_modules/thulium-chat-openapi")
    return folder


SCRIPT = """
import { document, workflows } from "thulium-chat-openapi";
import type { components, paths } from "thulium-chat-openapi";
const id: components["schemas"]["Conversation"]["conversation_id"] = "6ed7c941-2c8a-411e-95d2-338a9f64800a";
const path: keyof paths = "/chat_conversations/start";
console.log(document.info.version, path in document.paths, workflows.workflows.length > 0, id.length);
"""


@pytest.mark.parametrize(
    ("name", "script", "command"),
    [
        ("esm.mjs", re.sub(r"import type.*|: (components|keyof).*?(?= =)", "", SCRIPT), "node esm.mjs"),
        (
            "required.cjs",
            "const { document } = require('thulium-chat-openapi');\n"
            "const json = require('thulium-chat-openapi/openapi.json');\n"
            "console.log(document.info.version, '/chat_conversations/start' in json.paths, true, 36);",
            "node required.cjs",
        ),
        ("bundled.ts", SCRIPT, "esbuild --bundle --log-level=error bundled.ts | node -"),
        ("typed.mts", SCRIPT, "node $TSC --strict --module nodenext --lib esnext,dom typed.mts && node typed.mjs"),
    ],
)
def test_the_npm_package_is_imported(npm: Path, name: str, script: str, command: str) -> None:
    """By Node.js, in either kind of module, by a bundler and by TypeScript; what it holds are the documents."""
    (npm / name).write_text(script, "utf-8")
    # TypeScript's compiler in Go takes a fifth of the time.
    environment = {"TSC": str(ROOT / "tests/codegen/node_modules/typescript-7/bin/tsc")}
    environment |= {**os.environ, "PATH": os.pathsep.join([str(ROOT / "node_modules/.bin"), os.environ["PATH"]])}
    done = subprocess.run(command, shell=True, cwd=npm, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == f"{version(load(ROOT / 'openapi/openapi.yaml'))} true true 36\n", done.stdout + done.stderr
    for document in ("openapi.yaml", "conversation.arazzo.yaml"):
        assert (npm / "node_modules/thulium-chat-openapi" / document).read_bytes() == (
            ROOT / "openapi" / document
        ).read_bytes()
