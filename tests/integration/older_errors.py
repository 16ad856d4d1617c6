#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conformance/older/errors: bad and odd requests to Directus 9.23 to 11.17, asked as errors.py asks those to 12.4."""
import gzip
import json

from deliberate_older import errors_of
from errors import tell_rows
from harness import Report, arguments, conformance


def main():
    options = arguments(__doc__, more=lambda parser: parser.add_argument("--version", help="this one alone"))
    report = Report(options.verbose)
    root = conformance() / "older"
    for file in sorted((root / "errors").glob("*.jsonl*")):
        version = file.name.split(".jsonl")[0]
        if options.version in (None, version):
            opened = gzip.open if file.suffix == ".gz" else open
            with opened(file, "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            tell_rows(report, options.build, rows, root / "databases" / f"{version}-sqlite" / "errbase.sql", version, errors_of(version))
    report.end()


if __name__ == "__main__":
    main()
