#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""POST /schema/plan on every recorded case: its script, run by the vendor's own shell on a copy of the database, gives
the same model as an apply; planning changes nothing; a case that is refused is refused alike, and what stands in its way
is told. `diff?plan=true` shows the same plan.
"""
import json
import os
import subprocess
import tempfile

from harness import Report, Server, arguments, conformance
from projects import VENDORS, Databases

TOKEN = {"Authorization": "Bearer admintoken", "Content-Type": "application/json"}
AT_ONCE = 20


def shell(project, script):
    """The complaint of the vendor's own shell, or None."""
    if project.vendor == "sqlite":
        words, environment = ["sqlite3", "-bail", str(project.path)], {}
    else:
        at = project.host.where
        if project.vendor == "postgres":
            words = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", at["socket"], "-p", str(at["port"]), "-U", at["user"],
                     "-d", project.database]
            environment = {"PGPASSWORD": at["password"], "PGCLIENTENCODING": "UTF8"}
        else:
            words = ["mariadb", "--no-defaults", "-S", at["socket"], "-u", at["user"], project.database]
            environment = {"MYSQL_PWD": at["password"]}
    done = subprocess.run(words, input=script, capture_output=True, timeout=120, env={**os.environ, **environment})
    return (done.stderr or done.stdout).decode(errors="replace")[:500] if done.returncode else None


class Story:
    def __init__(self, server, case, project, copy):
        self.server, self.case, self.project, self.copy, self.faults = server, case, project, copy, []

    def ask(self, name, method, path, body=None, query=""):
        force = "force=true" if self.case["force"] and method == "POST" else ""
        query = "&".join(filter(None, (force, query)))
        return self.server.request(method, f"/{name}{path}" + (f"?{query}" if query else ""), TOKEN, body)

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        name, request = self.case["case"], json.dumps(self.case["apply_request"]).encode()
        before = self.project.dump()
        plan = self.ask(name, "POST", "/schema/plan", request)
        script = self.ask(name, "POST", "/schema/plan", request, "export=sql")
        self.expect(self.project.dump() == before, "planning changed the database")
        applied = self.ask(name, "POST", "/schema/apply", request)
        if applied.status != 204:
            if plan.status == 200:
                told = [blocked for step in json.loads(plan.body)["data"]["steps"] for blocked in step["blocked_by"]]
                count = json.loads(applied.body)["errors"][0]["extensions"].get("count")
                # what only the database itself finds out is not known beforehand
                self.expect(count is None or any(blocked["count"] == count for blocked in told),
                            f"apply: {applied.body[:300]}, the plan tells of {told}")
            else:
                self.expect(plan.body == applied.body, f"plan {plan.body[:300]}, apply {applied.body[:300]}")
            return self.faults
        if not self.expect(plan.status == 200 and script.status == 200, f"plan {plan.status} {plan.body[:300]}, script {script.status}"):
            return self.faults
        document = json.loads(plan.body)["data"]
        self.expect(document["vendor"] == self.project.vendor and document["summary"]["steps"] == len(document["steps"]),
                    f"summary {document['summary']}")
        for step in document["steps"]:
            self.expect(step["sql"] and all(statement in script.body.decode() for statement in step["sql"]),
                        f"step {step['id']} is not in the script: {step['sql']}")
            self.expect(not step["blocked_by"], f"applied, though step {step['id']} was blocked by {step['blocked_by']}")
            self.expect(not (step["reversible"] and step["destroys_data"]), f"step {step['id']} destroys data and claims a way back")
        complaint = shell(self.copy, script.body)
        if self.expect(complaint is None, f"the shell says: {complaint}"):
            ours, theirs = self.ask(name, "GET", "/schema/snapshot"), self.ask(name + "-copy", "GET", "/schema/snapshot")
            self.expect(ours.body == theirs.body, "the script gives another model than the apply")
        return self.faults

    def tell_of_diff(self):
        """Before anything is applied: the plan inside the diff's answer is the plan of that diff."""
        name = self.case["case"]
        snapshot = (conformance() / "states" / self.project.vendor / self.case["snapshot_in"]).read_bytes()
        plain, planned = self.ask(name, "POST", "/schema/diff", snapshot), self.ask(name, "POST", "/schema/diff", snapshot, "plan=true")
        if plain.status != 200:
            return self.expect(planned.status == plain.status, f"with a plan {planned.status}, without {plain.status}")
        data = json.loads(planned.body)["data"] if planned.status == 200 else {}
        if planned.status == 200:
            whole = self.ask(name, "POST", "/schema/plan", planned.body)  # the answer as it is can be posted
            shown = data.pop("plan")
            self.expect(whole.status == 200 and json.loads(whole.body)["data"] == shown, "the answer as it is has another plan")
            self.expect(data == json.loads(plain.body)["data"], "the diff is another one beside its plan")
            alone = self.ask(name, "POST", "/schema/plan", json.dumps(data).encode())
            self.expect(alone.status == 200 and json.loads(alone.body)["data"] == shown, "the plan beside the diff is not the diff's")
        else:
            self.expect(400 <= planned.status < 500, f"diff with a plan: {planned.status} {planned.body[:200]}")


def tell_vendor(options, report, databases, vendor):
    cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / vendor).glob("*.json"))]
    cases = [case for case in cases if case["apply_request"] and (not options.only or options.only in case["case"])]
    if os.environ.get("SCHEMAD_QUICK"):
        cases = cases[::4]
    for at in range(0, len(cases), AT_ONCE):
        some = cases[at:at + AT_ONCE]
        projects = {}
        for case in some:
            for suffix in ("", "-copy"):
                projects[case["case"] + suffix] = databases.project(vendor, case["database"], case["case"] + suffix)
        configs = {name: project.config(next(c for c in some if name in (c["case"], c["case"] + "-copy"))["directus"])
                   for name, project in projects.items()}
        with Server(options.build, configs) as server:
            for case in some:
                story = Story(server, case, projects[case["case"]], projects[case["case"] + "-copy"])
                story.tell_of_diff()
                report.tell(f"{vendor} {case['case']}", story.tell())
        for project in projects.values():
            project.remove()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
