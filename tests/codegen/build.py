"""Generating the clients, and compiling them as strictly as their languages can."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openapi_generator_cli

from tests.codegen.table import HERE, OUT, Generator
from tests.servers import BIN, ROOT

JAR = Path(openapi_generator_cli.__file__).parent / "openapi-generator.jar"
"""OpenAPI Generator, with the Jackson that its Java clients want."""
CLASSES = os.pathsep.join([str(OUT / "java/classes"), str(JAR), "/usr/share/java/geronimo-annotation-1.3-spec.jar"])
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join(
        [*(str(each) for each in (ROOT / "node_modules/.bin", HERE / "node_modules/.bin", BIN)), os.environ["PATH"]]
    ),
    "PYTHONPATH": os.pathsep.join(
        str(OUT / each) for each in ("openapi-python-client", "datamodel-code-generator", "openapi-generator-python")
    ),
    "GOPROXY": "off",
    "JAVA_OPTS": "-XX:TieredStopAtLevel=1",
    "REDOCLY_TELEMETRY": "off",
}
NSWAG = HERE / "node_modules/nswag/bin/binaries/Win"
"""NSwag, which runs on Mono too, with the Json.NET that its C# clients want."""
TSC = ["node", str(HERE / "node_modules/typescript-7/bin/tsc"), "--project"]
JAVAC = ["javac", "-J-XX:TieredStopAtLevel=1", "-Xlint:all,-path,-classfile,-processing"]

COMPILERS = {"TypeScript": "node", "Python": "python3", "PHP": "php", "Java": "javac", "Go": "go", "C#": "mcs"}


def lacking(generator: Generator) -> str:
    """Return the program without which a client cannot be compiled here, an empty text if it is there."""
    programs = (COMPILERS[generator.language], generator.needs or "make")
    return next((each for each in programs if not shutil.which(each)), "")


def build(chosen: Sequence[Generator]) -> dict[str, str]:
    """Generate and compile; return what was printed, by the generator's name."""
    for generator in chosen:
        shutil.rmtree(generator.out, ignore_errors=True)
        generator.out.mkdir(parents=True)
    (OUT / "node_modules").unlink(missing_ok=True)
    (OUT / "node_modules").symlink_to(HERE / "node_modules")
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(_run, (_here(each.command.split()) for each in chosen))
        printed = {each.name: said for each, said in zip(chosen, done, strict=True)}
    for language, compile_all in {"TypeScript": _typescript, "Java": _java, "Go": _go, "C#": _csharp}.items():
        together = [each for each in chosen if each.language == language]
        said = compile_all(together) if together else ""
        printed |= {each.name: printed[each.name] + said for each in together}
    return printed


def build_example() -> None:
    """Compile the page of the docs, with the types that openapi-typescript has made."""
    shutil.copytree(ROOT / "docs/examples/conversation", OUT / "example", dirs_exist_ok=True)
    shutil.copy(OUT / "openapi-fetch/thulium.ts", OUT / "example")
    _check("tsconfig.json", [str(OUT / "example/conversation.ts")])
    _run(["esbuild", f"{OUT}/example/conversation.ts", "--bundle", f"--outdir={OUT}/example", "--log-level=warning"])


def msw_outcomes() -> list[dict[str, Any]]:
    """Return what orval's functions, with its schemas of zod, make of the answers of its handlers of msw."""
    source, bundle = HERE / "drivers/orval-msw.ts", OUT / "bundles/orval-msw.mjs"
    _check("tsconfig.json", [str(source)])
    _run(
        [
            "esbuild",
            str(source),
            "--bundle",
            "--format=esm",
            "--platform=node",
            "--packages=external",
            f"--outfile={bundle}",
        ]
    )
    outcomes: list[dict[str, Any]] = json.loads(_run(["node", str(bundle)]))
    return outcomes


def _check(base: str, files: Sequence[str]) -> str:
    (OUT / base).write_text(json.dumps({"extends": str(HERE / base), "files": files}))
    return _run([*TSC, str(OUT / base)])


def _typescript(chosen: Sequence[Generator]) -> str:
    """Check the types with all that the compiler can ask for, less for some, and bundle each driver."""
    printed = ""
    for base in ("tsconfig.json", "tsconfig.loose.json"):
        files = [str(HERE / f"drivers/{each.name}.ts") for each in chosen if each.tsconfig == base]
        if files:
            printed += _check(base, files)
    bundle = ["--bundle", "--format=esm", "--out-extension:.js=.mjs", f"--outdir={OUT}/bundles", "--log-level=warning"]
    return printed + _run(["esbuild", *(str(HERE / f"drivers/{each.name}.ts") for each in chosen), *bundle])


def _java(chosen: Sequence[Generator]) -> str:
    sources = [str(each) for generator in chosen for each in generator.out.glob("src/main/**/*.java")]
    return _run([*JAVAC, "-d", str(OUT / "java/classes"), "-cp", CLASSES, *sources, str(HERE / "drivers/Driver.java")])


def _go(chosen: Sequence[Generator]) -> str:
    (generator,) = chosen
    (generator.out / "driver").mkdir()
    shutil.copy(HERE / "drivers/driver.go", generator.out / "driver")
    inside = ["go", "-C", str(generator.out)]
    return _run([*inside, "vet", ".", "./driver"]) + _run([*inside, "build", "-o", "driver/", "./driver"])


def _csharp(chosen: Sequence[Generator]) -> str:
    (generator,) = chosen
    shutil.copy(NSWAG / "Newtonsoft.Json.dll", generator.out)
    libraries = (
        f"{generator.out}/Newtonsoft.Json.dll",
        *(f"System.{each}.dll" for each in ("Net.Http", "ComponentModel.DataAnnotations", "Runtime.Serialization")),
    )
    sources = [f"{generator.out}/Thulium.cs", str(HERE / "drivers/Driver.cs")]
    return _run(["mcs", "-warn:4", f"-out:{generator.out}/driver.exe", *(f"-r:{each}" for each in libraries), *sources])


def program(generator: Generator) -> list[str]:
    """Return the command that runs a generator's driver."""
    match generator.language:
        case "TypeScript":
            return ["node", str(HERE / "drivers/serve.mjs"), str(OUT / f"bundles/{generator.name}.mjs")]
        case "Python":
            return [
                sys.executable,
                "-W",
                "error",
                "-W",
                "ignore::ResourceWarning",
                "-m",
                f"tests.codegen.drivers.{generator.name.replace('-', '_')}",
            ]
        case "PHP":
            return ["php", str(HERE / "drivers/driver.php"), str(generator.out)]
        case "C#":
            return ["mono", str(generator.out / "driver.exe")]
        case "Go":
            return [str(generator.out / "driver/driver")]
        case _:
            return ["java", "-XX:TieredStopAtLevel=1", "-cp", CLASSES, "Driver"]


def warnings(printed: str) -> list[str]:
    """Return the lines that warn."""
    return [line for line in printed.splitlines() if re.search(r"\bwarn(ing)?\b(?!\()", line, re.IGNORECASE)]


def _here(command: list[str]) -> list[str]:
    """Return a user's command with what runs NSwag here."""
    return ["mono", str(NSWAG / "NSwag.exe"), *command[1:]] if command[0] == "nswag" else command


def _run(command: list[str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)}\n{printed}"
    return printed
