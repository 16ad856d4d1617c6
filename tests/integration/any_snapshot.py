#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A snapshot uploaded to the project it came from diffs to nothing: as a JSON body, as a YAML upload, as a JSON upload.

First every recorded snapshot on the database it was recorded from, in every form it was recorded in, which are also what
the project says of itself, to the byte; then every project that a recorded case leads to, with what it says of itself.
"""
import json
import os
import tempfile

from harness import Api, Report, Server, arguments, conformance, multipart
from projects import VENDORS, Databases

VERSIONS = {"large-11.17.4": "11.17.4"}
EXPORTS = {"yaml": "export-yaml.yaml", "json": "export-json.json", "csv": "export-csv.csv", "csv_utf8": "export-csv_utf8.csv",
           "xml": "export-xml.xml"}
AT_ONCE = 30  # projects of one server process: each keeps connections to its database


def first_difference(ours, theirs):
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
    return f"at {at}: {ours[max(0, at - 80):at + 120]}, recorded {theirs[max(0, at - 80):at + 120]}"


def nothing_left(answer):
    return [] if answer.status == 204 and not answer.body else [f"{answer.status}: {answer.body[:400]!r}"]


def upload(api, content, kind):
    media_type = {"yaml": "text/yaml", "json": "application/json"}[kind]
    headers, body = multipart(content, f"snapshot.{kind}", media_type)
    return api.post("/schema/diff", body, headers)


def recorded_forms(report, options, databases, vendor):
    root = conformance() / "snapshots" / vendor
    bases = sorted(path.name for path in root.iterdir()) if root.exists() else []
    bases = [base for base in bases if (conformance() / "databases" / vendor / f"{base}.sql").exists()]
    projects = {base: databases.project(vendor, base) for base in bases}
    names = {base: base.replace(".", "-") for base in bases}
    configs = {names[base]: project.config(VERSIONS.get(base, "12.4.0")) for base, project in projects.items()}
    if not bases:
        return report.skip("recorded snapshots", "there are none")
    with Server(options.build, configs) as server:
        for base in bases:
            api, told = Api(server, names[base]), f"{vendor} {base}"
            raw = (root / base / "snapshot.json").read_bytes()
            ours = api.get("/schema/snapshot").body
            report.tell(f"{told}: to the byte", [] if ours == raw else [first_difference(ours, raw)])
            data = json.dumps(json.loads(raw)["data"]).encode()
            report.tell(f"{told}: JSON body", nothing_left(api.diff(data)))
            report.tell(f"{told}: JSON upload", nothing_left(upload(api, data, "json")))
            for kind, file in EXPORTS.items():
                if not (root / base / file).exists():
                    report.skip(f"{told}: {file}", "not recorded")
                    continue
                exported, ours = (root / base / file).read_bytes(), api.get(f"/schema/snapshot?export={kind}").body
                report.tell(f"{told}: export of {kind} to the byte", [] if ours == exported else [first_difference(ours, exported)])
                if kind in ("yaml", "json"):
                    report.tell(f"{told}: recorded {kind} export", nothing_left(upload(api, exported, kind)))
                if kind == "json":  # JSON is YAML, too
                    report.tell(f"{told}: JSON export read as YAML", nothing_left(upload(api, exported, "yaml")))
    for project in projects.values():
        project.remove()
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


def cases_before_and_after(report, options, databases, vendor):
    cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / vendor).glob("*.json"))]
    if os.environ.get("SCHEMAD_QUICK"):
        cases = cases[::3]
    told = set()
    for at in range(0, len(cases), AT_ONCE):
        some = cases[at:at + AT_ONCE]
        projects = {case["case"]: databases.project(vendor, case["database"], case["case"]) for case in some}
        configs = {case["case"]: projects[case["case"]].config(case["directus"]) for case in some}
        with Server(options.build, configs) as server:
            for case in some:
                before_and_after(report, server, vendor, case, told)
        for project in projects.values():
            project.remove()


def before_and_after(report, server, vendor, case, told):
    api, name, states = Api(server, case["case"]), f"{vendor} {case['case']}", conformance() / "states" / vendor
    before = (case["database"], case["directus"], case["snapshot_before"])
    if before not in told:
        told.add(before)
        data = json.loads((states / case["snapshot_before"]).read_bytes())["data"]
        report.tell(f"{vendor} {case['database']} ({case['directus']}): before", nothing_left(api.diff(data)))
    if not case["apply_request"]:
        return
    force = "?force=true" if case["force"] else ""
    applied = api.post(f"/schema/apply{force}", case["apply_request"])
    if applied.status != 204:
        report.skip(f"{name}: after", f"apply answers {applied.status}")
        return
    report.tell(f"{name}: after", own_forms(api))
    recorded = case["snapshot_after"] and (states / case["snapshot_after"]).read_bytes()
    if recorded and recorded == api.get("/schema/snapshot").body:
        report.tell(f"{name}: recorded after", nothing_left(api.diff(json.loads(recorded)["data"])))


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            recorded_forms(report, options, databases, vendor)
            cases_before_and_after(report, options, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
