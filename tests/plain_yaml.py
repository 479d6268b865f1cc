"""YAML as an editor sees it: the core schema of YAML 1.2 to plain Python data."""

from __future__ import annotations

import re
from typing import Any

import yaml

_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def plain(text: str, *, loader: Any = yaml.CSafeLoader) -> Any:
    """Return the data of a text; `yaml.SafeLoader` shares no code with what detente reads by."""
    return _plain(yaml.compose(text, Loader=loader))


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if node.style:
        return node.value
    if _NUMBER.fullmatch(node.value):
        return int(node.value) if node.value.lstrip("-+").isdigit() else float(node.value)
    return _WORDS.get(node.value, node.value)
