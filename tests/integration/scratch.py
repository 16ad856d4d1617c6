#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""?verify=scratch of an apply and a plan, on every recorded case: the same status and the same model as without, and
nothing of the scratch is left. A plan that fails only when it is run is refused with the step and the entity, and the
project is as it was to the byte. What a killed server leaves behind is removed when it is old.
"""
import json
import os
import tempfile
import threading
import time

from harness import Api, Report, Server, arguments, conformance
from projects import VENDORS, Databases

TOKEN = {"Authorization": "Bearer admintoken", "Content-Type": "application/json"}
AT_ONCE = 20
PREFIX = "schemad_scratch_"


def left_behind(project):
    """The scratches that are still there."""
    if project.vendor == "sqlite":
        return [path.name for path in project.path.parent.iterdir() if "scratch" in path.name]
    with project.connect() as connection:
        if project.vendor == "postgres":
            return connection.column(f"select nspname from pg_namespace where nspname like '{PREFIX}%'")
        return connection.column(f"select schema_name from information_schema.schemata where schema_name like '{PREFIX}%'")


def wait_for(what, found):
    """found() as soon as it answers something."""
    end = time.monotonic() + 60
    while not (answer := found()):
        if time.monotonic() > end:
            raise SystemExit(f"{what} never came")
        time.sleep(0.02)
    return answer


class Faults(list):
    def expect(self, fine, fault):
        if not fine:
            self.append(fault)
        return fine


def tell_case(server, case):
    """One project is applied to with a scratch, its copy without."""
    faults, name, request = Faults(), case["case"], json.dumps(case["apply_request"]).encode()
    force = "&force=true" if case["force"] else ""

    def ask(project, path, query=""):
        return server.request("POST", f"/{project}{path}?{query}{force}".rstrip("?"), TOKEN, request)

    planned, tried = ask(name, "/schema/plan"), ask(name, "/schema/plan", "verify=scratch")
    if planned.status == 200 and tried.status == 200:
        document = json.loads(tried.body)["data"]
        faults.expect(document.pop("verified", None) == "scratch", "the plan does not say that it was verified")
        faults.expect(document == json.loads(planned.body)["data"], "the plan is another one beside its trial")
    plain, verified = ask(f"{name}-copy", "/schema/apply"), ask(name, "/schema/apply", "verify=scratch")
    faults.expect(plain.status == verified.status and plain.code() == verified.code(),
                  f"without {plain.status} {plain.body[:300]}, with a scratch {verified.status} {verified.body[:500]}")
    if plain.status == 204:
        faults.expect(tried.status == 200, f"applied, but its plan is refused: {tried.body[:500]}")
    models = [server.request("GET", f"/{project}/schema/snapshot", TOKEN).body for project in (name, f"{name}-copy")]
    faults.expect(models[0] == models[1], "the scratch led to another model")
    return faults


def tell_cases(options, report, databases, vendor):
    cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / vendor).glob("*.json"))]
    cases = [case for case in cases if case["apply_request"] and (not options.only or options.only in case["case"])]
    if os.environ.get("SCHEMAD_QUICK"):
        cases = cases[::5]
    for at in range(0, len(cases), AT_ONCE):
        some, projects, configs = cases[at:at + AT_ONCE], {}, {}
        for case in some:
            for name in (case["case"], f"{case['case']}-copy"):
                projects[name] = databases.project(vendor, case["database"], name)
                configs[name] = projects[name].config(case["directus"])
        with Server(options.build, configs) as server:
            for case in some:
                report.tell(f"{vendor} {case['case']}", tell_case(server, case))
        left = [name for project in projects.values() for name in left_behind(project)]
        report.tell(f"{vendor} nothing is left of {len(some)} cases", [f"left: {left[:5]}"] if left else [])
        for project in projects.values():
            project.remove()


def add_dependents(vendor):
    """What only the database finds in the way: a view (PostgreSQL, SQLite), the 64 indexes a table may have (MariaDB)."""
    def more(connection):
        run = connection.rows if vendor != "sqlite" else connection.execute
        if vendor == "mysql":
            there = len({row[2] for row in connection.rows("show index from posts")})
            for number in range(there, 64):
                run(f"create index made_{number} on posts (title({number}))")
        else:
            run("create view posts_rated as select id, rating from posts")
    return more


def failing(vendor, snapshot):
    wanted = json.loads(json.dumps(snapshot))
    wanted["collections"][0]["meta"]["note"] = "not written"
    if vendor == "mysql":
        next(f for f in wanted["fields"] if (f["collection"], f["field"]) == ("posts", "rating"))["schema"]["is_indexed"] = True
    else:
        wanted["fields"] = [f for f in wanted["fields"] if (f["collection"], f["field"]) != ("posts", "rating")]
    return wanted


def tell_failure(options, report, databases, vendor):
    faults = Faults()
    project = databases.project(vendor, "blogd", "fails", add_dependents(vendor))
    with Server(options.build, {"default": project.config()}) as server:
        api = Api(server)
        snapshot = api.snapshot()
        diff = api.diff_of(failing(vendor, snapshot))
        before = project.dump()
        for path in ("/schema/plan", "/schema/apply"):
            answer = api.post(f"{path}?verify=scratch", diff)
            told = json.loads(answer.body)["errors"][0] if answer.status >= 400 else {"message": "", "extensions": {}}
            faults.expect(answer.status == 400 and "failed there, so nothing was changed" in told["message"],
                          f"{path}: {answer.status} {answer.body[:500]}")
            faults.expect(told["extensions"].get("verify") == "scratch", f"{path}: {told['extensions']}")
            if vendor != "sqlite":  # which looks at its views at the end
                faults.expect(told["extensions"].get("entity") == "posts.rating" and "step " in told["message"], f"{path}: {told}")
            faults.expect(project.dump() == before, f"{path} changed the project")
        faults.expect(not left_behind(project), f"left: {left_behind(project)}")
        faults.expect(api.get("/schema/snapshot").body == Api(server).get("/schema/snapshot").body, "the snapshot changes")
        for path in ("/schema/plan", "/schema/apply"):
            for wrong in ("verify=true", "verify", "verify=scratch&verify=scratch"):
                answer = api.post(f"{path}?{wrong}", diff)
                faults.expect((answer.status, answer.code()) == (400, "INVALID_QUERY"), f"{wrong}: {answer.status} {answer.body[:200]}")
        harmless = json.loads(json.dumps(snapshot))
        harmless["collections"][0]["meta"]["note"] = "written"
        answer = api.post("/schema/apply?verify=scratch", api.diff_of(harmless))
        faults.expect(answer.status == 204, f"harmless: {answer.status} {answer.body[:500]}")
    report.tell(f"{vendor} a plan that fails when it is run", faults)
    project.remove()


def tell_permission(options, report, databases, vendor):
    """Without the privilege a scratch needs, that is what is told, and an apply without one goes on."""
    if vendor == "sqlite":
        return
    faults, project = Faults(), databases.project(vendor, "blogd", "poor")
    user = f"poor{os.getpid()}"
    with project.host.connect(project.database) as connection:
        if vendor == "postgres":
            connection.rows(f"create role {user} login superuser password 'poor'")
            for table in connection.column("select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                                           "where n.nspname = 'public' and c.relkind = 'r'"):
                connection.rows(f"alter table {table} owner to {user}")
            connection.rows(f"alter role {user} nosuperuser")
            connection.rows(f"grant all on schema public to {user}")
        else:
            connection.rows(f"create user {user}@'%' identified by 'poor'")
            connection.rows(f"grant all on `{project.database}`.* to {user}@'%'")
    where = {"user": user, "password": "poor"}
    if vendor == "mysql":
        where["socket"] = project.host.where["socket"]
    with Server(options.build, {"default": project.config(**where)}) as server:
        api = Api(server)
        wanted = api.snapshot()
        wanted["collections"][0]["meta"]["note"] = "written"
        diff, before = api.diff_of(wanted), project.dump()
        answer = api.post("/schema/apply?verify=scratch", diff)
        faults.expect((answer.status, answer.code()) == (503, "SERVICE_UNAVAILABLE") and b"GRANT" in answer.body,
                      f"{answer.status} {answer.body[:500]}")
        faults.expect(project.dump() == before, "the project changed")
        faults.expect(not left_behind(project), f"left: {left_behind(project)}")
        answer = api.apply(diff)
        faults.expect(answer.status == 204, f"without a scratch: {answer.status} {answer.body[:300]}")
    report.tell(f"{vendor} the privilege that is missing is named", faults)
    project.remove()
    project.host.run(f"drop role {user}" if vendor == "postgres" else f"drop user {user}@'%'")


def tell_kill(options, report, databases, vendor):
    """The server is killed while a lock of ours holds its copying up."""
    if vendor == "sqlite":
        return
    faults, project = Faults(), databases.project(vendor, "blogd", "killed")
    with Server(options.build, {"default": project.config()}) as server:
        api = Api(server)
        wanted = api.snapshot()
        wanted["collections"][0]["meta"]["note"] = "written"
        diff, before = api.diff_of(wanted), project.dump()
        with project.connect() as holder, project.connect() as looker:
            holder.rows("begin")
            if vendor == "postgres":
                holder.rows("lock table authors in access exclusive mode")
            else:
                holder.rows("update directus_fields set note = 'locked'")

            def ask():
                try:
                    api.post("/schema/apply?verify=scratch", diff)
                except OSError:
                    pass
                except Exception as fault:
                    faults.expect("Remote" in repr(fault) or "BadStatus" in repr(fault), repr(fault))

            client = threading.Thread(target=ask)
            client.start()
            if vendor == "postgres":
                wait_for("the copying", lambda: looker.column("select pid from pg_locks where not granted"))
            else:
                wait_for("the scratch", lambda: left_behind(project))
                wait_for("the copying", lambda: looker.rows(f"select 1 from information_schema.processlist where info like 'INSERT INTO `{PREFIX}%'"))
            server.kill()
            client.join()
            holder.rows("rollback")
            if vendor == "postgres":
                wait_for("the end of its session", lambda: not looker.column(
                    "select pid from pg_stat_activity where datname = current_database() and application_name = 'schemad'"))
    faults.expect(project.dump() == before, "the project changed")
    left = left_behind(project)
    if vendor == "postgres":
        faults.expect(not left, f"left: {left}")  # it was never committed
    else:
        faults.expect(len(left) == 1, f"left: {left}")
        now = int(project.execute("select unix_timestamp()")[0][0])
        old, ours = f"{PREFIX}{now - 3700}_0123456789abcdef", f"{PREFIX}of_somebody"
        for name in (old, ours):
            project.host.run(f"create database `{name}`", f"create table `{name}`.t (id int)")
    with Server(options.build, {"default": project.config()}) as server:
        answer = Api(server).post("/schema/apply?verify=scratch", diff)
        faults.expect(answer.status == 204, f"afterwards: {answer.status} {answer.body[:500]}")
    if vendor == "mysql":
        faults.expect(sorted(left_behind(project)) == sorted([*left, ours]), f"left: {left_behind(project)}, before {left}")
        project.host.run(*(f"drop database `{name}`" for name in [*left, ours]))
    report.tell(f"{vendor} killed while a scratch was made", faults)
    project.remove()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            if not options.only:
                tell_failure(options, report, databases, vendor)
                tell_permission(options, report, databases, vendor)
                tell_kill(options, report, databases, vendor)
            tell_cases(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
