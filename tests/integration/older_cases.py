#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conformance/older/cases/<version>-<vendor>: the recorded stories of Directus 9.23 to 11.17, asked as cases.py asks those of 12.4."""
import tempfile

from cases import Lists, Recorded, tell_all
from deliberate_older import lists_of
from harness import Report, arguments, conformance
from projects import VENDORS, Databases


def main():
    options = arguments(__doc__, VENDORS, lambda parser: parser.add_argument("--version", help="this one alone"))
    report = Report(options.verbose)
    root = conformance() / "older"
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for of in sorted(path.name for path in (root / "cases").iterdir()):
            version, vendor = of.rsplit("-", 1)
            if vendor in options.vendors and options.version in (None, version):
                tell_all(options, report, databases, Recorded(databases, vendor, root, of), lists_of(version, vendor))
    report.end()


if __name__ == "__main__":
    main()
