"""ES modules joined into one file: a page's modules arrive in one answer, a third smaller than apart.

The modules in `web/` stay as they are written and run as they are; this only saves old phones on jammed networks two
dozen requests. Understood is what they use: `import {a, b as c} from "./x.js"`, `import * as x from "./x.js"`,
`import "./x.js"`, and `export` in front of `function`, `async function`, `class` and `const`. Anything else at the
start of a line, and modules that import each other in a circle, raise ValueError; a test joins every page.
A dynamic `import()` stays one: what it loads by `import("./x.js")` arrives joined too, with modules of its own, and
must not keep state that the page's own modules share.
"""

import re
from collections.abc import Callable

_IMPORT = re.compile(
    r'^import\s+(?:(?P<names>{[^}]*}|\*\s+as\s+\w+)\s+from\s+)?"\./(?P<file>[\w-]+)\.js";\n', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?P<kind>(?:async )?function|class|const) (?P<name>\w+)", re.MULTILINE)
_NOT_UNDERSTOOD = re.compile(r"^(?:import|export)\b(?!\().*", re.MULTILINE)
_LAZY = re.compile(r'\bimport\("\./([\w-]+\.js)"\)')
_COMMENT = re.compile(r"^\s*(?:/\*[\s\S]*?\*/[^\S\n]*|//.*)\n", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)


def lean(text: str) -> str:
    """A script or style sheet without the lines that are comments, without indentation and empty lines."""
    return _INDENT.sub("", _COMMENT.sub("", text))


def joined(entry: str, read: Callable[[str], str]) -> str:
    """One module that does what the module `entry` (its name without `.js`) does; `read` gives a module's text."""
    return "".join(_wrapped(name, read(name)) for name in _in_order(entry, read, ()))


def lazy(text: str) -> set[str]:
    """The files that a module loads later, by `import("./x.js")`."""
    return set(_LAZY.findall(text))


def joined_to_export(entry: str, read: Callable[[str], str]) -> str:
    """As `joined`, for a module that another one loads later: it exports what the module itself does."""
    names = ", ".join(match["name"] for match in _EXPORT.finditer(read(entry)))
    return f"{joined(entry, read)}export const {{ {names} }} = ${entry};\n"


def _in_order(name: str, read: Callable[[str], str], above: tuple[str, ...]) -> dict[str, None]:
    """The names of a module and all that it needs, each after what it needs itself."""
    if name in above:
        raise ValueError(f"modules in a circle: {' → '.join((*above, name))}")
    order: dict[str, None] = {}
    for match in _IMPORT.finditer(read(name)):
        order |= _in_order(match["file"], read, (*above, name))
    return order | {name: None}


def _wrapped(name: str, text: str) -> str:
    exports = [match["name"] for match in _EXPORT.finditer(text)]
    body = _EXPORT.sub(r"\g<kind> \g<name>", _IMPORT.sub(_binding, text))
    if strange := _NOT_UNDERSTOOD.search(body):
        raise ValueError(f"{name}.js: {strange[0]}")
    return f"const ${name} = (() => {{\n{lean(body)}return {{ {', '.join(exports)} }};\n}})();\n"


def _binding(match: re.Match[str]) -> str:
    names, module = match["names"], f"${match['file']}"
    if names is None:
        return ""
    if names.startswith("*"):
        return f"const {names.split()[-1]} = {module};\n"
    return f"const {re.sub(r' as ', ': ', names)} = {module};\n"
