#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tables that schemad keeps in a project's database, taken away, changed or closed by somebody else.

Asked of every damage: no answer is a 500, none blames the diff, each that refuses names the table; a refused apply
leaves everything as it was; a half-done apply is never closed as settled while what it made is there, and is never
hidden. When the damage is mended, or the journal accepted as it is, everything works again.
"""
import copy
import json
import pathlib
import tempfile
import time

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases, without_counters

HISTORY = ("schemad_history", "schemad_history_part")
OF_A_VENDOR = {"sqlite": HISTORY, "postgres": HISTORY, "mysql": HISTORY + ("schemad_journal", "schemad_journal_step", "schemad_lease")}


def raising(vendor, table, event):
    return {
        "sqlite": [f"create trigger no_way before {event} on {table} begin select raise(abort, 'not in my house'); end"],
        "postgres": ["create function no_way() returns trigger language plpgsql as $$ begin raise exception 'not in my house' "
                     "using errcode = '23505'; end $$",
                     f"create trigger no_way before {event} on {table} for each row execute function no_way()"],
        "mysql": [f"create trigger no_way before {event} on {table} for each row signal sqlstate '23000' "
                  "set message_text = 'not in my house', mysql_errno = 1062"],
    }[vendor]


def mended(vendor, table):
    return {"sqlite": ["drop trigger no_way"], "postgres": ["drop function no_way cascade"], "mysql": ["drop trigger no_way"]}[vendor]


def moved(vendor, table):
    return f"rename table {table} to elsewhere" if vendor == "mysql" else f"alter table {table} rename to elsewhere"


def back(vendor, table):
    return f"rename table elsewhere to {table}" if vendor == "mysql" else f"alter table elsewhere rename to {table}"


def damages(vendor, table):
    """(what is told, statements that do it, statements that mend it)"""
    for event in ("insert", "update", "delete"):
        yield f"{table} with a trigger that refuses each {event}", raising(vendor, table, event), mended(vendor, table)
    yield (f"{table} of another shape", [moved(vendor, table), f"create table {table} (x int)"],
           [f"drop table {table}", back(vendor, table)])
    yield (f"{table} as a view that shows nothing", [moved(vendor, table), f"create view {table} as select * from elsewhere where 1 = 0"],
           [f"drop view {table}", back(vendor, table)])
    if table == "schemad_lease":
        yield f"{table} at its last number", [f"update {table} set token = 9223372036854775807"], [f"update {table} set token = 7"]


def with_field(snapshot, name):
    wished = copy.deepcopy(snapshot)
    field = copy.deepcopy(field_of(snapshot, "posts", "title"))
    field["field"] = field["meta"]["field"] = field["schema"]["name"] = name
    field["meta"]["sort"] = max(f["meta"]["sort"] or 0 for f in snapshot["fields"] if f["collection"] == "posts" and f["meta"]) + 1
    wished["fields"].append(field)
    return wished


def dump_of(project):
    return without_counters(project.dump())


def with_columns(snapshot):
    return [(f["collection"], f["field"]) for f in snapshot["fields"]]


def fault_of(answer, table):
    """An answer that a damaged table may have."""
    said = answer.body.decode(errors="replace")
    if answer.status in (200, 204):
        return []
    if answer.status not in (403, 409, 503) or not ("schemad_" in said or "history" in said):
        return [f"{answer.status} {said[:400]}"]
    return []


def whole(report, vendor, databases, build):
    """Nothing is half done."""
    project = databases.project(vendor, "blog", "own")
    with Server(build, {"own": project.config()}) as server:
        api = Api(server, "own")
        api.apply(api.diff_of(with_field(api.snapshot(), "first")))
        number = 0
        for table in OF_A_VENDOR[vendor]:
            for label, damage, mend in damages(vendor, table):
                number += 1
                snapshot = api.snapshot()
                wished = with_field(snapshot, f"more{number}")
                diff = api.diff_of(wished)
                for statement in damage:
                    project.execute(statement)
                before = dump_of(project)
                faults = []
                for answer in (api.get("/schema/history"), api.get("/schema/recover"), api.post("/schema/recover", b"")):
                    faults += fault_of(answer, table)
                applied = api.apply(diff)
                faults += fault_of(applied, table)
                told_half_done = b"half done" in applied.body
                if applied.status != 204 and dump_of(project) != before and not told_half_done:
                    faults.append(f"refused with {applied.status}, and another database: {applied.body[:300]}")
                for statement in mend:
                    project.execute(statement)
                if told_half_done:
                    recovered = api.post("/schema/recover", b"")
                    if recovered.status != 200 or with_columns(snapshot) != with_columns(api.snapshot()):
                        faults.append(f"mended, and not settled: {recovered.status} {recovered.body[:300]}")
                if applied.status != 204:
                    again = api.apply(api.diff_of(wished))
                    if again.status != 204:
                        faults.append(f"mended: {again.status} {again.body[:400]}")
                if api.diff(wished).status != 204:
                    faults.append("does not settle")
                report.tell(f"{vendor}: {label}", faults)


JOURNAL = """insert into schemad_journal (journal, state, position, steps, owner, started)
 values ('j0', 'running', 2, 3, 'elsewhere:1', '2026-11-21T03:50:00Z')"""
STEP = """insert into schemad_journal_step (`key`, journal, step, entity, `table`, `column`, destroys, redo, `undo`)
 values ('j0:{0}', 'j0', {0}, 'half.{1}', 'half', '', 0, '[["alter table half add column {1} int", []]]', '{2}')"""


def way(column):
    return json.dumps({"undo": [[f"alter table half drop column {column}", [], 0]],
                       "touches": [[0, 1, "half", column, "int null", ""]]})


# (what is told, statements that do it, those that mend it; None: nothing does)
HALF_DONE = [
    ("all its steps are gone", ["delete from schemad_journal_step"], None),
    ("one of its steps is gone", ["delete from schemad_journal_step where step = 1"], None),
    ("its last step is gone", ["delete from schemad_journal_step where step = 2"], None),
    ("it says that more was begun than there is", ["update schemad_journal set position = 9"], None),
    ("its own row is gone", ["delete from schemad_journal"], None),
    ("the table of its row is gone", ["drop table schemad_journal"], None),
    ("the table of its steps is gone", ["rename table schemad_journal_step to elsewhere"], ["rename table elsewhere to schemad_journal_step"]),
    ("the table of its steps has another shape", ["rename table schemad_journal_step to elsewhere", "create table schemad_journal_step (x int)"],
     ["drop table schemad_journal_step", "rename table elsewhere to schemad_journal_step"]),
    *((f"the table {table} lacks a column", [f"alter table {table} drop column {column}"], None, [f"drop table {table}"])
      for table, column in (("schemad_journal", "steps"), ("schemad_journal", "journal"), ("schemad_journal_step", "redo"), ("schemad_journal_step", "journal"))),
    ("a statement of it is of another type", ["update schemad_journal_step set redo = '7'"], None),
    *((f"its row takes no {event}", raising("mysql", "schemad_journal", event), ["drop trigger no_way"]) for event in ("update", "delete")),
    ("its steps take no delete", raising("mysql", "schemad_journal_step", "delete"), ["drop trigger no_way"]),
    ("the lease cannot be taken", raising("mysql", "schemad_lease", "update"), ["drop trigger no_way"]),
]


def half(report, databases, build):
    """An apply broke off after two of three columns."""
    project = databases.project("mysql", "blog", "ownhalf")

    def columns():
        return len(project.execute("select 1 from information_schema.columns where table_schema = database() and table_name = 'half'"))

    for label, damage, mend, *afterwards in HALF_DONE:
        project.reset()
        with Server(build, {"ownhalf": project.config()}) as server:
            api = Api(server, "ownhalf")
            api.apply(api.diff_of(with_field(api.snapshot(), "first")))
            project.execute("create table half (id int primary key, one int, two int)")
            wished = with_field(api.snapshot(), "second")
            diff = api.diff_of(wished)
            for number, column in enumerate(("one", "two", "three")):
                project.execute(STEP.format(number, column, way(column)))
            project.execute(JOURNAL)
            for statement in damage:
                project.execute(statement)
            faults = []
            shown = api.get("/schema/recover")
            if not (shown.status == 200 and len(json.loads(shown.body)["data"]["journals"]) == 1) and shown.status != 409:
                faults.append(f"not shown: {shown.status} {shown.body[:300]}")
            tries = [api.apply(diff), api.post("/schema/recover", b""), api.post("/schema/recover?mode=undo", b"")]
            for answer in tries:
                if answer.status not in (403, 409, 503) or b"schemad_" not in answer.body:
                    faults.append(f"{answer.status} {answer.body[:400]}")
            if mend:  # what could be undone before it stood still stays undone
                for statement in mend:
                    project.execute(statement)
                answer = api.post("/schema/recover?mode=undo", b"")
                left = columns()
                if answer.status not in (200, 204) or left != 1:
                    faults.append(f"mended: {answer.status} {answer.body[:400]}, {left} columns")
            else:
                answer = api.post("/schema/recover?mode=accept", b"")
                if answer.status != 200 or columns() != 3 or b"accepted" not in answer.body:
                    faults.append(f"accept: {answer.status} {answer.body[:400]}, {columns()} columns")
            left = api.get("/schema/recover")
            if left.status != 200 or json.loads(left.body)["data"]["journals"]:
                faults.append(f"a journal is left: {left.status} {left.body[:300]}")
            for statement in afterwards[0] if afterwards else ():
                refused = api.apply(api.diff_of(wished))
                if refused.status != 409 or b"schemad_journal" not in refused.body:
                    faults.append(f"a table without a column: {refused.status} {refused.body[:300]}")
                project.execute(statement)
            answer = api.apply(api.diff_of(wished))
            if answer.status != 204 or api.diff(wished).status != 204:
                faults.append(f"afterwards: {answer.status} {answer.body[:300]}")
            report.tell(f"mysql, half done: {label}", faults)


def stays_settled(report, databases, build):
    """An apply that is refused settles what was left, and that stays: in the database, the history and the log."""
    project = databases.project("mysql", "blog", "ownstale")
    with Server(build, {"ownstale": project.config()}) as server:
        api = Api(server, "ownstale")
        stale = api.diff_of(with_field(api.snapshot(), "second"))
        api.apply(api.diff_of(with_field(api.snapshot(), "first")))
        project.execute("create table half (id int primary key, one int, two int)")
        for number, column in enumerate(("one", "two", "three")):
            project.execute(STEP.format(number, column, way(column)))
        project.execute(JOURNAL)
        answer = api.apply(stale)
        faults = [] if answer.status == 400 else [f"{answer.status} {answer.body[:300]}"]
        if project.execute("select 1 from schemad_journal"):
            faults.append("the journal is there again")
        if server.log_text().count("settled an apply that broke off") != 1:
            faults.append("the log says nothing of it")
        report.tell("mysql, half done: a refused apply leaves it settled", faults)


def read_only(report, build):
    """The server becomes read-only in the middle: the answer says what is half done, and it is settled afterwards."""
    with tempfile.TemporaryDirectory() as folder, Databases(["mysql"], pathlib.Path(folder), own=True) as databases:
        host = databases.hosts["mysql"]
        project = databases.project("mysql", "blog", "ownro")
        host.run("create user 'lowly'@'%' identified by 'lowpw'", f"grant all on `{project.database}`.* to 'lowly'@'%'")
        with Server(build, {"ownro": project.config(user="lowly", password="lowpw")}) as server:
            api = Api(server, "ownro")
            first = api.snapshot()
            wished = first
            for number in range(60):
                wished = with_field(wished, f"bulk{number}")
            before = dump_of(project)
            asked = api.post("/schema/apply", api.diff_of(wished), {"Content-Type": "application/json", "Prefer": "respond-async"})
            place = "/schema/apply/" + json.loads(asked.body)["data"]["id"]
            state = json.loads(api.get(place).body)["data"]
            while state["state"] not in ("done", "failed") and state["step"] < 15:
                time.sleep(0.002)
                state = json.loads(api.get(place).body)["data"]
            host.run("set global read_only = 1")
            while state["state"] not in ("done", "failed"):
                time.sleep(0.01)
                state = json.loads(api.get(place).body)["data"]
            told, faults = json.dumps(state["result"]), []
            if state["state"] == "failed" and ("not settled yet" not in told and "half done" not in told or "read-only" not in told):
                faults.append(f"does not say that it is half done: {told[:500]}")
            for answer in (api.post("/schema/recover", b""), api.post("/schema/recover?mode=accept", b"")):
                if state["state"] == "failed" and (answer.status not in (403, 409, 503) or b"read-only" not in answer.body):
                    faults.append(f"recover: {answer.status} {answer.body[:300]}")
            host.run("set global read_only = 0")
            api.post("/schema/recover", b"")
            if state["state"] == "failed" and dump_of(project) != before:
                faults.append("the database is another one")
            report.tell("mysql: the server becomes read-only in the middle", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory() as folder, Databases(options.vendors, pathlib.Path(folder)) as databases:
        for vendor in options.vendors:
            whole(report, vendor, databases, options.build)
        if "mysql" in options.vendors:
            half(report, databases, options.build)
            stays_settled(report, databases, options.build)
    if "mysql" in options.vendors:
        read_only(report, options.build)
    report.end()


if __name__ == "__main__":
    main()
