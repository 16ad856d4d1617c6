#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rows go to the database many at a time; a value that does not fit is answered with the one entity it is for and the column it is in."""
import copy
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import Databases, without_counters

# name, column, value, vendors
VALUES = [("too long a text", "interface", "x" * 300, ("postgres", "mysql")), ("too large a number", "sort", 2**40, ("postgres", "mysql")),
          ("no number", "sort", "abc", ("postgres", "mysql")), ("a text that is too long for a short one", "width", "w" * 99, ("postgres", "mysql")),
          ("a zero byte", "note", "a\0b", ("postgres",))]
PLACES = [(1, 0), (2, 1), (90, 0), (90, 47), (90, 89)] # fields, which of them has the value


def many(snapshot, count, at, column, value):
    wanted = copy.deepcopy(snapshot)
    for i in range(count):
        item = copy.deepcopy(field_of(wanted, "posts", "title"))
        item["field"] = item["meta"]["field"] = item["schema"]["name"] = f"extra{i}"
        item["schema"].update({"max_length": 20, "is_indexed": False, "is_unique": False}) # MariaDB has room for many such
        if i == at:
            item["meta"][column] = value
        wanted["fields"].append(item)
    return wanted


def changed(snapshot, column, value):
    wanted = copy.deepcopy(snapshot)
    for field in ("id", "title"):
        field_of(wanted, "posts", field)["meta"]["note"] = "fine"
    field_of(wanted, "posts", "body")["meta"][column] = value
    return wanted


def contents(project):
    return without_counters(project.dump())


def tell(options, report, databases, vendor):
    project = databases.project(vendor, "blog", "which_row")
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        snapshot, before = api.snapshot(), contents(project)
        for name, column, value, vendors in VALUES:
            if vendor not in vendors:
                continue
            faults = []
            cases = [(f"extra{at} of {count}", f"posts.extra{at}", many(snapshot, count, at, column, value)) for count, at in PLACES]
            for label, entity, wanted in [*cases, ("an update", "posts.body", changed(snapshot, column, value))]:
                answer = api.apply(api.diff_of(wanted))
                said = answer.body.decode()
                named = any(entity + end in said for end in (".", ":", " ")) and "one of" not in said and "extra" not in said.replace(entity, "")
                if answer.status != 400 or not named or (column not in said and "zero byte" not in name):
                    faults.append(f"{label}: {answer.status} {said[:400]}")
                if contents(project) != before:
                    faults.append(f"{label}: the refused apply changed something")
                    project.reset()
            report.tell(f"{vendor}: {name}", faults + ([server.log_text()[-300:]] if faults else []))
    project.remove()


def main():
    options = arguments(__doc__, ("postgres", "mysql"))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
