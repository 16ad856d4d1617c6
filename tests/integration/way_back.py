#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The way back from a change of type on a server without transactional DDL.

An apply that really breaks off later leads every text back to the letter, however the new type wrote it, also with a time of change and
a unique index on the table. And what a plan shows as the way back, run by hand, holds every value that went there, also where the new
type spells it longer than the old one has room for.
"""
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import Databases

# the text's type, the new one, what is written and what it is afterwards: where there is room, as the new type spells it
CASES = [
    ("char(36)", "decimal(65,30)", {"1": f"1.{'0' * 30}", "-12345678901234.5": "-12345678901234.5"}),
    ("char(1)", "decimal(10,5)", {"7": "7"}),
    ("varchar(3)", "decimal(5,2)", {"12": "12", "1.5": "1.5", "100": "100"}),
    ("varchar(4)", "double(20,4)", {"1.50": "1.5", "-3": "-3"}),
    ("char(10)", "datetime", {"2024-02-29": "2024-02-29"}),
    ("char(15)", "timestamp", {"2024-02-29": "2024-02-29"}),
    ("varchar(16)", "datetime", {"2024-02-29 10:20": "2024-02-29 10:20"}),
    ("varchar(19)", "datetime", {"2024-02-29": "2024-02-29 00:00:00", "2024-02-29 10:20:30": "2024-02-29 10:20:30"}),
    ("char(8)", "time", {"10:20:00": "10:20:00", "23:59:59": "23:59:59"}),
]


# the text's type, the new one, texts that the new type writes in another way (and some that it does not)
TO_THE_LETTER = [
    ("varchar(255)", "decimal(20,4)", ["5", "1.50", "0", "-3.25", "0.1", "100.1000", "9007199254740993.1234"]),
    ("text", "decimal(5,1)", ["-0", "0", "1.50"]),
    ("char(5)", "decimal(10,5)", ["7", "1.5", "-1.50"]),
    ("text", "double", ["1e5", "1E5", "1.0", "0.10", "1e-3", "100000"]),
    ("varchar(20)", "float", ["1.50", "1e5", "2"]),
    ("varchar(255) character set latin1", "decimal(10,2)", ["1.5", "2"]),
    ("varbinary(300)", "decimal(10,2)", ["1.5", "2", "3.10"]),
    ("blob", "double", ["1.50", "1e5"]),
    ("varchar(255)", "datetime", ["2024-02-29", "2024-02-29T12:34:56", "2024-02-29 12:34"]),
    ("varchar(40)", "datetime(6)", ["2024-02-29T12:34", "2024-02-29"]),
    ("char(30)", "timestamp", ["2024-02-29", "2024-02-29T12:34:56"]),
    ("varchar(255)", "time(3)", ["12:34:56", "012:34:57"]),
    ("varchar(50)", "uuid", ["123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-426614174001"]),
    ("varchar(255)", "int(11)", ["5", "-7", "0"]),
    ("varchar(255)", "date", ["2024-02-29"]),
    ("enum('a','it''s')", "varchar(20)", ["a", "it's"]),
    ("set('a','b')", "varchar(40)", ["a", "a,b"]),
    ("int(5) unsigned zerofill", "bigint", ["7", "123"]),
    ("decimal(5,2) unsigned", "varchar(20)", ["7.50", "123.00"]),
    ("mediumint(9)", "bigint(20)", ["-7", "123"]),
    ("year(4)", "int(11)", ["2024", "1999"]),
    ("timestamp(3)", "datetime", ["2024-02-29 01:02:03"]),
    ("tinytext", "text", ["a "]),
    ("varchar(20) character set latin1 collate latin1_bin", "varchar(40)", ["a"]),
]


# the same where the column is the key by which the rows of others are found
KEYS = [
    ("char(36)", "uuid", ["123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-426614174001"]),
    ("varchar(20)", "decimal(10,4)", ["1.5", "2.50", "-0.1"]),
    ("varchar(40)", "datetime", ["2024-02-29", "2024-02-29T12:34:56", "2024-03-01 12:34"]),
    ("varchar(20)", "time", ["12:34:56", "012:34:57"]),
    ("varchar(20) character set latin1", "double", ["1.50", "1e5", "100"]),
    ("varbinary(40)", "decimal(10,2)", ["1.5", "2"]),
]


def as_it_is(project, table):
    kind, charset = project.execute("select column_type, character_set_name from information_schema.columns where table_schema = database() and "
                                    f"table_name = '{table}' and column_name = 'c'")[0]
    return kind, charset, project.execute(f"select id, hex(c), changed from {table} order by id")


def broken_off(api, project, number, old, new, values, is_key=False):
    """The entry of the history comes behind everything else, and a trigger refuses it. is_key: the column is the primary key itself."""
    table = f"broken{number}"
    keys = "primary key (c)" if is_key else "primary key (id)" if old in ("text", "blob") else "primary key (id), unique key (c)"
    project.execute(f"create table {table} (id varchar(20), c {old}, like_this {new}, "
                    f"changed timestamp(6) not null default current_timestamp(6) on update current_timestamp(6), {keys})")
    for key, text in enumerate(values if is_key else [*values, None]):
        project.execute(f"insert into {table} (id, c, changed) values ('é{key}', {'null' if text is None else repr(text)}, '2020-01-01 00:00:00')")
    project.execute(f"insert into directus_collections (collection) values ('{table}')")
    for name in ("id", "c", "like_this"):
        project.execute(f"insert into directus_fields (collection, field) values ('{table}', '{name}')")
    before = as_it_is(project, table)
    diff = api.diff_of(retyped(api, table, new))
    project.execute("create trigger stop_it before insert on schemad_history for each row signal sqlstate '45999' set message_text = 'computer says no'")
    try:
        answer = api.apply(diff)
    finally:
        project.execute("drop trigger stop_it")
    faults = [] if 400 <= answer.status < 500 and b"computer says no" in answer.body else [f"{answer.status} {answer.body[:400]}"]
    after = as_it_is(project, table)
    if after != before:
        faults.append(f"{before} is {after}")
    # the undo has an entry as well, which the trigger refused, so its journal is still there and it is done once more
    settled = api.post("/schema/recover", b"")
    if settled.status not in (200, 204) or as_it_is(project, table) != before:
        faults.append(f"settled: {settled.status} {settled.body[:300]}, {as_it_is(project, table)}")
    journals = json.loads(api.get("/schema/recover").body)["data"]["journals"]
    left = project.execute("select count(*) from schemad_journal_value") if project.execute(
        "select 1 from information_schema.tables where table_schema = database() and table_name = 'schemad_journal_value'") else [[0]]
    faults += [f"left: {journals}"] * bool(journals) + [f"{left} values are still kept"] * (int(left[0][0]) != 0)
    applied = api.apply(diff)  # and without what was in the way
    if applied.status != 204 or int((project.execute("select count(*) from schemad_journal_value") if left != [[0]] else [[0]])[0][0]):
        faults.append(f"then: {applied.status} {applied.body[:300]}")
    return faults


def retyped(api, table, target):
    snapshot = api.snapshot()
    mine, other = field_of(snapshot, table, "c"), field_of(snapshot, table, "like_this")
    mine["type"] = other["type"]
    for key in ("data_type", "max_length", "numeric_precision", "numeric_scale"):
        mine["schema"][key] = other["schema"][key]
    return snapshot


def there_and_back(api, project, number, old, new, values):
    table = f"way{number}"
    project.execute(f"create table {table} (id int primary key, c {old}, like_this {new})")
    for key, text in enumerate([*values, None]):
        project.execute(f"insert into {table} (id, c) values ({key}, {'null' if text is None else repr(text)})")
    project.execute(f"insert into directus_collections (collection) values ('{table}')")
    for name in ("id", "c", "like_this"):
        project.execute(f"insert into directus_fields (collection, field) values ('{table}', '{name}')")
    planned = api.post("/schema/plan", api.diff_of(retyped(api, table, new)))
    if planned.status != 200:
        return [f"plan: {planned.status} {planned.body[:300]}"]
    steps = [s for s in json.loads(planned.body)["data"]["steps"] if s["undo"] and table in json.dumps(s["undo"])]
    if any(s["blocked_by"] for s in steps) or not steps:
        return [f"steps: {steps}"]
    for way in ("sql", "undo"):
        for step in steps:
            for statement in step[way]:
                project.execute(statement)
    found = [row[0] for row in project.execute(f"select c from {table} order by id")]
    kind = project.execute(f"select column_type from information_schema.columns where table_schema = database() and table_name = '{table}' and column_name = 'c'")[0][0]
    return [f"{found}"] * (found != [*values.values(), None]) + [f"is {kind}"] * (str(kind) != old)


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory() as folder, Databases(["mysql"], folder) as databases:
        for vendor in ["mysql"]:
            project = databases.project(vendor, "empty", "way-back")
            with Server(options.build, {"default": project.config()}) as server:
                api = Api(server)
                for number, (old, new, values) in enumerate(CASES):
                    report.tell(f"{vendor}: {old} to {new} and back", there_and_back(api, project, number, old, new, values))
                first = api.snapshot()  # an apply makes the table of the history
                field_of(first, "way0", "c")["meta"]["note"] = "first"
                report.tell("mysql: the first apply", [] if api.apply(api.diff_of(first)).status == 204 else ["refused"])
                for number, (old, new, values) in enumerate(TO_THE_LETTER):
                    report.tell(f"{vendor}: {old} to {new}, broken off", broken_off(api, project, number, old, new, values))
                for number, (old, new, values) in enumerate(KEYS, len(TO_THE_LETTER)):
                    report.tell(f"{vendor}: a key of {old} to {new}, broken off", broken_off(api, project, number, old, new, values, is_key=True))
    report.end()


if __name__ == "__main__":
    main()
