"""What stands beside every table: the same as JSON, on the output."""

from __future__ import annotations

import json
from typing import Any

import click


def as_json(data: Any) -> None:
    """Print plain data as JSON."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
