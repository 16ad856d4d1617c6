#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a plan shows as the way back from a change of type holds every value that went there: a text says the same again, also where
the new type spells it longer than the old one has room for.
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
    report.end()


if __name__ == "__main__":
    main()
