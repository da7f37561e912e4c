"""Compilers of generated clients, as strict as their languages can be, and the programs that run drivers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openapi_generator_cli

from tests.codegen.table import HERE, OUT, Generator
from tests.servers import BIN, ROOT

Generators = Sequence[Generator]

JAVA_OPTIONS = HERE / "java.options"
"""For Java, which compiles and collects no longer than its short runs are worth."""
PROGRAMS = {"TypeScript": "node", "Python": "python3", "PHP": "php", "Java": "javac", "Go": "go", "C#": "mcs"}
TOOLS = (ROOT / "node_modules/.bin", HERE / "node_modules/.bin", BIN)
NSWAG = HERE / "node_modules/nswag/bin/binaries/Win"
"""NSwag, which runs on Mono too, with the Json.NET that its C# clients want."""
CLASSES = os.pathsep.join(
    [
        str(OUT / "java/classes"),
        str(Path(openapi_generator_cli.__file__).parent / "openapi-generator.jar"),
        "/usr/share/java/geronimo-annotation-1.3-spec.jar",
    ]
)
"""What is compiled for Java, and what it wants: Jackson, which is in OpenAPI Generator, and annotations of Debian's."""
PYTHON_CLIENTS = os.pathsep.join(
    str(OUT / each) for each in ("openapi-python-client", "datamodel-code-generator", "openapi-generator-python")
)
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([*map(str, TOOLS), os.environ["PATH"]]),
    "PYTHONPATH": PYTHON_CLIENTS,
    "MYPYPATH": PYTHON_CLIENTS,
    "JAVA_OPTS": f"@{JAVA_OPTIONS}",
    "GOPROXY": "off",
    "REDOCLY_TELEMETRY": "off",
}


def lacking(generator: Generator) -> str:
    """Return the program without which a client cannot be compiled here, an empty text if it is there."""
    programs = (PROGRAMS[generator.language], generator.needs)
    return next((each for each in programs if each and not shutil.which(each)), "")


def execute(*command: str) -> str:
    """Run a command in the folder of the repository; return what it printed."""
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)}\n{printed}"
    return printed


def program(generator: Generator) -> list[str]:
    """Return the command that runs a generator's driver."""
    match generator.language:
        case "TypeScript":
            return ["node", str(HERE / "drivers/serve.mjs"), str(OUT / f"bundles/{generator.name}.mjs")]
        case "Python":
            driver = f"tests.codegen.drivers.{generator.module}"
            return [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-m", driver]
        case "PHP":
            return ["php", str(HERE / "drivers/driver.php"), str(generator.out)]
        case "C#":
            return ["mono", str(generator.out / "driver.exe")]
        case "Go":
            return [str(generator.out / "driver/driver")]
        case _:
            return ["java", f"@{JAVA_OPTIONS}", "-cp", CLASSES, "Driver"]


def python(chosen: Generators) -> str:
    """Check the types of drivers, and of what they import, with mypy."""
    options = ("--config-file=", "--explicit-package-bases", "--ignore-missing-imports", "--no-error-summary")
    printed = ""
    for strict in (True, False):
        drivers = [f"tests/codegen/drivers/{each.module}.py" for each in chosen if each.strict is strict]
        if drivers:
            manner = "--strict" if strict else "--disable-error-code=typeddict-item"
            printed += execute("mypy", *options, manner, *drivers)
    return printed


def typescript(chosen: Generators) -> str:
    """Check the types of drivers, and of the example of the docs, as strictly as can be, and bundle them."""
    sources = {each.name: str(HERE / f"drivers/{each.name}.ts") for each in chosen}
    strict = [sources[each.name] for each in chosen if each.strict]
    printed = _bundle(*sources.values(), "--out-extension:.js=.mjs", f"--outdir={OUT}/bundles")
    if "orval" in sources:
        strict.append(str(HERE / "drivers/orval-msw.ts"))
        printed += _bundle(
            strict[-1], "--platform=node", "--packages=external", f"--outfile={OUT}/bundles/orval-msw.mjs"
        )
    if "openapi-fetch" in sources:
        shutil.copytree(ROOT / "docs/examples/conversation", OUT / "example", dirs_exist_ok=True)
        shutil.copy(OUT / "openapi-fetch/thulium.ts", OUT / "example")
        strict.append(str(OUT / "example/conversation.ts"))
        printed += _bundle(strict[-1], f"--outdir={OUT}/example")
    for base, files in {
        "tsconfig.json": strict,
        "tsconfig.loose.json": [sources[each.name] for each in chosen if not each.strict],
    }.items():
        (OUT / base).write_text(json.dumps({"extends": str(HERE / base), "files": files}))
        if files:
            printed += execute("node", str(HERE / "node_modules/typescript-7/bin/tsc"), "--project", str(OUT / base))
    return printed


def _bundle(*arguments: str) -> str:
    return execute("esbuild", *arguments, "--bundle", "--format=esm", "--log-level=warning")


def msw_outcomes() -> list[dict[str, Any]]:
    """Return what orval's functions, with its schemas of zod, make of the answers of its handlers of msw."""
    outcomes: list[dict[str, Any]] = json.loads(execute("node", str(OUT / "bundles/orval-msw.mjs")))
    return outcomes


def java(chosen: Generators) -> str:
    """Compile with all warnings."""
    sources = [str(each) for generator in chosen for each in generator.out.glob("src/main/**/*.java")]
    options = ("-proc:none", "-Xlint:all,-path,-classfile", "-d", str(OUT / "java/classes"), "-cp", CLASSES)
    quick = (f"-J{each}" for each in JAVA_OPTIONS.read_text("utf-8").split())
    return execute("javac", *quick, *options, *sources, str(HERE / "drivers/Driver.java"))


def go(chosen: Generators) -> str:
    """Compile, and have `go vet` look at it."""
    (generator,) = chosen
    (generator.out / "driver").mkdir()
    shutil.copy(HERE / "drivers/driver.go", generator.out / "driver")
    inside = ("go", "-C", str(generator.out))
    return execute(*inside, "vet", ".", "./driver") + execute(*inside, "build", "-o", "driver/", "./driver")


def csharp(chosen: Generators) -> str:
    """Compile with all warnings, for Mono."""
    (generator,) = chosen
    shutil.copy(NSWAG / "Newtonsoft.Json.dll", generator.out)
    system = (f"System.{each}.dll" for each in ("Net.Http", "ComponentModel.DataAnnotations", "Runtime.Serialization"))
    libraries = [f"-r:{each}" for each in (f"{generator.out}/Newtonsoft.Json.dll", *system)]
    sources = (f"{generator.out}/Thulium.cs", str(HERE / "drivers/Driver.cs"))
    return execute("mcs", "-warn:4", f"-out:{generator.out}/driver.exe", *libraries, *sources)


COMPILE: dict[str, Callable[[Generators], str]] = {
    "Python": python,
    "TypeScript": typescript,
    "Java": java,
    "Go": go,
    "C#": csharp,
}
"""What compiles the clients of a language together, or checks their types; PHP needs nothing of the kind."""
