#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conformance/cases/<vendor>: each recorded story on a copy of its database, over HTTP.

Asked of every case: the snapshot before and the diff answer to the byte; the status of the apply; where the reference
converged, the snapshot afterwards to the byte and an equal schema; where it did not, that we converge, refuse before
anything runs (the database is unchanged), or name what the target cannot hold. Then the same snapshot diffs to nothing
but what was named.
"""
import gzip
import json
import tempfile

from deliberate_cases import DIFFERENT_DIFF, NOT_AS_RECORDED, REFUSED, SCHEMA_DIFFERS
from deployment import entities
from harness import Report, Server, arguments, conformance
from projects import VENDORS, Databases
from structures import load_dump, structure

TOKEN = {"Authorization": "Bearer admintoken", "Content-Type": "application/json"}
AT_ONCE = 30  # projects of one server process: each keeps connections to its database


class Recorded:
    """The cases and states of one vendor (and version), and the schemas that its dumps make."""

    def __init__(self, databases, vendor, root=None, of=None):
        self.databases, self.vendor, self.structures = databases, vendor, {}
        self.root, self.of = root or conformance(), of or vendor
        self.folder = self.root / "states" / self.of

    def cases(self, only=None):
        files = sorted((self.root / "cases" / self.of).glob("*.json"))
        found = [json.loads(file.read_text()) for file in files if not only or only in file.stem]
        for case in found:
            if case.get("exception") or case["diff_status"] >= 500:  # its process ended, or nothing was there to apply
                case["apply_status"] = case["apply_status"] or 500
        return found

    def base(self, name):
        return self.root / "databases" / self.of / f"{name}.sql"

    def state(self, name):
        plain = self.folder / name
        return plain.read_bytes() if plain.exists() else gzip.decompress((self.folder / f"{name}.gz").read_bytes())

    def structure(self, name):
        if name not in self.structures:
            scratch = self.databases.project(self.vendor, None, "scratch")
            with scratch.connect() as connection:
                load_dump(self.vendor, connection, self.state(name).decode())
                self.structures[name] = structure(self.vendor, connection)
            scratch.remove()
        return self.structures[name]


class Lists:
    """What ends otherwise than recorded, on purpose: by name of a case."""

    def __init__(self, different_diff=(), refused=(), not_as_recorded=(), schema_differs=()):
        self.different_diff, self.refused = dict(different_diff), dict(refused)
        self.not_as_recorded, self.schema_differs = set(not_as_recorded), dict(schema_differs)

    def take(self, case):
        """Called with each before it is told."""


class Story:
    def __init__(self, server, case, project, recorded, lists):
        self.server, self.case, self.project, self.recorded, self.lists = server, case, project, recorded, lists
        self.vendor, self.name = recorded.vendor, case["case"]
        self.faults = []
        self.outcome = ""

    def ask(self, method, path, body=None):
        force = "?force=true" if self.case["force"] and method == "POST" else ""
        return self.server.request(method, f"/{self.name}{path}{force}", TOKEN, body)

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        case, state = self.case, self.recorded.state
        before = self.ask("GET", "/schema/snapshot")
        self.expect(before.body == state(case["snapshot_before"]),
                    f"snapshot before: {before.status} " + first_difference(before.body, state(case["snapshot_before"])))
        diff = self.ask("POST", "/schema/diff", state(case["snapshot_in"]))
        if self.lists.different_diff.get(self.name):
            self.expect(diff.status == self.lists.different_diff.get(self.name), f"diff {diff.status} instead of the listed answer: {diff.body[:300]}")
            self.outcome = "another diff"
            apply_request = json.loads(diff.body)["data"] if diff.status == 200 else None
        else:
            self.expect(diff.status == case["diff_status"], f"diff {diff.status}, recorded {case['diff_status']}: {diff.body[:300]}")
            wanted = (case["diff_body"] or "").encode()
            self.expect(diff.body == wanted or diff.status >= 400, "diff body: " + first_difference(diff.body, wanted))
            apply_request = case["apply_request"]
        if apply_request:
            self.apply(apply_request)
        return self.faults

    def apply(self, request):
        case = self.case
        dump = self.project.dump()
        applied = self.ask("POST", "/schema/apply", json.dumps(request).encode())
        refused = self.lists.refused.get(self.name)
        if applied.status != 204:
            self.outcome = "refused"
            self.expect(self.project.dump() == dump, "refused, but the database changed")
            listed = refused if case["apply_status"] == 204 or case["apply_status"] >= 500 else case["apply_status"]
            self.expect(applied.status == listed and applied.status < 500, f"apply {applied.status}, expected {listed}: {applied.body[:400]}")
            return
        self.expect(not refused, "applied, though listed as refused")
        not_as_recorded = self.name in self.lists.not_as_recorded
        if case["apply_status"] == 400 and not not_as_recorded:
            self.expect(False, f"applied, though the reference refuses: {case['apply_body'][:200]}")
        self.outcome = "named" if int(applied.header("Schemad-Left-Out") or 0) else "converged"
        self.sane()
        converged = case["apply_status"] == 204 and case["second_diff_status"] == 204
        if converged and not not_as_recorded and not self.lists.different_diff.get(self.name):
            self.as_recorded()
        second = self.ask("POST", "/schema/diff", self.recorded.state(case["snapshot_in"]))
        if second.status != 204:
            # only what was named may remain
            named = self.named()
            rest = sorted(set(entities(second.body))) if second.status == 200 else [second.body[:300].decode()]
            unnamed = [entity for entity in rest if entity not in named]
            self.expect(second.status == 200 and not unnamed, f"second diff {second.status}, not named: {unnamed}; {second.body[60:700]}")

    def sane(self):
        if self.vendor == "sqlite":  # the others check it themselves
            with self.project.connect() as connection:
                problems, broken = connection.rows("pragma integrity_check"), connection.rows("pragma foreign_key_check")
            self.expect(problems == [("ok",)] and not broken, f"{problems}, {len(broken)} foreign key violations")

    def as_recorded(self):
        after, wanted = self.ask("GET", "/schema/snapshot").body, self.recorded.state(self.case["snapshot_after"])
        self.expect(after == wanted, "snapshot after differs: " + first_difference(after, wanted))
        with self.project.connect() as connection:
            found = structure(self.vendor, connection)
        recorded = self.recorded.structure(self.case["database_after"])
        faults = []
        for table in sorted(set(found) | set(recorded)):
            ours, theirs = found.get(table), recorded.get(table)
            if not ours or not theirs:
                faults.append(f"table {table}: {'is not there' if not ours else 'is not recorded'}")
                continue
            for kind in sorted(set(ours) | set(theirs)):
                if ours.get(kind) != theirs.get(kind):
                    faults.append(f"{kind} of {table}: " + only_different(ours.get(kind), theirs.get(kind)))
        if reason := self.lists.schema_differs.get(self.name):
            self.expect(faults, f"the schema no longer differs ({reason}): take it off the list")
        else:
            self.faults += faults

    def named(self):
        """The entities the log names as left out for this project."""
        names = set()
        for line in self.server.log_text().splitlines():
            if "left out" in line and f"project={self.name}" in line:
                names.add(line.split('what="', 1)[-1].split(": ", 1)[0])
        return names


def only_different(ours, theirs):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return "; ".join(f"{key} is {ours.get(key)}, recorded {theirs.get(key)}" for key in sorted(set(ours) | set(theirs))
                         if ours.get(key) != theirs.get(key))
    return f"{ours}, recorded {theirs}"


def first_difference(ours, theirs):
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if a != b:
            return f"at {i}: {ours[max(0, i - 80):i + 120]}\n      recorded {theirs[max(0, i - 80):i + 120]}"
    return f"lengths {len(ours)} and {len(theirs)}"


def tell_all(options, report, databases, recorded, lists):
    outcomes, vendor = {}, recorded.vendor
    cases = recorded.cases(options.only)
    for at in range(0, len(cases), AT_ONCE):
        some = cases[at:at + AT_ONCE]
        projects = {case["case"]: databases.project(vendor, recorded.base(case["database"]), case["case"]) for case in some}
        configs = {case["case"]: projects[case["case"]].config(case["directus"]) for case in some}
        with Server(options.build, configs) as server:
            for case in some:
                lists.take(case)
                story = Story(server, case, projects[case["case"]], recorded, lists)
                report.tell(f"{recorded.of} {case['case']}", story.tell())
                outcomes.setdefault(story.outcome or "nothing to apply", []).append(case["case"])
        for project in projects.values():
            project.remove()
    for outcome, names in sorted(outcomes.items()):
        print(f"{recorded.of}, {outcome}: {len(names)}" + (f" ({', '.join(names)})" if options.verbose else ""))


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            lists = Lists(DIFFERENT_DIFF[vendor], REFUSED[vendor], NOT_AS_RECORDED[vendor], SCHEMA_DIFFERS[vendor])
            tell_all(options, report, databases, Recorded(databases, vendor), lists)
    report.end()


if __name__ == "__main__":
    main()
