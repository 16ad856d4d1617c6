#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every snapshot is taken by a database that `schemad init` made, and a second apply of it changes nothing real.

All recorded snapshots of all versions and vendors, and those of the faults, on every vendor, with force. The first apply answers 200 and
names what it left out; rows are then inserted where that goes by defaults alone. The same snapshot once more finds nothing but what was
named, does nothing by its own account, and the logical dump, structure and rows, is the same.
SCHEMAD_QUICK=1 takes the representative set of tests/fixtures alone, else all of ../shared that is there.
"""
import hashlib
import json
import os
import subprocess
import tempfile

from harness import SOURCE, Api, Report, Server, arguments, conformance
from projects import VENDORS, Databases
from deployment import first_line, is_unstated

AT_ONCE = 16
# Folders of ../shared/faults whose snapshot is rightly refused, with what is said.
REFUSED = {"collection-name-constructor": 'Collection "constructor" cannot be created',
           "collection-name-dot": 'Collection "c.d" cannot be created', "field-name-as": 'Field "authors.a as b" cannot be created',
           "special-changes-kind-500": 'Field "authors.posts" is an alias'}
TOKEN = "a-token-of-the-configuration"
REPRESENTATION = {"Content-Type": "application/json", "Prefer": "return=representation"}


def snapshots():
    """(name, snapshot): each text once."""
    fixtures = SOURCE / "tests" / "fixtures"
    roots = [fixtures] if os.environ.get("SCHEMAD_QUICK") else [fixtures, conformance(), conformance().parent / "faults"]
    seen = set()
    for root in roots:
        folders = [root] if root.name == "faults" else [root / part for part in ("snapshots", "older/snapshots", "faults")]
        for file in sorted(file for part in folders for file in part.glob("**/snapshot*.json")):
            raw = file.read_bytes()
            value = json.loads(raw)
            value = value.get("data", value)
            if "version" not in value:  # the answer of a server that had no such endpoint yet
                continue
            digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield "-".join(file.relative_to(root).with_suffix("").parts), value


def rows_by_default(project):
    """One in every table of the user's that takes it."""
    names = {"sqlite": "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
             "postgres": "select tablename from pg_tables where schemaname = 'public'",
             "mysql": "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'"}
    made = 0
    with project.connect() as connection:
        for name in connection.column(names[project.vendor]):
            if name.startswith(("directus_", "schemad_", "spatial_ref_sys")):
                continue
            mark = "`" if project.vendor == "mysql" else '"'
            try:
                connection.rows(f"insert into {mark}{name}{mark} " + ("() values ()" if project.vendor == "mysql" else "default values"))
                made += 1
            except Exception:  # noqa: BLE001 a column that needs a value; whatever the client calls it
                continue
    return made


class Story:
    def __init__(self, server, name, project, snapshot):
        self.api, self.project, self.snapshot, self.faults, self.rows, self.left = Api(server, name, TOKEN), project, snapshot, [], 0, []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def diff(self):
        answer = self.api.post("/schema/diff?force=true", self.snapshot)
        self.expect(answer.status in (200, 204), f"diff: {answer.status} {answer.body[:500]!r}")
        return json.loads(answer.body)["data"] if answer.status == 200 else None

    def apply(self, diff):
        return self.done(self.api.post("/schema/apply?force=true", diff, REPRESENTATION))

    def done(self, answer):
        """What a successful apply says of itself."""
        if not self.expect(answer.status == 200, f"apply: {answer.status} {answer.body[:700]!r}"):
            return None
        done = json.loads(answer.body)["data"]
        header, count = answer.header("Schemad-Left-Out"), len(done["left_out"])
        self.expect(header == str(count), f"the header counts {header}, named are {count}")
        self.expect(all(one["reason"] for one in done["left_out"]), f"without a reason: {done['left_out']}")
        return done

    def tell_refusal(self, words):
        """Named with 400, and everything is as it was."""
        before, diff = self.project.dump(), self.diff()
        answer = self.api.post("/schema/apply?force=true", diff, REPRESENTATION)
        said = json.loads(answer.body).get("errors", [{"message": ""}])[0]["message"] if answer.body else ""
        self.expect(answer.status == 400 and words in said, f"not refused: {answer.status} {answer.body[:300]!r}")
        self.expect(self.project.dump() == before, "the refused apply changed something")

    def tell(self):
        diff = self.diff()
        if diff is None:
            return
        first = self.apply(diff)
        if first is None:
            return
        self.left = first["left_out"]
        self.rows = rows_by_default(self.project)
        self.nothing_missing()
        before = self.project.dump()
        again = self.diff()
        if again is None:
            return
        self.only_named(again, first)
        second = self.apply(again)
        if second is None:
            return
        self.expect(second["done"] == [], f"the second apply did {second['done'][:3]}")
        self.only_named(again, second)
        after = self.project.dump()
        self.expect(after == before, "the second apply changed: " + first_line(before, after))

    def nothing_missing(self):
        """Every collection, field and relation is there or named."""
        ours, known = self.api.snapshot(), {(one["collection"], one["field"]) for one in self.left}
        for kind in ("collections", "fields", "relations"):
            have = {(one["collection"], one.get("field")) for one in ours[kind]}
            lost = sorted(f"{c}.{f}" for c, f in {(one["collection"], one.get("field")) for one in self.snapshot[kind]} - have - known
                          if (c, None) not in known)
            self.expect(not lost, f"{kind} missing and not named: {lost[:8]}")

    def only_named(self, diff, done):
        named = {(one["collection"], one["field"]) for one in done["left_out"]}
        for kind, entries in diff["diff"].items():
            for entry in entries:
                whose = entry["collection"], entry.get("field")
                for change in entry["diff"]:
                    if is_unstated(kind, change):
                        continue
                    self.expect(whose in named, f"differs still and was not named: {kind} {whose} {json.dumps(change)[:300]}")


def tokens_config():
    return [{"name": "test", "sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}]


def made_by_init(options, folder, configs):
    file = f"{folder}/init.json"
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"plugins": {"directory": str(options.build / "plugins")}, "projects": configs}, out)
    made = subprocess.run([options.build / "bin" / "schemad", "init", "--config", file], capture_output=True, text=True, timeout=300)
    if made.returncode:
        raise SystemExit(f"init: {made.stdout} {made.stderr}")


def tell_vendor(options, report, databases, folder, vendor):
    wanted = [(name, value) for name, value in snapshots() if not options.only or options.only in name]
    rows = left = 0
    for at in range(0, len(wanted), AT_ONCE):
        some = {f"p{at + i}": one for i, one in enumerate(wanted[at:at + AT_ONCE])}
        projects = {key: databases.project(vendor, None, key) for key in some}
        configs = {key: {**project.config(), "tokens": tokens_config()} for key, project in projects.items()}
        made_by_init(options, folder, configs)
        with Server(options.build, configs) as server:
            for key, (name, snapshot) in some.items():
                story = Story(server, key, projects[key], snapshot)
                words = next((REFUSED[folder] for folder in REFUSED if name.startswith(folder + "-snapshot")), None)
                if words:
                    story.tell_refusal(words)
                else:
                    story.tell()
                rows, left = rows + story.rows, left + len(story.left)
                report.tell(f"{vendor} {name}", story.faults[:12])
        for project in projects.values():
            project.remove()
    print(f"{vendor}: {len(wanted)} snapshots, {left} things named as left out, {rows} rows beside them")


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, folder, vendor)
    report.end()


if __name__ == "__main__":
    main()
