#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Models of every vendor and version, carried to projects of every vendor with translate=true.

Each: the diff is answered, its report names each entity; the apply takes the answer as it is; the same request again
finds nothing; nothing is lost that the report does not name. Then the way back: the target's own snapshot, translated to
an empty project of where it came from, differs from the original in nothing but what was reported.
"""
import contextlib
import gzip
import json
import os
import subprocess
import tempfile

from harness import Api, Report, Server, arguments, conformance
from projects import VENDORS, Databases

BASES = ("blog", "kitchen", "kitchen2")
KINDS = ("collections", "fields", "relations")


def read(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    told = json.loads(raw)
    return told.get("data", told)


def recorded(vendor, base):
    return conformance() / "snapshots" / vendor / base / "snapshot.json"


NEWEST = "12.4.0"


def database(version, vendor, base):
    """What makes a project of that version, if there is one."""
    folder = conformance() / "databases" / vendor if version == NEWEST else conformance() / "older" / "databases" / f"{version}-{vendor}"
    file = folder / f"{base}.sql"
    return file if file.exists() else None


def name_of(item):
    return item["collection"] + ("." + item["field"] if "field" in item else "")


class Carry:
    """One snapshot onto one project."""

    def __init__(self, server, project, snapshot):
        self.server, self.project = server, project
        self.api, self.snapshot, self.faults, self.report = Api(server, project), snapshot, [], None

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def diff(self, query="?translate=true"):
        return self.api.post("/schema/diff" + query, self.snapshot)

    def tell(self):
        diff = self.diff()
        if diff.status == 204:
            self.report = self.whole_report()
            return
        if not self.expect(diff.status == 200, f"diff: {diff.status} {diff.body[:500]!r}"):
            return
        answer = json.loads(diff.body)["data"]
        self.report = answer["translation"]
        self.expect("Schemad-Translation" in str(diff.headers) or diff.header("Schemad-Translation"), "no header counts the report")
        applied = self.api.post("/schema/apply", answer)
        if not self.expect(applied.status == 204, f"apply: {applied.status} {applied.body[:600]!r}"):
            return
        told = {name for (_, name), outcome in self.outcomes().items() if outcome not in ("same", "equivalent")}
        for what in self.left_out():
            self.expect(what.split(": ", 1)[0] in told, f"the apply left out what the report did not know: {what}")
        second = self.diff()
        told = ""
        if second.status == 200:
            found = json.loads(second.body)["data"]["diff"]
            told = "\n      ".join(f"{kind} {name_of(entry)} {json.dumps(entry['diff'])[:300]}"
                                   for kind in found for entry in found[kind])[:1500]
        self.expect(second.status == 204, f"second diff: {second.status} {told or second.body[:400]!r}")
        self.nothing_unnamed()

    def left_out(self):
        return [line.split('what="', 1)[-1] for line in self.server.log_text().splitlines()
                if "left out" in line and f"project={self.project} " in line + " "]

    def whole_report(self):
        return json.loads(self.diff("?translate=true&export=json").body)

    def outcomes(self):
        return {(entity["kind"] + "s", name_of(entity)): entity["outcome"] for entity in self.report["entities"]}

    def nothing_unnamed(self):
        ours, outcomes = self.api.snapshot(), self.outcomes()
        for kind in KINDS:
            have = {name_of(item) for item in ours[kind]}
            for item in self.snapshot.get(kind, []):
                name = name_of(item)
                there, said = name in have, outcomes.get((kind, name))
                self.expect(said is not None, f"the report does not name {kind} {name}")
                self.expect(there == (said != "left out"), f"{kind} {name} is {said}, and it is {'there' if there else 'not there'}")


def differences(back, original):
    """What of the original is another now, as (kind, name, path)."""
    found = set()
    for kind in KINDS:
        ours = {name_of(item): item for item in back[kind]}
        for item in original[kind]:
            name = name_of(item)
            if name not in ours:
                found.add((kind, name, ""))
                continue
            for path in paths(item, ours[name]):
                found.add((kind, name, path))
    return found


def paths(was, now):
    for key in was:
        if key in ("meta", "schema") and isinstance(was[key], dict) and isinstance(now.get(key), dict):
            if key == "schema" and was[key].get("is_primary_key") and was[key].get("has_auto_increment"):
                continue
            for inner in was[key]:
                if was[key][inner] != now[key].get(inner):
                    yield f"{key}.{inner}"
        elif was[key] != now.get(key):
            yield key


def reported(report):
    """Of whom and of what a report tells: (kind, name, property)."""
    found = set()
    for entity in report["entities"]:
        kind, name = entity["kind"] + "s", name_of(entity)
        if entity["outcome"] == "left out":
            found.add((kind, name, ""))
        for detail in entity.get("details", []):
            found.add((kind, name, detail.split(": ", 1)[0]))
    return found


def unreported(back, original, *reports):
    told = set().union(*(reported(report) for report in reports))
    return sorted(d for d in differences(back, original) if d not in told and (d[0], d[1], "") not in told)


def vendors_matrix(options, folder, databases, report, counts):
    for target in options.vendors:
        wanted = [(source, base) for source in VENDORS for base in BASES
                  if recorded(source, base).exists() and (not options.only or options.only in f"{source}-{base}-to-{target}")]
        names = {pair: f"{pair[0]}-{pair[1]}-to-{target}" for pair in wanted}
        projects = {name: databases.project(target, "empty", name) for name in names.values()}
        if set(VENDORS) <= set(options.all_vendors):
            projects |= {name + "-back": databases.project(pair[0], "empty", name + "-back") for pair, name in names.items()}
        with Server(options.build, {name: project.config() for name, project in projects.items()}) as server:
            for pair, name in names.items():
                original = read(recorded(*pair))
                there = Carry(server, name, original)
                there.tell()
                report.tell(f"{pair[1]} of {pair[0]} to {target}", there.faults)
                counts[name] = there.report and there.report["summary"]
                if there.faults or name + "-back" not in projects:
                    continue
                back = Carry(server, name + "-back", there.api.snapshot())
                back.tell()
                if not back.faults:
                    rest = unreported(back.api.snapshot(), original, there.report, back.report)
                    back.expect(not rest, f"{len(rest)} differ and were not reported: {rest[:12]}")
                report.tell(f"and back to {pair[0]} from {target}: {pair[1]}", back.faults)
        for project in projects.values():
            project.remove()


VERSIONS = ("9.23.1", "10.0.0", "10.13.4", "11.17.4", NEWEST)
MODELS = ("blog", "kitchen3", "kitchen2")


def versions_matrix(options, databases, report, counts):
    """Of each version on each vendor to each: onto an empty project, and onto the same model."""
    dialects = [(version, vendor) for version in VERSIONS for vendor in VENDORS if database(version, vendor, "empty")]
    sources = {}
    with databases_of(databases, [(d, base) for d in dialects for base in MODELS if database(*d, base)], "from") as made:
        with Server(options.build, {name: project.config(directus_version=version) for (version, _), _, name, project in made}) as server:
            for dialect, base, name, _ in made:
                sources[dialect, base] = Api(server, name).snapshot()
    for target in dialects:
        if target[1] not in options.vendors:
            continue
        cells = [(source, base) for source, base in sources if is_wanted(source, target, base, options)]
        onto_same = [(source, base) for source, base in cells if base == "blog" and database(*target, "blog") and source != target]
        with databases_of(databases, [(target, "empty")] * len(cells) + [(target, "blog")] * len(onto_same), "to") as made:
            with Server(options.build, {name: project.config(directus_version=target[0]) for _, _, name, project in made}) as server:
                for (source, base), (_, state, name, _) in zip(cells + onto_same, made):
                    one = Carry(server, name, sources[source, base])
                    one.tell()
                    title = f"{base} of {'/'.join(source)} to {'/'.join(target)} ({state})"
                    report.tell(title, one.faults)
                    counts[title] = one.report and one.report["summary"]


def spelled(vendor):
    """A collection of every column that the reference's normaliser is recorded with on a vendor that cannot be run here."""
    file = conformance() / "vendors" / "normalize" / f"{vendor}.json"
    if not file.exists():
        return None
    fields, seen = [], set()
    for case in json.loads(file.read_text())["cases"]:
        schema = case.get("schema")
        if not schema or schema["name"] in seen or schema["foreign_key_table"] or (schema["is_primary_key"] and fields):
            continue
        seen.add(schema["name"])
        fields.append({"collection": "t", "field": schema["name"], "type": case["type"], "schema": schema,
                       "meta": {"collection": "t", "field": schema["name"], "sort": len(fields) + 1}})
    return {"version": 1, "directus": NEWEST, "vendor": vendor, "fields": fields, "relations": [],
            "collections": [{"collection": "t", "meta": {"collection": "t"}, "schema": {"name": "t"}}]}


def spoken(build, file, dialect):
    """The same model in the words of a vendor whose plugin is there and whose server is not."""
    if not file.exists():
        return None
    done = subprocess.run([build / "bin" / "schemad", "translate", "--from", file, "--to", dialect, "--plugins-directory", build / "plugins"],
                          capture_output=True, timeout=120, check=True)
    return json.loads(done.stdout)


def others(options, databases, report, counts):
    """The spelling of vendors that cannot be run here."""
    models = {vendor: spelled(vendor) for vendor in ("mssql", "oracle")}
    models["cockroachdb"] = spoken(options.build, recorded("sqlite", "kitchen2"), f"{NEWEST}/cockroachdb")
    models = {vendor: model for vendor, model in models.items() if model}
    for target in options.vendors:
        projects = {vendor: databases.project(target, "empty", f"{vendor}-to-{target}") for vendor in models}
        with Server(options.build, {f"{vendor}-to-{target}": project.config() for vendor, project in projects.items()}) as server:
            for vendor, model in models.items():
                one = Carry(server, f"{vendor}-to-{target}", model)
                one.tell()
                report.tell(f"{len(model['fields'])} columns as {vendor} tells them to {target}", one.faults)
                counts[f"{vendor} to {target}"] = one.report and one.report["summary"]
        for project in projects.values():
            project.remove()


def is_wanted(source, target, base, options):
    if options.only and options.only not in f"{'/'.join(source)}-{base}-to-{'/'.join(target)}":
        return False
    return not os.environ.get("SCHEMAD_QUICK") or source[1] == target[1] or base == "blog"


@contextlib.contextmanager
def databases_of(databases, wanted, prefix):
    made = []
    for number, (dialect, base) in enumerate(wanted):
        name = f"{prefix}-{dialect[0].replace('.', '-')}-{dialect[1]}-{base}-{number}"
        made.append((dialect, base, name, databases.project(dialect[1], database(*dialect, base), name)))
    try:
        yield made
    finally:
        for _, _, _, project in made:
            project.remove()


def main():
    options = arguments(__doc__, VENDORS)
    options.all_vendors = VENDORS
    report, counts = Report(options.verbose), {}
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(VENDORS, folder) as databases:
        vendors_matrix(options, folder, databases, report, counts)
        others(options, databases, report, counts)
        versions_matrix(options, databases, report, counts)
    for name, summary in counts.items():
        print(name, summary)
    report.end()


if __name__ == "__main__":
    main()
