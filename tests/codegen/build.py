"""Generating the clients, and compiling them."""

import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.codegen.compilers import COMPILE, NSWAG, execute
from tests.codegen.table import HERE, OUT, Generator


def build(chosen: Sequence[Generator]) -> dict[str, str]:
    """Generate and compile; return what was printed, by the generator's name."""
    for generator in chosen:
        shutil.rmtree(generator.out, ignore_errors=True)
        generator.out.mkdir(parents=True)
    (OUT / "node_modules").unlink(missing_ok=True)
    (OUT / "node_modules").symlink_to(HERE / "node_modules")
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda each: execute(*_here(each.command.split())), chosen)
        printed = {each.name: said for each, said in zip(chosen, done, strict=True)}
    for language, compile_together in COMPILE.items():
        together = [each for each in chosen if each.language == language]
        said = compile_together(together) if together else ""
        printed |= {each.name: printed[each.name] + said for each in together}
    return printed


def warnings(printed: str) -> list[str]:
    """Return the lines that warn."""
    return [line for line in printed.splitlines() if re.search(r"\bwarn(ing)?\b(?!\()", line, re.IGNORECASE)]


def _here(command: list[str]) -> list[str]:
    """Return a user's command with what runs NSwag here."""
    return ["mono", str(NSWAG / "NSwag.exe"), *command[1:]] if command[0] == "nswag" else command
