#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A snapshot uploaded to the project it came from diffs to nothing: as a JSON body, as a YAML upload, as a JSON upload.

First every recorded snapshot on the database it was recorded from, in every form it was recorded in; then every project
that a recorded case leads to, with what it says of itself.
"""
import json
import tempfile

from harness import Api, Report, Server, SqliteProject, arguments, conformance, multipart

VERSIONS = {"large-11.17.4": "11.17.4"}


def nothing_left(answer):
    return [] if answer.status == 204 and not answer.body else [f"{answer.status}: {answer.body[:400]!r}"]


def upload(api, content, kind):
    media_type = {"yaml": "text/yaml", "json": "application/json"}[kind]
    headers, body = multipart(content, f"snapshot.{kind}", media_type)
    return api.post("/schema/diff", body, headers)


def recorded_forms(report, options, folder):
    root = conformance() / "snapshots" / "sqlite"
    bases = sorted(path.name for path in root.iterdir()) if root.exists() else []
    projects = {base: SqliteProject(folder, base) for base in bases}
    names = {base: base.replace(".", "-") for base in bases}
    configs = {names[base]: project.config(VERSIONS.get(base, "12.4.0")) for base, project in projects.items()}
    if not bases:
        return report.skip("recorded snapshots", "there are none")
    with Server(options.build, configs) as server:
        for base in bases:
            api = Api(server, names[base])
            raw = (root / base / "snapshot.json").read_bytes()
            data = json.dumps(json.loads(raw)["data"]).encode()
            report.tell(f"{base}: JSON body", nothing_left(api.diff(data)))
            report.tell(f"{base}: JSON upload", nothing_left(upload(api, data, "json")))
            for kind, file in (("yaml", "export-yaml.yaml"), ("json", "export-json.json")):
                if not (root / base / file).exists():
                    report.skip(f"{base}: {file}", "not recorded")
                    continue
                exported = (root / base / file).read_bytes()
                report.tell(f"{base}: recorded {kind} export", nothing_left(upload(api, exported, kind)))
                if kind == "json":  # JSON is YAML, too
                    report.tell(f"{base}: JSON export read as YAML", nothing_left(upload(api, exported, "yaml")))
    return None


def own_forms(api):
    """What a project says of itself, uploaded to it."""
    faults = []
    for kind in ("json", "yaml"):
        exported = api.get(f"/schema/snapshot?export={kind}")
        if exported.status != 200:
            faults.append(f"export of {kind}: {exported.status} {exported.body[:200]!r}")
            continue
        faults += [f"{kind} upload: {fault}" for fault in nothing_left(upload(api, exported.body, kind))]
    return faults + [f"JSON body: {fault}" for fault in nothing_left(api.diff(api.snapshot()))]


def cases_before_and_after(report, options, folder):
    cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / "sqlite").glob("*.json"))]
    projects = {case["case"]: SqliteProject(folder, case["database"], case["case"]) for case in cases}
    configs = {case["case"]: projects[case["case"]].config(case["directus"]) for case in cases}
    states, told = conformance() / "states" / "sqlite", set()
    with Server(options.build, configs) as server:
        for case in cases:
            api, name = Api(server, case["case"]), case["case"]
            before = (case["database"], case["directus"], case["snapshot_before"])
            if before not in told:
                told.add(before)
                data = json.loads((states / case["snapshot_before"]).read_bytes())["data"]
                report.tell(f"{case['database']} ({case['directus']}): before", nothing_left(api.diff(data)))
            if not case["apply_request"]:
                continue
            force = "?force=true" if case["force"] else ""
            applied = api.post(f"/schema/apply{force}", case["apply_request"])
            if applied.status != 204:
                report.skip(f"{name}: after", f"apply answers {applied.status}")
                continue
            report.tell(f"{name}: after", own_forms(api))
            recorded = case["snapshot_after"] and (states / case["snapshot_after"]).read_bytes()
            if recorded and recorded == api.get("/schema/snapshot").body:
                report.tell(f"{name}: recorded after", nothing_left(api.diff(json.loads(recorded)["data"])))


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        recorded_forms(report, options, folder)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        cases_before_and_after(report, options, folder)
    report.end()


if __name__ == "__main__":
    main()
