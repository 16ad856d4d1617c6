#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which version a project is spoken to as: found out, stated, contradicted, upgraded; and what older versions list is not dropped."""
import json
import subprocess
import tempfile

from harness import Api, Report, Server, SqliteProject, arguments, conformance

FOUND = {"9.22.4": "9.24.0", "9.23.1": "9.24.0", "9.26.0": "10.1.0", "10.0.0": "10.1.0", "10.2.1": "10.3.0", "10.10.4": "10.10.4",
         "10.13.4": "10.13.4", "11.1.0": "11.0.1", "11.17.4": "11.17.4"}


def bases():
    """(version that wrote it, the database) of each older SQLite project there is."""
    folder = conformance() / "older" / "databases"
    return [(path.name.rsplit("-", 1)[0], path / "blogd.sql") for path in sorted(folder.iterdir())
            if path.name.endswith("-sqlite") and (path / "blogd.sql").exists()]


def unstated(project):
    config = project.config()
    del config["directus_version"]
    return config


def check_config(options, folder, config):
    file = folder + "/config.json"
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"plugins": {"directory": str(options.build / "plugins")}, "projects": {"default": config}}, out)
    done = subprocess.run([options.build / "bin" / "schemad", "check-config", "--config", file], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def found_out(options, report, folder):
    for written_by, base in bases():
        project = SqliteProject(folder, base, f"found-{written_by}")
        with Server(options.build, {"default": unstated(project)}) as server:
            snapshot = Api(server).snapshot()
            log = server.log_text()
        wanted, faults = FOUND[written_by], []
        shown = "11.0.1" if wanted == "10.2.1" else wanted
        if snapshot["directus"] != shown:
            faults.append(f"spoken to as {snapshot['directus']}, not {shown}")
        if f"version={wanted}" not in log:
            faults.append(f"the log does not say so: {log[-400:]}")
        code, said = check_config(options, folder, unstated(project))
        if code or f"as Directus {wanted} (as its database tells)" not in said:
            faults.append(f"check-config says {code} {said}")
        if written_by == "9.23.1" and not ("9.22.4 to 9.24.0" in log and "9.22.4 to 9.24.0" in said):
            faults.append("it does not say what else it may be")
        report.tell(f"{written_by} is found out", faults)


def contradicted(options, report, folder):
    newest = SqliteProject(folder, "blog", "contradicted")
    cases = [(newest, "9.26.0", "12.4.0"), *((SqliteProject(folder, base, f"not-{version}"), "12.4.0", FOUND[version]) for version, base in bases())]
    for project, stated, really in cases:
        before = project.dump()
        with Server(options.build, {"default": project.config(stated)}) as server:
            api = Api(server)
            answers = [api.get("/schema/snapshot"), api.post("/schema/diff", {}), api.post("/schema/apply", {}), api.post("/schema/plan", {})]
            faults = [f"{answer.status} {answer.body[:200]!r}" for answer in answers
                      if answer.status != 503 or stated.encode() not in answer.body or really.encode() not in answer.body]
            stranger = Api(server, token="nobody").get("/schema/snapshot")
            if stranger.status != 401 or really.encode() in stranger.body:
                faults.append(f"a stranger is told {stranger.status} {stranger.body!r}")
        code, said = check_config(options, folder, project.config(stated))
        if code != 1 or stated not in said or really not in said:
            faults.append(f"check-config says {code} {said}")
        if project.dump() != before:
            faults.append("the database has changed")
        report.tell(f"{stated} stated of {really} is refused", faults)


def untracked_is_not_dropped(options, report, folder):
    for version, base in bases():
        if version not in ("9.23.1", "10.13.4", "11.1.0"):
            continue
        project = SqliteProject(folder, base, f"untracked-{version}")
        with Server(options.build, {"default": project.config(version)}) as server:
            api = Api(server)
            wanted = api.snapshot()
            wanted["collections"] = [one for one in wanted["collections"] if one["collection"] != "plain_extra"]
            diff = api.diff_of(wanted)
            before, faults = project.dump(), []
            if [entry["collection"] for entry in diff["diff"]["collections"]] != ["plain_extra"]:
                faults.append(f"the diff lists {diff['diff']['collections']}")
            for _ in range(2):  # the second time as the first
                applied = api.apply(diff)
                if applied.status != 204 or applied.header("Schemad-Left-Out") != "1":
                    faults.append(f"{applied.status} {applied.header('Schemad-Left-Out')} {applied.body[:200]!r}")
            if project.dump() != before:
                faults.append("the database has changed")
            if "plain_extra" not in server.log_text():
                faults.append("what is left out is not named")
        report.tell(f"{version}: a table without a row is never dropped", faults)


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        found_out(options, report, folder)
        contradicted(options, report, folder)
        untracked_is_not_dropped(options, report, folder)
    report.end()


if __name__ == "__main__":
    main()
