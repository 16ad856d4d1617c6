#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conformance/partial: snapshots of some collections, version 2, and mode=merge, as one story on the project `blogd`."""
import json
import tempfile

from harness import Deliberate, Report, Server, SqliteProject, arguments, conformance, differences

UNSTATED = "a collection that only a field or a relation names is not itself stated: its table is not dropped"
DELIBERATE = {  # by number
    54: Deliberate(UNSTATED, 200),
    56: Deliberate("a missing list is refused by name, not a 500", 400, "INVALID_PAYLOAD"),
    57: Deliberate(UNSTATED, 200),
}


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    folder_of_cases = conformance() / "partial"
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        project = SqliteProject(folder, "blogd")
        with Server(options.build, {"default": project.config()}) as server:
            for line in (folder_of_cases / "index.jsonl").open(encoding="utf-8"):
                row = json.loads(line)
                headers = {"Authorization": "Bearer admintoken"}
                body = None
                if row["method"] == "POST":
                    headers["Content-Type"] = "application/json"
                    body = (folder_of_cases / f"{row['file']}.request.json").read_bytes()
                answer = server.request(row["method"], row["path"], headers, body)
                recorded = (folder_of_cases / f"{row['file']}.response").read_bytes()
                found = differences(answer, row["status"], row["headers"], recorded)
                name = f"{row['n']} {row['name']}"
                if row["n"] in DELIBERATE:
                    report.tell_deliberate(name, DELIBERATE[row["n"]], answer, found)
                else:
                    report.tell(name, found)
    report.end()


if __name__ == "__main__":
    main()
