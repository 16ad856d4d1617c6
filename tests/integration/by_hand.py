#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Models as people write them (tests/models), on an empty project of every vendor and of several versions.

Each: uploaded as a file with translate=true, the diff is answered, applied as it is, and the same file again finds
nothing. Every collection and field that was written is there, none is lossy or left out, and the project's own snapshot
goes to another empty project of the same dialect without force and without translate. In mode merge on a project with
another model nothing of that goes.
"""
import json
import os
import tempfile

from harness import SOURCE, Api, Report, Server, arguments, multipart
from projects import VENDORS, Databases
from translating import NEWEST, VERSIONS, database, name_of

MODELS = sorted(path for path in (SOURCE / "tests" / "models").iterdir() if path.suffix in (".yaml", ".json"))
SAMPLES = [SOURCE / "docs" / "model.yaml", SOURCE / "conf" / "sample-model.yaml"]


def upload(api, path, query):
    headers, body = multipart(path.read_bytes(), path.name, "application/json" if path.suffix == ".json" else "application/x-yaml")
    return api.post("/schema/diff" + query, body, headers)


def is_of_vendor(detail):
    """What a vendor or version cannot hold is lost by any model: SQLite has no decimals, older versions no indexes."""
    return (detail.startswith('type: "decimal" is "float"') or "is not enforced here" in detail
            or "tells nothing of indexes" in detail)


class Writing:
    def __init__(self, server, project, path, faults):
        self.api, self.path, self.faults = Api(server, project), path, faults

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self, query="?translate=true"):
        diff = upload(self.api, self.path, query)
        if not self.expect(diff.status == 200, f"diff: {diff.status} {diff.body[:400]!r}"):
            return None
        answer = json.loads(diff.body)["data"]
        self.complete(answer["translation"])
        applied = self.api.post("/schema/apply", answer)
        if not self.expect(applied.status == 204, f"apply: {applied.status} {applied.body[:600]!r}"):
            return None
        self.expect(applied.header("Schemad-Left-Out") in (None, "0"), "the apply left something out")
        again = upload(self.api, self.path, query)
        self.expect(again.status == 204, f"the same file again: {again.status} {again.body[:900]!r}")
        return self.api.snapshot()

    def complete(self, report):
        for entity in report["entities"]:
            bad = entity["outcome"] in ("lossy", "left out") and not any(map(is_of_vendor, entity.get("details", [])))
            self.expect(not bad, f"{entity['outcome']}: {name_of(entity)} {entity.get('details')}")


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    models = MODELS + SAMPLES
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for version, vendor in [(v, d) for v in VERSIONS for d in options.vendors if database(v, d, "empty")]:
            if os.environ.get("SCHEMAD_QUICK") and version not in ("10.13.4", NEWEST):
                continue
            projects = {}
            for path in models:
                for role, base in (("first", "empty"), ("second", "empty"), ("merged", "blog")):
                    name = f"{role}-{path.stem}"
                    projects[name] = databases.project(vendor, database(version, vendor, base), name)
            projects["kept"] = databases.project(vendor, database(version, vendor, "empty"), "kept")
            projects["ignoring"] = databases.project(vendor, database(version, vendor, "blog"), "ignoring")
            configured = {name: p.config(directus_version=version) for name, p in projects.items()}
            configured["ignoring"]["ignore"] = ["posts", "authors.bio"]
            with Server(options.build, configured) as server:
                for path in models:
                    faults = []
                    own = Writing(server, f"first-{path.stem}", path, faults).tell()
                    if own:
                        plain(Api(server, f"second-{path.stem}"), own, faults)
                        if path in MODELS: # the samples have a key of their own where the other model has another
                            merged(server, f"merged-{path.stem}", path, faults)
                    report.tell(f"{path.name} on {version}/{vendor}", faults)
                faults = []
                kept(server, projects["kept"], faults)
                keyed(Api(server, "kept"), faults)
                ignored(Api(server, "ignoring"), faults)
                report.tell(f"nothing goes along on {version}/{vendor}", faults)
            for project in projects.values():
                project.remove()
    report.end()


def plain(api, snapshot, faults):
    """What the project says of itself is a snapshot like any other."""
    diff = api.post("/schema/diff", snapshot)
    if diff.status != 200 or api.post("/schema/apply", json.loads(diff.body)["data"]).status != 204:
        faults.append(f"its own snapshot does not go to another project: {diff.status} {diff.body[:300]!r}")
        return
    again = api.post("/schema/diff", snapshot)
    if again.status != 204:
        faults.append(f"its own snapshot differs on another project: {again.body[:600]!r}")


UNHELD = {"vendor": "oracle", "fields": [{"collection": "t", "field": "ip", "type": "unknown", "schema": {"data_type": "anydata"}}]}
REFUSED = [
    ({"fields": [{"collection": "t", "field": "a", "type": "boolean", "schema": {"default_value": "perhaps"}}]}, "t.a"),
    ({"fields": [{"collection": "t", "field": "a", "type": "string", "schema": {"max_length": -1}}]}, "t.a"),
    ({"fields": [{"collection": "t", "field": "a", "type": "string", "meta": {"hidden": "x"}}]}, "fields[0].meta.hidden"),
    ({"fields": [{"collection": "t", "field": "a", "type": "string", "meta": {"note": 5}}]}, "fields[0].meta.note"),
    ({"fields": [{"collection": "t", "field": "a", "type": "string"}, {"collection": "t", "field": "a", "type": "text"}]}, "fields[1]"),
    ({"directus": "12.4.0\r\nX: 1"}, "directus"),
]


def kept(server, project, faults):
    """What cannot be held takes nothing away, and what is wrong is said and changes nothing."""
    api = Api(server, "kept")
    first = {"fields": [{"collection": "t", "field": "ip", "type": "string", "schema": {"default_value": "none"}}]}
    api.post("/schema/apply", json.loads(api.post("/schema/diff?translate=true", first).body)["data"])
    project.execute("insert into t (id, ip) values (1, 'here')")
    before = project.dump()
    answer = api.post("/schema/diff?translate=true&mode=mirror", UNHELD)
    if answer.status == 200:
        told = json.loads(answer.body)["data"]
        if not any(e["outcome"] == "left out" for e in told["translation"]["entities"]):
            faults.append("what cannot be held is not told")
        api.post("/schema/apply", told)
    if project.dump() != before:
        faults.append("a field that cannot be held took its column along")
    for model, where in REFUSED:
        answer = api.post("/schema/diff?translate=true", model)
        if answer.status != 400 or where not in answer.body.decode():
            faults.append(f"{model}: {answer.status} {answer.body[:200]!r}")
    if project.dump() != before:
        faults.append("something changed")


def keyed(api, faults):
    """A key that counts up stays one, and gets no flag by which the app would write another type into it."""
    first = {"fields": [{"collection": "keyed", "field": "a", "type": "string"}]}
    api.post("/schema/apply", json.loads(api.post("/schema/diff?translate=true&mode=merge", first).body)["data"])
    before = api.snapshot()
    model = {"fields": [*first["fields"], {"collection": "keyed", "field": "id", "type": "uuid"}]}
    told = json.loads(api.post("/schema/diff?translate=true&mode=merge&export=json", model).body)
    if [e["outcome"] for e in told["entities"] if e.get("field") == "id"] != ["lossy"]:
        faults.append(f"a key of another type is told as {told['entities']}")
    answer = api.post("/schema/diff?translate=true&mode=merge", model)
    if answer.status != 204 or api.snapshot() != before:
        faults.append(f"a key of another type: {answer.status} {answer.body[:300]!r}")


def ignored(api, faults):
    """What the project ignores is told, and not done."""
    model = {"fields": [{"collection": "posts", "field": "more", "type": "string"}, {"collection": "authors", "field": "bio", "type": "string"},
                        {"collection": "authors", "field": "nick", "type": "string"}]}
    told = json.loads(api.post("/schema/diff?translate=true&mode=merge", model).body)["data"]
    outcomes = {name_of(entity): entity["outcome"] for entity in told["translation"]["entities"]}
    if outcomes != {"posts.more": "left out", "authors.bio": "left out", "authors.nick": "same"}:
        faults.append(f"ignored: {outcomes}")
    statuses = api.post("/schema/apply", told).status, api.post("/schema/diff?translate=true&mode=merge", model).status
    if statuses != (204, 204):
        faults.append(f"ignored: apply and second diff {statuses}")


def merged(server, name, path, faults):
    """Nothing goes where another model is."""
    api = Api(server, name)
    before = {(kind, name_of(item)) for kind in ("collections", "fields", "relations") for item in api.snapshot()[kind]}
    Writing(server, name, path, faults).tell("?translate=true&mode=merge")
    after = {(kind, name_of(item)) for kind in ("collections", "fields", "relations") for item in api.snapshot()[kind]}
    if not before <= after:
        faults.append(f"gone by a merge: {sorted(before - after)[:5]}")


if __name__ == "__main__":
    main()
