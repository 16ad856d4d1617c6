#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Defaults in every spelling a vendor has, from one project to an empty one of the same vendor: a row that is inserted by
default on both sides is equal, or the default (or the whole column) is left out and named. The same snapshot again changes
nothing that is there.
"""
import json
import re
import tempfile

from default_spellings import SPELLINGS
from harness import Api, Report, Server, arguments
from projects import VENDORS, Databases

# What differs from row to row: then the catalogs have to say the same.
MOVING = re.compile(r"now|current|local|random|rand\(|uuid|curdate|curtime|utc_|clock|statement|user|randomblob|timestamp\(", re.I)
# What a snapshot holds, as the reference writes it, is the same for another default; nothing there tells which it was.
UNTOLD = {("json", "'null'"), ("jsonb", "'null'"),  # JSON's null and no default
          # a field that is true or false, whose column holds other numbers: the reference shows true
          *(("tinyint(1)", value) for value in ("-1", "(1 + 2)", "'12'", "(abs(-3))", "(7 % 4)", "(length('abc'))")),
          ("varbit(8)", "x'5'::bit(3)")}  # a literal that its cast would cut: the cast is not shown
TABLE = "defaults_of_all"
SERVER_ROWS = {
    "postgres": "select a.attname, pg_get_expr(d.adbin, d.adrelid) from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid"
                f" and d.adnum = a.attnum where a.attrelid = '{TABLE}'::regclass and a.attnum > 0 and not a.attisdropped",
    "mysql": f"select column_name, column_default from information_schema.columns where table_schema = database() and table_name = '{TABLE}'",
    "sqlite": f"select name, dflt_value from pragma_table_info('{TABLE}')",
}


def quoted(vendor, name):
    return f"`{name}`" if vendor == "mysql" else f'"{name}"'


def fill(project, vendor, spellings):
    """Makes the table, and tells what the vendor itself does not take as a default."""
    key = "id integer not null primary key"
    refused = {}
    if vendor == "sqlite":
        # one column a statement would not do: ADD COLUMN takes constants only
        columns = {}
        for n, (kind, value) in enumerate(spellings):
            columns[f"c{n}"] = f"c{n} {kind} default {value}"
        project.execute(f"create table {TABLE} ({key}, {', '.join(columns.values())})")
    else:
        project.execute(f"create table {TABLE} ({key})")
        for n, (kind, value) in enumerate(spellings):
            try:
                project.execute(f"alter table {TABLE} add column c{n} {kind} default {value}")
            except Exception as error:  # noqa: BLE001  whatever the driver raises: the server has no such default
                refused[f"c{n}"] = str(error)
    names = ["id"] + [f"c{n}" for n in range(len(spellings)) if f"c{n}" not in refused]
    project.execute(f"insert into directus_collections (collection) values ('{TABLE}')")
    for name in names:
        kind = spellings[int(name[1:])][0] if name != "id" else ""
        special = "'cast-json'" if kind.startswith("json") else "NULL"  # what tells such a field where the vendor does not
        project.execute(f"insert into directus_fields (collection, field, special) values ('{TABLE}', '{name}', {special})")
    return names[1:], refused


def default_row(project, vendor, names):
    project.execute(f"insert into {TABLE} (id) values (1)")
    shown = {"postgres": "{0}::text", "mysql": "hex({0})", "sqlite": "quote({0})"}[vendor]
    row = {}
    for name in names:  # one at a time: a type without this function does not spoil the rest
        row[name] = str(project.execute(f"select {shown.format(quoted(vendor, name))} from {TABLE}")[0][0])
    return row


def catalog(project, vendor):
    return {row[0]: row[1] for row in project.execute(SERVER_ROWS[vendor])}


def left_out_names(plan):
    return [warning if isinstance(warning, str) else json.dumps(warning) for warning in plan["warnings"]]


def same_value(kind, one, other):
    if one == other:
        return True
    try:  # a snapshot holds JSON, not its blanks
        return kind.startswith("json") and json.loads(unquoted(one)) == json.loads(unquoted(other))
    except (ValueError, TypeError):
        return False


def unquoted(text):
    if re.fullmatch(r"(?:[0-9A-F]{2})+", text):  # hex() of MariaDB
        return bytes.fromhex(text).decode()
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def what_differs(before, after):
    gone, new = set(str(before).splitlines()) - set(str(after).splitlines()), set(str(after).splitlines()) - set(str(before).splitlines())
    return [f"- {line[:3000]}" for line in sorted(gone)] + [f"+ {line[:3000]}" for line in sorted(new)]


def journey(report, options, databases, vendor, spellings, total, part):
    """total: spellings, equal, named, refused by the source itself."""
    source, target = databases.project(vendor, "empty", name=f"defaults-from-{part}"), databases.project(vendor, "empty", name=f"defaults-to-{part}")
    names, refused = fill(source, vendor, spellings)
    with Server(options.build, {"from": source.config(), "to": target.config()}) as server:
        snapshot = Api(server, "from").snapshot()
        to = Api(server, "to")
        diff = to.diff_of(snapshot)
        plan = json.loads(to.post("/schema/plan", diff).body)
        if "data" not in plan:
            return report.tell(f"{vendor}: a plan", [str(plan)[:600]])
        told = "\n".join(left_out_names(plan["data"]))
        applied = to.apply(diff)
        report.tell(f"{vendor}: one snapshot with {len(names)} defaults is applied",
                    [] if applied.status == 204 else [f"{applied.status} {applied.body[:500]!r}"])
        if applied.status != 204:
            return
        there = set(catalog(target, vendor))
        here, now = default_row(source, vendor, names), default_row(target, vendor, [n for n in names if n in there])
        words, words_now = catalog(source, vendor), catalog(target, vendor)
        equal = named = untold = 0
        for name in names:
            kind, value = spellings[int(name[1:])]
            case = f"{vendor}: {kind} default {value}"
            by_value = name in now and same_value(kind, here[name], now[name])
            by_word = name in there and words[name] == words_now[name]
            is_named = re.search(rf"{TABLE}\.{name}\b", told) is not None
            if (kind, value) in UNTOLD:
                untold += 1
            elif by_word or (by_value and not MOVING.search(value)):
                equal += 1
                report.tell(case, [])
            elif is_named and (name not in there or words_now[name] in (None, "NULL") or not by_value):
                named += 1
                report.tell(case, [])
            else:
                report.tell(case, [f"silently different: {words[name]!r} became {words_now.get(name)!r}, {here[name]!r} -> {now.get(name)!r}"])
        before = target.dump()
        again = to.diff(snapshot)
        if again.status == 200 and options.verbose:
            print(again.body.decode()[:1500])
        faults = []
        if again.status == 200:
            repeated = to.apply(json.loads(again.body)["data"])
            if repeated.status != 204:
                faults.append(f"{repeated.status} {repeated.body[:500]!r}")
        report.tell(f"{vendor}: the same snapshot again changes nothing", faults + (what_differs(before, target.dump())))
        for n, count in enumerate((len(names), equal, named, untold, len(refused))):
            total[n] += count
        if options.verbose:
            for name, why in refused.items():
                print("   ", spellings[int(name[1:])], why)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            total, each = [0] * 5, 60  # a row of MariaDB has no room for all
            for first in range(0, len(SPELLINGS[vendor]), each):
                journey(report, options, databases, vendor, SPELLINGS[vendor][first:first + each], total, first)
            print("{}: {} spellings, {} equal, {} left out by name, {} that a snapshot cannot tell, {} not known to this server".format(vendor, *total))
    report.end()


if __name__ == "__main__":
    main()
