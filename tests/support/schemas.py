"""schemas: JSON compared with the published schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "docs/assets/schemas"


def validator(name: str) -> Draft202012Validator:
    """Return the checker of a published schema, such as `trace`."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check(name: str, document: Any) -> None:
    """Raise ValidationError if the document does not follow the schema."""
    validator(name).validate(document)
