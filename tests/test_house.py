"""The rules of the house, held by reading the source."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import surae
from surae import evidence

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "surae"
MODULES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
PURE = [
    path
    for path in MODULES
    if path.relative_to(SOURCE).parts[0] in ("anatomy", "loading", "adaptation")
]

MAX_BODY = 30
MAX_MODULE = 400
MAX_PUBLIC = 25
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "data", "info"}
LITERALS = {0, 1, 2, 0.5, 1j}

# Keyword-only arguments without default that are facts of the case and not parameters of a model.
REVIEWED_ARGUMENTS: frozenset[str] = frozenset()
MAX_REVIEWED = 10

Function = ast.FunctionDef | ast.AsyncFunctionDef


def where(path: Path, node: ast.AST) -> str:
    """Return ``file:line`` for a message."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def body_length(function: Function) -> int:
    """Return how many lines the body of a function spans, its docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the numbers of a module that say something about the world.

    Left out are annotations, small positions (an index, a slice, an axis) and true and false.
    """
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            skipped |= set(ast.walk(node.annotation))
        elif isinstance(node, Function) and node.returns:
            skipped |= set(ast.walk(node.returns))
        elif isinstance(node, ast.Subscript):
            skipped |= set(positions(node.slice))
        elif isinstance(node, ast.keyword) and node.arg == "axis":
            skipped |= set(positions(node.value))
    numbers = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    kinds = (int, float, complex)
    yield from (node for node in numbers if type(node.value) in kinds and node not in skipped)


def positions(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the whole numbers 0 to 9 of an index, a slice or an axis."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is int and 0 <= node.value <= 9:
            yield node


def public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """Yield the functions and classes of a module whose names say that they are public."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def needed_arguments(function: Function) -> list[str]:
    """Return the keyword-only arguments that have no default."""
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return [argument.arg for argument, default in pairs if default is None]


def names_read(tree: ast.AST) -> set[str]:
    """Return the ways in which a module names a parameter: keyword-only arguments and strings."""
    strings = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return strings | {name for function in functions(tree) for name in needed_arguments(function)}


def project_files() -> list[Path]:
    """Return the files that are, or are about to be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def pins(name: str) -> dict[str, tuple[set[str], int]]:
    """Return the versions and the number of hashes that a pin file gives each package."""
    found: dict[str, tuple[set[str], int]] = {}
    for entry in re.split(
        r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.IGNORECASE | re.MULTILINE
    ):
        if match := re.match(r"([A-Za-z0-9._-]+)==(\S+)", entry):
            versions, hashes = found.get(match[1], (set(), 0))
            found[match[1]] = (versions | {match[2]}, hashes + entry.count("--hash=sha256:"))
    return found


def package_of(requirement: str) -> str:
    """Return the normalized name of the package that a requirement asks for."""
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_the_counting_of_lines_and_numbers() -> None:
    tree = ast.parse(
        "def f(x: Shape[7], *, a, b=None) -> Shape[8]:\n"
        "    '''Twelve 12.'''\n"
        "    y = x[3:4].sum(axis=(3, -1)) * 3.5 - 1\n"
        "\n"
        "    return y[12] + True\n"
    )
    (function,) = functions(tree)
    assert body_length(function) == 3
    assert needed_arguments(function) == ["a"]
    assert [node.value for node in literals(tree) if node.value not in LITERALS] == [3.5, 12]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_functions_and_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE
    long = [
        f"{where(path, function)} {function.name}: {body_length(function)} lines"
        for function in functions(TREES[path])
        if body_length(function) > MAX_BODY
    ]
    assert long == []


def test_module_names_say_what_is_inside() -> None:
    assert [str(path) for path in MODULES if FORBIDDEN_NAMES & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_number_without_a_source(path: Path) -> None:
    found = [
        f"{where(path, node)}: {node.value!r} belongs in an evidence table"
        for node in literals(TREES[path])
        if node.value not in LITERALS
    ]
    assert found == []


def test_public_things_have_docstrings() -> None:
    bare = [
        f"{where(path, node)} {node.name}"
        for path, tree in TREES.items()
        for node in public(tree)
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_the_public_api_is_small_and_there() -> None:
    names = surae.__all__
    assert sorted(names) == sorted(set(names))
    assert len(names) <= MAX_PUBLIC
    assert [name for name in names if not hasattr(surae, name)] == []


def test_every_model_argument_is_a_parameter_of_the_release() -> None:
    known = set(evidence.parameters())
    asked = {
        name: f"{where(path, function)} {function.name}({name})"
        for path in PURE
        for function in public(TREES[path])
        if isinstance(function, Function)
        for name in needed_arguments(function)
    }
    assert [asked[name] for name in asked if name not in known | REVIEWED_ARGUMENTS] == []
    assert len(REVIEWED_ARGUMENTS) <= MAX_REVIEWED
    assert set(asked) >= REVIEWED_ARGUMENTS, "a reviewed argument is no longer used"
    assert known.isdisjoint(REVIEWED_ARGUMENTS)


def test_every_parameter_of_the_release_has_a_user() -> None:
    used = set().union(
        *(
            names_read(tree)
            for path, tree in TREES.items()
            if SOURCE / "evidence" not in path.parents
        )
    )
    assert sorted(set(evidence.parameters()) - used) == []


def test_files_name_no_machine_and_no_registry() -> None:
    places = ["/" + folder + "/" for folder in ("work", "tmp")]
    hosts = [
        ".".join(parts)
        for parts in (("pypi", "org"), ("files", "pythonhosted"), ("registry", "npmjs"))
    ]
    found = []
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content:
            text = content.decode("utf-8")
            found += [
                f"{path.relative_to(ROOT)}: {word}" for word in places + hosts if word in text
            ]
    assert found == []


def test_the_pin_files_hold_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    core, everything = pins("constraints.txt"), pins("constraints-dev.txt")
    asked = project["project"]["dependencies"] + project["build-system"]["requires"]
    # The samplers that `make nuts` compares with are large; their door installs them by itself.
    pinned = project["project"]["optional-dependencies"].items()
    extras = [name for extra, names in pinned if extra != "nuts" for name in names]
    assert {package_of(name) for name in asked} <= set(core)
    assert {package_of(name) for name in extras} <= set(everything)
    assert all(everything[name] == pin for name, pin in core.items())
    assert all(hashes > 0 for _, hashes in everything.values())
