#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What was there before an apply is there after a refused one; and a journal says what stands in its way, is shown, and
can be ended. A failure to read the history is no empty history.
"""
import copy
import json
import pathlib
import tempfile

from command_line import Transcript
from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

KEY = {"sqlite": "integer primary key", "postgres": "serial primary key", "mysql": "int unsigned auto_increment primary key"}


def tracked(project, table, *fields):
    project.execute(f"insert into directus_collections (collection) values ('{table}')")
    for field in fields:
        project.execute(f"insert into directus_fields (collection, field) values ('{table}', '{field}')")


def unchanged(api, project, edit, accepted=(400,)):
    """Faults, where an apply of the edited snapshot does more than be refused."""
    wished = copy.deepcopy(api.snapshot())
    edit(wished)
    diff = api.diff(wished)
    before = project.dump()
    if diff.status != 200:
        return [] if diff.status in accepted else [f"diff {diff.status} {diff.body[:300]!r}"]
    answer = api.apply(json.loads(diff.body)["data"])
    faults = [] if answer.status in accepted else [f"apply {answer.status} {answer.body[:300]!r}"]
    if project.dump() != before:
        faults.append(f"the database is another one after {answer.status} {answer.body[:300]!r}")
    state = json.loads(api.get("/schema/recover").body)
    if state["data"]["journals"]:
        faults.append(f"a journal is left: {state}")
    return faults


def renamed(snapshot):
    """zip is called ZIP: on MySQL the same name."""
    field = field_of(snapshot, "t", "zip")
    field["field"] = field["meta"]["field"] = field["schema"]["name"] = "ZIP"


def table_of_view(snapshot):
    for collection in snapshot["collections"]:
        if collection["collection"] == "rep":
            collection["schema"] = {"name": "rep"}
    for field in [f for f in snapshot["fields"] if f["collection"] == "x"]:
        twin = copy.deepcopy(field)
        twin["collection"] = twin["schema"]["table"] = twin["meta"]["collection"] = "rep"
        snapshot["fields"].append(twin)


def refused_applies(report, api, project, vendor):
    if vendor != "mysql":
        return
    project.execute(f"create table t (id {KEY[vendor]}, zip varchar(9), a int, b int, c int, unique key T_A_INDEX (b, c))")
    project.execute("insert into t (zip) values ('01234'), ('99999')")
    tracked(project, "t", "id", "zip", "a")
    report.tell(f"{vendor}: a column of the same name in other letters", unchanged(api, project, renamed))

    def indexed(snapshot):
        field_of(snapshot, "t", "a")["schema"]["is_indexed"] = True
    # another name is chosen, or it is refused; the unique key stays either way
    wished = copy.deepcopy(api.snapshot())
    indexed(wished)
    api.apply(api.diff_of(wished))
    keys = project.execute("select count(*) from information_schema.statistics where table_schema = database() and "
                           "table_name = 't' and index_name = 'T_A_INDEX' and column_name in ('b', 'c')")
    report.tell(f"{vendor}: an index of the same name in other letters", [] if str(keys[0][0]) == "2" else [f"gone: {keys}"])

    project.execute(f"create table x (id {KEY[vendor]}, a varchar(9))")
    project.execute("create view rep as select * from x")
    tracked(project, "x", "id", "a")
    tracked(project, "rep", "id", "a")
    report.tell(f"{vendor}: a tracked view that is to be a table", unchanged(api, project, table_of_view, (400, 409)))


JOURNAL = """insert into schemad_journal (journal, state, position, steps, owner, started)
 values ('j0', 'running', 2, 2, 'elsewhere:1', '2026-11-21T03:50:00Z')"""
STEP = """insert into schemad_journal_step (`key`, journal, step, entity, `table`, `column`, destroys, redo, `undo`)
 values ('j0:{0}', 'j0', {0}, 'half.{1}', 'half', '', 0, '[["alter table half add column {1} int", []]]', '{2}')"""


def way(column, statement, holds=""):
    return json.dumps({"undo": [[statement, [], 0]], "touches": [[0, 1, "half", column, "int null", holds]]}).replace("'", "''")


def half_done(report, api, project, vendor, transcript):
    """On the vendors that keep a journal."""
    def put_journal(first="alter table half drop column one", holds=""):
        project.execute(STEP.format(0, "one", way("one", first, holds)))
        project.execute(STEP.format(1, "two", way("two", "alter table half drop column two")))
        project.execute(JOURNAL)

    def columns():
        return sorted(str(r[0]) for r in project.execute("select column_name from information_schema.columns where "
                                                        "table_schema = database() and table_name = 'half'"))

    def state():
        return json.loads(api.get("/schema/recover").body)["data"]["journals"]

    wished = api.snapshot()
    wished["collections"].append({"collection": "folder", "meta": {"collection": "folder"}})
    api.apply(api.diff_of(wished))  # makes the tables
    project.execute("create table half (id int primary key, one int, two int)")
    put_journal()
    shown, again = state(), state()
    faults = [] if shown == again and len(shown) == 1 and columns() == ["id", "one", "two"] else [f"{shown}"]
    if [a["does"] for a in shown[0]["undo"]] != ["runs", "runs"] or shown[0]["undo"][0]["in_doubt"] is not True:
        faults.append(f"shown: {shown}")
    report.tell(f"{vendor}: a journal is shown and not touched", faults)
    answer = api.post("/schema/recover?mode=undo", b"")
    report.tell(f"{vendor}: what it made is undone", [] if answer.status == 200 and columns() == ["id"] and not state()
                else [f"{answer.status} {answer.body[:300]!r} {columns()}"])

    # made by somebody else, as the last step was in doubt: another shape
    project.execute("alter table half add column one int, add column two varchar(77)")
    put_journal()
    faults = []
    for mode in ("undo", "resume"):
        answer = api.post(f"/schema/recover?mode={mode}", b"")
        told = json.loads(answer.body)["errors"][0]["extensions"] if answer.status == 409 else {}
        if told.get("entity") != "half.two" or "not as this apply makes it" not in told.get("reason", ""):
            faults.append(f"{mode}: {answer.status} {answer.body[:400]!r}")
    if columns() != ["id", "one", "two"]:
        faults.append(f"columns {columns()}")
    report.tell(f"{vendor}: what somebody else made stands in the way, by name", faults)
    answer = api.post("/schema/recover?mode=accept", b"")
    told = json.loads(api.get("/schema/history").body)["data"]
    faults = [] if answer.status == 200 and not state() and columns() == ["id", "one", "two"] else [f"{answer.status} {answer.body[:300]!r}"]
    if not told["entries"][0]["outcome"].startswith("accepted as it is") or told["chain"] != "intact":
        faults.append(f"history {told}")
    report.tell(f"{vendor}: accepted as it is, and the history says so", faults)

    # filled with data since
    project.execute("alter table half modify two int")
    project.execute("insert into half values (1, 5, null)")
    put_journal(holds="select count(*) from half where one is not null")
    answer = api.post("/schema/recover?mode=undo", b"")
    report.tell(f"{vendor}: data that others put in stands in the way", [] if answer.status == 409 and b"holds data" in answer.body
                and columns() == ["id", "one", "two"] else [f"{answer.status} {answer.body[:300]!r} {columns()}"])
    api.post("/schema/recover?mode=accept", b"")

    # an undo that fails for ever
    put_journal(first="alter table half nonsense")
    wished = api.snapshot()
    wished["collections"].append({"collection": "folder2", "meta": {"collection": "folder2"}})
    diff = api.diff_of(wished)
    faults = []
    for answer in (api.apply(diff), api.apply(diff), api.post("/schema/recover", b""), api.post("/schema/recover?mode=undo", b"")):
        if answer.status != 409 or b"mode=accept" not in answer.body:
            faults.append(f"{answer.status} {answer.body[:300]!r}")
    report.tell(f"{vendor}: an undo that fails for ever is 409, with what to do", faults)
    api.post("/schema/recover?mode=accept", b"")
    answer = api.apply(api.diff_of(wished))
    report.tell(f"{vendor}: and ends", [] if answer.status == 204 else [f"{answer.status} {answer.body[:300]!r}"])

    # the command line, which finds nothing different in the model: half is not tracked
    project.execute("alter table half add column two int")
    put_journal()
    report.tell(f"{vendor}: the command line tells of it, and an apply settles it", on_the_command_line(transcript, api.snapshot(), state, columns))


def on_the_command_line(t, model, state, columns):
    """It begins half done; a look leaves it so."""
    (t.folder / "model.json").write_text(json.dumps(model))
    for words in (["watch", "--once"], ["diff", "--exit-code"], ["plan"]):
        _, err = t.run(*words, "model.json", record=False)
        t.expect("broke off and is not settled" in err, f"{words}: {err}")
        t.expect(len(state()) == 1 and columns() == ["id", "one", "two"], f"{words}: {state()}")
    _, err = t.run("apply", "model.json", record=False)
    t.expect("settled what an earlier apply had begun" in err and "othing differs" in err, err)
    t.expect(not state() and columns() == ["id"], f"{state()} {columns()}")
    _, err = t.run("apply", "model.json", record=False)
    t.expect("settled" not in err, err)
    return t.faults


def unreadable_history(report, api, project, vendor):
    wished = api.snapshot()
    wished["collections"].append({"collection": "told", "meta": {"collection": "told"}})
    empty = json.loads(api.get("/schema/history").body)["data"] if vendor != "mysql" else {"entries": []}
    api.apply(api.diff_of(wished))
    project.execute("alter table schemad_history_part rename to elsewhere" if vendor != "mysql" else
                    "rename table schemad_history_part to elsewhere")
    project.execute("alter table schemad_history rename column seal to sealed" if vendor != "mysql" else
                    "alter table schemad_history change seal sealed varchar(64)")
    answer = api.get("/schema/history")
    faults = [] if answer.status == 503 and b"history" in answer.body else [f"{answer.status} {answer.body[:300]!r}"]
    if empty["entries"]:
        faults.append(f"before the first: {empty}")
    report.tell(f"{vendor}: a history that cannot be read is an error", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory() as folder, Databases(options.vendors, pathlib.Path(folder)) as databases:
        for vendor in options.vendors:
            project = databases.project(vendor, "empty", "half")
            with Server(options.build, {"half": project.config()}) as server:
                api = Api(server, "half")
                refused_applies(report, api, project, vendor)
                if vendor == "mysql":
                    half_done(report, api, project, vendor, Transcript(options, folder, {"half": project.config()}))
                unreadable_history(report, api, project, vendor)
    report.end()


if __name__ == "__main__":
    main()
