#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conformance/cases/sqlite: each recorded story on a copy of its database, over HTTP.

Asked of every case: the snapshot before and the diff answer to the byte; the status of the apply; where the reference
converged, the snapshot afterwards to the byte and an equal schema; where it did not, that we converge, refuse before
anything runs (the database is unchanged), or name what the target cannot hold. Then the same snapshot diffs to nothing
but what was named.
"""
import json
import sqlite3
import tempfile

from harness import Report, Server, SqliteProject, arguments, conformance
from deliberate_cases import DIFFERENT_DIFF, NOT_AS_RECORDED, REFUSED

TOKEN = {"Authorization": "Bearer admintoken", "Content-Type": "application/json"}


def state(name):
    return (conformance() / "states" / "sqlite" / name).read_bytes()


def structure(connection):
    """What a schema is, whatever its text: columns, keys, foreign keys, indexes of the tables that are not system ones."""
    tables = [row[0] for row in connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'directus_%'")]
    found = {}
    for table in tables:
        def default(text):
            return text.strip("'\"") if text and text.upper() != "NULL" else None
        columns = {row[1]: (row[2].lower(), row[3], default(row[4]), row[5], row[6]) for row in
                   connection.execute("select * from pragma_table_xinfo(?)", (table,))}
        keys = sorted((row[3], row[2], row[4], row[5], row[6]) for row in
                      connection.execute("select * from pragma_foreign_key_list(?)", (table,)))
        indexes = sorted((row[1], row[2], tuple(c[2] for c in connection.execute("select * from pragma_index_info(?)", (row[1],))))
                         for row in connection.execute("select * from pragma_index_list(?)", (table,)))
        found[table] = {"columns": columns, "foreign keys": keys, "indexes": indexes}
    return found


def structure_of_dump(name):
    connection = sqlite3.connect(":memory:")
    for statement in state(name).decode().split(";\n"):
        if "sqlite_sequence" not in statement and "sqlite_stat" not in statement:
            connection.execute(statement)
    found = structure(connection)
    connection.close()
    return found


def structure_of_file(path):
    connection = sqlite3.connect(path)
    found = structure(connection)
    problems = connection.execute("pragma integrity_check").fetchall()
    broken = connection.execute("pragma foreign_key_check").fetchall()
    connection.close()
    assert problems == [("ok",)], problems
    return found, len(broken)


def entities(diff):
    """Names of what a diff answer still lists."""
    for entries in json.loads(diff)["data"]["diff"].values():
        for entry in entries:
            yield entry["collection"] + ("." + entry["field"] if "field" in entry else "")


class Story:
    def __init__(self, server, case, project):
        self.server, self.case, self.project = server, case, project
        self.faults = []
        self.outcome = ""

    def ask(self, method, path, body=None):
        force = "?force=true" if self.case["force"] and method == "POST" else ""
        return self.server.request(method, f"/{self.case['case']}{path}{force}", TOKEN, body)

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        case = self.case
        before = self.ask("GET", "/schema/snapshot")
        self.expect(before.body == state(case["snapshot_before"]), f"snapshot before: {before.status} {before.body[:200]}")
        diff = self.ask("POST", "/schema/diff", state(case["snapshot_in"]))
        name = case["case"]
        if name in DIFFERENT_DIFF:
            self.expect(diff.status == DIFFERENT_DIFF[name], f"diff {diff.status} instead of the listed answer: {diff.body[:300]}")
            self.outcome = "another diff"
            apply_request = json.loads(diff.body)["data"] if diff.status == 200 else None
        else:
            self.expect(diff.status == case["diff_status"], f"diff {diff.status}, recorded {case['diff_status']}: {diff.body[:300]}")
            self.expect(diff.body == (case["diff_body"] or "").encode() or diff.status >= 400, f"diff body {diff.body[:600]}\n      recorded {case['diff_body'][:600]}")
            apply_request = case["apply_request"]
        if apply_request:
            self.apply(apply_request)
        return self.faults

    def apply(self, request):
        case, name = self.case, self.case["case"]
        dump = self.project.dump()
        applied = self.ask("POST", "/schema/apply", json.dumps(request).encode())
        converged = case["apply_status"] == 204 and case["second_diff_status"] == 204
        if applied.status != 204:
            self.outcome = "refused"
            self.expect(self.project.dump() == dump, "refused, but the database changed")
            listed = REFUSED.get(name) if case["apply_status"] == 204 or case["apply_status"] >= 500 else case["apply_status"]
            self.expect(applied.status == listed and applied.status < 500, f"apply {applied.status}, expected {listed}: {applied.body[:400]}")
            return
        self.expect(name not in REFUSED, "applied, though listed as refused")
        if case["apply_status"] == 400 and name not in NOT_AS_RECORDED:
            self.expect(False, f"applied, though the reference refuses: {case['apply_body'][:200]}")
        left_out = int(applied.header("Schemad-Left-Out") or 0)
        self.outcome = "named" if left_out else "converged"
        after = self.ask("GET", "/schema/snapshot")
        found, broken = structure_of_file(self.project.path)
        self.expect(broken == 0, f"{broken} foreign key violations")
        if converged and name not in NOT_AS_RECORDED and name not in DIFFERENT_DIFF:
            self.expect(after.body == state(case["snapshot_after"]), "snapshot after differs: " + first_difference(after.body, state(case["snapshot_after"])))
            recorded = structure_of_dump(case["database_after"])
            for table in sorted(set(found) | set(recorded)):
                self.expect(found.get(table) == recorded.get(table), f"table {table}:\n      is       {found.get(table)}\n      recorded {recorded.get(table)}")
        second = self.ask("POST", "/schema/diff", state(case["snapshot_in"]))
        if second.status != 204:
            # only what was named may remain
            named = self.named()
            rest = sorted(set(entities(second.body))) if second.status == 200 else [second.body[:300].decode()]
            unnamed = [entity for entity in rest if entity not in named]
            self.expect(second.status == 200 and not unnamed, f"second diff {second.status}, not named: {unnamed}; {second.body[60:700]}")

    def named(self):
        """The entities the log names as left out for this project."""
        names = set()
        for line in self.server.log_text().splitlines():
            if "left out" in line and f"project={self.case['case']}" in line:
                names.add(line.split('what="', 1)[-1].split(": ", 1)[0])
        return names


def first_difference(ours, theirs):
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if a != b:
            return f"at {i}: {ours[max(0, i - 80):i + 120]} / {theirs[max(0, i - 80):i + 120]}"
    return f"lengths {len(ours)} and {len(theirs)}"


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    outcomes = {}
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / "sqlite").glob("*.json"))]
        projects = {case["case"]: SqliteProject(folder, case["database"], case["case"]) for case in cases}
        configs = {case["case"]: projects[case["case"]].config(case["directus"]) for case in cases}
        with Server(options.build, configs) as server:
            for case in cases:
                story = Story(server, case, projects[case["case"]])
                report.tell(case["case"], story.tell())
                outcomes.setdefault(story.outcome or "nothing to apply", []).append(case["case"])
    for outcome, names in sorted(outcomes.items()):
        print(f"{outcome}: {len(names)}" + (f" ({', '.join(names)})" if options.verbose else ""))
    report.end()


if __name__ == "__main__":
    main()
