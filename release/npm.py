"""The document as an npm package: YAML, JSON, TypeScript types and workflows, for both kinds of modules."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from openapi.diff import version
from openapi.document import load

TYPES = """
/** The OpenAPI document. */
export declare const document: { openapi: string; info: { title: string; version: string }; paths: object };
/** The workflows, an Arazzo description. */
export declare const workflows: { arazzo: string; workflows: object[] };
"""


def pack(root: Path, output: Path) -> Path:
    """Pack the document of the tree ``root``, with the tools of its ``node_modules``; return the archive."""
    source = root / "openapi"
    with tempfile.TemporaryDirectory() as folder:
        package = shutil.copytree(source / "npm", Path(folder, "package"))
        document, workflows = load(source / "openapi.yaml"), load(source / "conversation.arazzo.yaml")
        described = json.loads((package / "package.json").read_text("utf-8"))
        (package / "package.json").write_text(json.dumps({**described, "version": version(document)}, indent=2))
        for path in (source / "openapi.yaml", source / "conversation.arazzo.yaml", root / "LICENSE"):
            shutil.copy(path, package)
        (package / "openapi.json").write_text(_json(document), "utf-8")
        exported = {"document": _json(document), "workflows": _json(workflows)}
        module = "".join(f"export const {name} = {text};\n" for name, text in exported.items())
        (package / "index.mjs").write_text(module, "utf-8")
        (package / "index.cjs").write_text(module.replace("export const ", "exports."), "utf-8")
        run = [*(root / "node_modules/.bin" / each for each in ("node", "openapi-typescript")), source / "openapi.yaml"]
        types = subprocess.run(run, cwd=root, check=True, capture_output=True, text=True).stdout + TYPES
        for name in ("index.d.mts", "index.d.cts"):
            (package / name).write_text(types, "utf-8")
        output.mkdir(parents=True, exist_ok=True)
        packed = ["npm", "pack", "--silent", f"--pack-destination={output}"]
        name = subprocess.run(packed, cwd=package, check=True, capture_output=True, text=True).stdout
    return output / name.strip()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
