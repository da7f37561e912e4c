"""What the two packages and the contract suite use of other packages is public, and documented."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

DOCUMENTED = {
    "anyio": "API reference",
    "anyio.lowlevel": "API reference: low level operations",
    "asyncpg": "API reference",
    "attrs": "API reference",
    "connexion.exceptions": "Exception handling",
    "connexion.operations": "Context: operation",
    "connexion.resolver": "Routing: automatic routing",
    "cryptography": "X.509",
    "cryptography.exceptions": "Exceptions",
    "cryptography.hazmat.primitives": "Message digests",
    "cryptography.hazmat.primitives.asymmetric": "Elliptic curve cryptography",
    "cryptography.hazmat.primitives.serialization": "Key serialization",
    "cryptography.x509.oid": "X.509: object identifiers",
    "httptools": "README",
    "httpx": "Developer interface",
    "hypothesis": "API reference",
    "hypothesis.stateful": "Stateful tests",
    "jsonschema.exceptions": "Handling validation errors",
    "jsonschema_rs": "README",
    "orjson": "README",
    "pytest": "API reference",
    "rstr": "README",
    "schemathesis": "Python API",
    "schemathesis.config": "Python API: configuration",
    "schemathesis.core.transport": "Python API: Response",
    "schemathesis.engine": "Python API: engine",
    "shtab": "Usage: library",
    "sqlalchemy": "SQL statements and expressions API",
    "sqlalchemy.exc": "Core exceptions",
    "sqlalchemy.ext.asyncio": "Asynchronous I/O",
    "sqlalchemy.types": "The type hierarchy",
    "starlette.types": "Middleware: pure ASGI middleware",
    "swagger_ui_bundle": "README",
    "trustme": "API reference",
    "uvicorn": "Deployment: Config and Server",
    "uvloop": "API: uvloop.new_event_loop()",
    "yaml": "PyYAML documentation",
}
"""Modules of other packages that may be imported, and the part of their documentation that names them."""

UNDOCUMENTED = {
    "connexion.middleware.abstract": "RoutedAPI, of which connexion's middlewares are made, hands over operations",
    "connexion.spec": "Specification, of which a RoutedAPI is made",
    "schemathesis.core.jsonschema": "the verdict of schemathesis on one value, in a test of our table of edge values",
    "schemathesis.core.parameters": "the same",
    "schemathesis.specs.openapi.utils": "the same",
}
"""Modules that no page names, and why there is no other way: each is one more reason to hold the range of releases."""

DOCUMENTED_ATTRIBUTES = ("_asdict", "_exit", "_replace")
"""Underscored attributes that Python documents, those of named tuples and of `os`."""

OWN = {"mock_server": "thulium_mock", "generated_client": "thulium_chat", "tests": "tests"}
"""The package that is in each folder."""

SOURCES = ("mock_server/thulium_mock", "generated_client/thulium_chat", "tests/contract")
FILES = sorted(path for source in SOURCES for path in (ROOT / source).rglob("*.py"))


def imports(tree: ast.Module) -> Iterator[tuple[str, str | None, str]]:
    """Yield module, name in it if one is imported, and the name by which the code knows it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, None, alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield node.module, alias.name, alias.asname or alias.name


def is_private(name: str) -> bool:
    """Tell whether a name begins with an underscore and is none of Python's own."""
    return name.startswith("_") and not name.endswith("__")


def breaches(source: str, own: str) -> list[str]:
    """Return what a module of the package ``own`` uses of other packages, and may not."""
    tree = ast.parse(source)
    found, others = [], {}
    for module, name, known_as in imports(tree):
        package = module.partition(".")[0]
        if package == own:
            continue
        others[known_as] = module
        private = [part for part in (*module.split("."), name or "") if is_private(part)]
        if private or (module, name) == ("sys", "modules"):
            found.append(f"{module}:{name} is private")
        elif package not in sys.stdlib_module_names | {
            "thulium_mock",
            "thulium_chat",
            "thulium_contract",
            "tests",
        } and not ({module, f"{module}.{name}"} & (DOCUMENTED.keys() | UNDOCUMENTED.keys())):
            found.append(f"{module} is documented nowhere")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in others:
            text = f"{node.value.id}.{node.attr}"
            # A child of a fork ends with `os._exit`, which is documented for that.
            modules = (others[node.value.id], node.attr) == ("sys", "modules")
            if modules or (is_private(node.attr) and text != "os._exit"):
                found.append(f"{text} is private")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_public_interfaces_are_used(path: Path) -> None:
    """No underscored name or module of another package, no `sys.modules`, and no module that is documented nowhere."""
    assert breaches(path.read_text("utf-8"), OWN[path.relative_to(ROOT).parts[0]]) == []


@pytest.mark.parametrize(
    ("source", "breach"),
    [
        ("import sys\nsys.modules['a'] = None", "sys.modules is private"),
        ("from sys import modules", "sys:modules is private"),
        ("import sys as system\nsystem.modules", "system.modules is private"),
        ("from uvicorn._types import Scope", "uvicorn._types:Scope is private"),
        ("from httpx import _client", "httpx:_client is private"),
        ("import httpx as h\nh._client", "h._client is private"),
        ("from http import HTTPStatus\nHTTPStatus._value2member_map_", "HTTPStatus._value2member_map_ is private"),
        ("from uvicorn.protocols.http import flow_control", "uvicorn.protocols.http is documented nowhere"),
        ("def late():\n    import starlette.routing", "starlette.routing is documented nowhere"),
        ("from thulium_chat._core import Core", "thulium_chat._core:Core is private"),
    ],
)
def test_a_breach_is_found(source: str, breach: str) -> None:
    """Each of them is seen, wherever the import stands."""
    assert breaches(source, "thulium_mock") == [breach]


@pytest.mark.parametrize("source", SOURCES)
def test_underscored_attributes_are_our_own(source: str) -> None:
    """Each one that a package uses, of whatever object, is defined in it: none is a library's, or inherited."""
    defined, used = set(DOCUMENTED_ATTRIBUTES), set()
    for path in (ROOT / source).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.Name(id=name, ctx=ast.Store()):
                    defined.add(name)
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                    defined.add(name)
                case ast.Attribute(attr=name) if is_private(name):
                    used.add(name)
    assert used - defined == set()


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations",
        "import uvicorn\nuvicorn.__version__",
        "from thulium_mock.server import _private",
        "from hypothesis import strategies",
    ],
)
def test_what_is_public_is_no_breach(source: str) -> None:
    """Documented modules, and whatever the package has of its own."""
    assert breaches(source, "thulium_mock") == []


def test_no_allowance_is_left_over() -> None:
    """Each module of the two tables is imported somewhere."""
    used = set()
    for path in FILES:
        for module, name, _ in imports(ast.parse(path.read_text("utf-8"))):
            used |= {module, f"{module}.{name}"}
    assert (DOCUMENTED.keys() | UNDOCUMENTED.keys()) - used == set()
