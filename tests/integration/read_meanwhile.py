#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whoever reads while an apply makes and drops tables gets an answer, or is told to come again; never 500.

Reads are asked for over and over from the first statement of an apply to its last, on every vendor.
"""
import collections
import copy
import os
import tempfile
import threading

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

TABLES = 12 if os.environ.get("SCHEMAD_QUICK") else 60


def with_tables(snapshot):
    """Collections like posts, with a note and a number each."""
    wanted = copy.deepcopy(snapshot)
    posts = next(one for one in snapshot["collections"] if one["collection"] == "posts")
    for i in range(TABLES):
        name = f"made{i}"
        made = copy.deepcopy(posts)
        made["collection"] = made["schema"]["name"] = name
        made["meta"].update(collection=name, sort_field=None, archive_field=None, display_template=None)
        wanted["collections"].append(made)
        for field in ("id", "title"):
            item = copy.deepcopy(field_of(snapshot, "posts", field))
            item["collection"] = item["meta"]["collection"] = item["schema"]["table"] = name
            wanted["fields"].append(item)
    return wanted


def tell(options, report, databases, vendor):
    project, faults = databases.project(vendor, "blog", "meanwhile"), []
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        before = api.snapshot()
        wanted = with_tables(before)
        for name, target in (("made", wanted), ("dropped", before)):
            diff = api.diff_of(target)
            answers, over, seen = [], threading.Event(), collections.Counter()
            reads = {
                "snapshot": lambda: api.get("/schema/snapshot"), "recover": lambda: api.get("/schema/recover"),
                "history": lambda: api.get("/schema/history"), "diff": lambda: api.post("/schema/diff?force=true", before),
                "plan": lambda: api.post("/schema/plan?force=true", diff),
                "diff with its plan": lambda: api.post("/schema/diff?force=true&plan=true", before)}

            def again(what):
                while not over.is_set():
                    answer = reads[what]()
                    seen[what, answer.status] += 1
                    told_when = answer.status == 503 and answer.header("Retry-After")
                    if answer.status >= 500 and not told_when:
                        faults.append(f"{what} while tables are {name}: {answer.status} {answer.body[:300]!r}")
            readers = [threading.Thread(target=again, args=(what,)) for what in reads]
            for one in readers:
                one.start()
            try:
                answers.append(api.apply(diff))
            finally:
                over.set()
                for one in readers:
                    one.join()
            if answers[0].status != 204:
                faults.append(f"the apply: {answers[0].status} {answers[0].body[:400]!r}")
            if options.verbose:
                print(vendor, name, dict(seen))
        if faults:
            faults[6:] = [server.log_text()[-800:]]
        elif api.snapshot() != before:
            faults.append("another model than at first")
    project.remove()
    report.tell(vendor, faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
