#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GET /schema/snapshot?as=VERSION/VENDOR, and `schemad translate` beside it.

The model of each dialect in each other one: an empty project of that dialect takes it without force and without
translate, applies it, finds nothing the second time, and says of itself exactly what was spoken (but for the order of
items). The command says the same of a file. What cannot be: an unknown vendor, a version that is none.
"""
import json
import os
import subprocess
import tempfile

from harness import Api, Report, Server, arguments
from projects import VENDORS, Databases
from translating import NEWEST, VERSIONS, database, databases_of, differences, name_of

BASES = ("blog", "kitchen3", "kitchen2")


class Spoken:
    def __init__(self, options, folder, report):
        self.options, self.folder, self.report = options, folder, report
        self.faults = []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def command(self, snapshot, version, vendor):
        """What the command makes of the same model."""
        file = os.path.join(self.folder, "snapshot.json")
        with open(file, "w") as out:
            json.dump(snapshot, out)
        done = subprocess.run([self.options.build / "bin" / "schemad", "translate", "--from", file, "--to", f"{version}/{vendor}",
                               "--plugins-directory", str(self.options.build / "plugins")], capture_output=True, timeout=120)
        self.expect(done.returncode == 0, f"the command: {done.returncode} {done.stderr[:300]!r}")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def onto(self, api, spoken):
        """A project of that very dialect; without PostGIS, of which no version and vendor tells."""
        if spoken["vendor"] == "postgres":
            spoken["fields"] = [field for field in spoken["fields"] if not field["type"].startswith("geometry")]
        diff = api.post("/schema/diff", spoken)
        if not self.expect(diff.status == 200, f"diff without force: {diff.status} {diff.body[:400]!r}"):
            return
        applied = api.post("/schema/apply", json.loads(diff.body)["data"])
        if not self.expect(applied.status == 204, f"apply: {applied.status} {applied.body[:500]!r}"):
            return
        again = api.post("/schema/diff", spoken)
        self.expect(again.status == 204, f"second diff: {again.status} {again.body[:700]!r}")
        ours = api.snapshot()
        for kind in ("collections", "fields", "relations"):
            self.expect(sorted(map(name_of, ours[kind])) == sorted(map(name_of, spoken[kind])), f"its {kind} are others")
        other = sorted(differences(ours, spoken))
        self.expect(not other, f"it says otherwise: {other[:6]}")
        if "systemFields" in spoken:
            self.expect(sorted(map(name_of, ours["systemFields"])) == sorted(map(name_of, spoken["systemFields"])), "its system fields are others")


def matrix(options, folder, databases, report):
    dialects = [(version, vendor) for version in VERSIONS for vendor in VENDORS if database(version, vendor, "empty")]
    sources = [(dialect, base) for dialect in dialects for base in BASES if database(*dialect, base)]
    if os.environ.get("SCHEMAD_QUICK"):
        sources = [(dialect, base) for dialect, base in sources if dialect[0] in ("10.13.4", NEWEST) and base != "kitchen3"]
    targets = [dialect for dialect in dialects if dialect[1] in options.vendors]
    said = {}
    with databases_of(databases, sources, "says") as made:
        with Server(options.build, {name: p.config(directus_version=d[0]) for d, _, name, p in made}) as server:
            for dialect, base, name, _ in made:
                for version, vendor in targets:
                    one = Spoken(options, folder, report)
                    answer = Api(server, name).get(f"/schema/snapshot?as={version}/{vendor}")
                    told = Api(server, name).get(f"/schema/snapshot?as={version}/{vendor}&export=report")
                    one.expect(answer.status == 200 and told.status == 200, f"{answer.status} {told.status} {answer.body[:300]!r}")
                    one.expect(answer.header("Schemad-Translation"), "no header counts it")
                    spoken = json.loads(answer.body)["data"]
                    one.expect(json.loads(told.body)["data"]["to"] == {"directus": version, "vendor": vendor}, "the report is of another dialect")
                    if base == "blog":
                        by_command = one.command(Api(server, name).snapshot(), version, vendor)
                        one.expect(by_command == spoken, "the command says otherwise")
                    said[dialect, base, (version, vendor)] = one, spoken
            refusals(server, made[0][2], report)
    for target in targets:
        cells = [key for key in said if key[2] == target and (not options.only or options.only in f"{key[0]}{key[1]}{target}")]
        with databases_of(databases, [(target, "empty")] * len(cells), "hears") as made:
            with Server(options.build, {name: p.config(directus_version=target[0]) for _, _, name, p in made}) as server:
                for key, (_, _, name, _) in zip(cells, made):
                    one, spoken = said[key]
                    one.onto(Api(server, name), spoken)
                    report.tell(f"{key[1]} of {'/'.join(key[0])} as {'/'.join(target)}", one.faults)


def refusals(server, project, report):
    api = Api(server, project)
    for query, text in (("as=12.4.0/oracle", "no plugin"), ("as=8.0.0/sqlite", "from 9.22"), ("as=", "must be"), ("as=12.4.0/../x", "no plugin"), ("as=12.-1.0", "must name"), ("as=12.4.0%0d%0aX:1/postgres", "must name"),
                        ("as[]=1", "must be"), ("export=report", "must be one of")):
        answer = api.get("/schema/snapshot?" + query)
        report.tell(f"?{query}", [] if answer.status == 400 and text in answer.body.decode() else [f"{answer.status} {answer.body[:200]!r}"])
    same = json.loads(api.get("/schema/snapshot?as=sqlite").body)["data"]
    report.tell("a vendor alone", [] if same["vendor"] == "sqlite" else [same["vendor"]])


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(VENDORS, folder) as databases:
        matrix(options, folder, databases, report)
    report.end()


if __name__ == "__main__":
    main()
