"""The areas in their order, lowest first, as `pyproject.toml` says it: map and law."""

import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DOMAIN = CHECKOUT / "volunteercloud" / "domain"
CONTRACTS = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
AREAS = next(list(reversed(contract["layers"])) for contract in CONTRACTS if contract.get("exhaustive"))
