#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`blog` and `kitchen` of each vendor on an empty project of every vendor.

Of another vendor, with force: the apply succeeds, what could not be held is named in the log, and the answer's header
counts it; the same snapshot then differs in nothing but what was named. Of the same vendor: nothing is named, the same
snapshot diffs to nothing, and the project's own is the recorded one, but for the order of fields in groups: whoever
creates a collection, the reference too, writes them last.
"""
import json
import tempfile

from cases import first_difference
from deployment import entities
from harness import Api, Report, Server, arguments, conformance
from projects import VENDORS, Databases

BASES = ("blog", "kitchen", "kitchen2")


def recorded(vendor, base):
    return (conformance() / "snapshots" / vendor / base / "snapshot.json")


def is_recorded(vendor, base):
    return recorded(vendor, base).exists()


class Migration:
    def __init__(self, server, source, base, target):
        self.server, self.source, self.base, self.target = server, source, base, target
        self.name = f"{source}-{base}-to-{target}"
        self.raw = recorded(source, base).read_bytes()
        self.snapshot = json.loads(self.raw)["data"]
        self.api = Api(server, self.name)
        self.force = "" if source == target else "?force=true"
        self.faults, self.count = [], 0

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        diff = self.api.post(f"/schema/diff{self.force}", self.snapshot)
        if not self.expect(diff.status == 200, f"diff: {diff.status} {diff.body[:400]!r}"):
            return
        applied = self.api.post(f"/schema/apply{self.force}", json.loads(diff.body)["data"])
        if not self.expect(applied.status == 204, f"apply: {applied.status} {applied.body[:600]!r}"):
            return
        self.count, named = int(applied.header("Schemad-Left-Out") or 0), self.named()
        self.expect(len(named) == self.count, f"the header counts {self.count} things left out, the log names {len(named)}: {named}")
        second = self.api.post(f"/schema/diff{self.force}", self.snapshot)
        if second.status == 200:
            entries = sorted(set(entities(second.body)))
            known = {what.split(": ", 1)[0] for what in named}
            unnamed = [entity for entity in entries if entity not in known]
            self.expect(not unnamed, f"still different and not named: {unnamed}\n      {self.entries(second.body, unnamed)}")
        else:
            self.expect(second.status == 204, f"second diff: {second.status} {second.body[:400]!r}")
        self.tables(named)
        if self.source == self.target:
            self.same_vendor(second, named)

    @staticmethod
    def entries(body, wanted):
        """What the diff says of the first few of these."""
        told = []
        for entries in json.loads(body)["data"]["diff"].values():
            for entry in entries:
                name = entry["collection"] + ("." + entry["field"] if "field" in entry else "")
                if name in wanted:
                    told.append(f"{name} {json.dumps(entry['diff'])[:300]}")
        return "\n      ".join(told[:6])

    def named(self):
        found = []
        for line in self.server.log_text().splitlines():
            if "left out" in line and f"project={self.name} " in line + " ":
                found.append(line.split('what="', 1)[-1])
        return found

    def tables(self, named):
        """Nothing is lost silently: every collection and field is there, or named."""
        ours, known = self.api.snapshot(), {what.split(": ", 1)[0] for what in named}
        for kind, name in (("collections", lambda item: item["collection"]), ("fields", lambda item: f"{item['collection']}.{item['field']}"),
                           ("relations", lambda item: f"{item['collection']}.{item['field']}")):
            have, wanted = set(map(name, ours[kind])), set(map(name, self.snapshot[kind]))
            self.expect(wanted - have <= known, f"{kind} missing and not named: {sorted(wanted - have - known)}")
            self.expect(have <= wanted, f"{kind} that nobody asked for: {sorted(have - wanted)}")

    def same_vendor(self, second, named):
        self.expect(second.status == 204, f"the same vendor, and it still differs: {second.body[60:700]!r}")
        self.expect(not named, f"the same vendor, and these are left out: {named}")
        ours, theirs = ordered(self.api.get("/schema/snapshot").body), ordered(self.raw)
        self.expect(ours == theirs, "its snapshot is another: " + first_difference(ours, theirs))


def ordered(body):
    """With the fields of a collection by name."""
    snapshot = json.loads(body)
    snapshot["data"]["fields"].sort(key=lambda field: (field["collection"], field["field"]))
    return json.dumps(snapshot).encode()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    counts = {}
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for target in options.vendors:
            wanted = [(source, base) for source in VENDORS for base in BASES if is_recorded(source, base)]
            wanted = [(source, base) for source, base in wanted if not options.only or options.only in f"{source}-{base}-to-{target}"]
            projects = {f"{source}-{base}-to-{target}": databases.project(target, "empty", f"{source}-{base}-to-{target}")
                        for source, base in wanted}
            with Server(options.build, {name: project.config() for name, project in projects.items()}) as server:
                for source, base in wanted:
                    one = Migration(server, source, base, target)
                    one.tell()
                    report.tell(f"{base} of {source} to {target}", one.faults)
                    counts[one.name] = "refused" if one.faults and not one.count else one.count
            for project in projects.values():
                project.remove()
    for name, count in counts.items():
        print(f"{name}: {count} named")
    report.end()


if __name__ == "__main__":
    main()
