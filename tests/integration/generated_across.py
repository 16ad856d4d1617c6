#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Generated columns of each vendor carried to each other with translate=true: never another value in silence.

A table of many random expressions is made on one vendor (what that vendor does not take is left away), its snapshot is
applied to an empty project of another, and the same rows are inserted in both. Every column that was carried holds the
same values; every other one is named in the report; the same snapshot differs no more.
"""
import decimal
import random
import tempfile

from expression_trees import COLUMNS, RESULTS, Trees, insert
from harness import Api, Report, Server, arguments
from projects import VENDORS, Databases, track
from sql_clients import SqlError
from translating import Carry

TABLE = "computed"
DEFAULTED = {  # columns whose default is computed, as each vendor writes them
    "sqlite": "day date default CURRENT_DATE, at_time time default CURRENT_TIME, moment datetime default CURRENT_TIMESTAMP, "
              "number integer default (1 + 2), rest integer default (7 % 4), list json default '[]'",
    "postgres": "day date default CURRENT_DATE, at_time time default LOCALTIME, moment timestamp default CURRENT_TIMESTAMP, "
                "number integer default (1 + 2), rest integer default (7 % 4), list json default '[]'",
    "mysql": "day date default (curdate()), at_time time default (curtime()), moment datetime default current_timestamp(), "
             "number int default (1 + 2), rest int default (7 mod 4), list json default (json_array())",
}


class Source:
    """The table with its expressions, as `more` of a project."""

    def __init__(self, vendor, seed, count):
        self.vendor, self.seed, self.count, self.made = vendor, seed, count, {}

    def __call__(self, connection):
        rows = connection.rows if hasattr(connection, "rows") else lambda sql: connection.execute(sql).fetchall()
        mark = '"' if self.vendor == "postgres" else "`"
        key = {"sqlite": "integer not null primary key autoincrement", "postgres": "serial primary key",
               "mysql": "int unsigned not null auto_increment primary key"}[self.vendor]
        columns = ", ".join(f"{mark}{name}{mark} {types[self.vendor]}" for name, types in COLUMNS.items())
        rows(f"create table {TABLE} (id {key}, {columns})")
        rows(insert(TABLE, self.vendor))
        trees = Trees(random.Random(self.seed), self.vendor)
        kind_of = {"postgres": "stored", "mysql": "virtual", "sqlite": "virtual"}[self.vendor]
        for number in range(self.count):
            kind = trees.random.choice(list(RESULTS))
            name, expression = f"g{number}", trees.one(kind, trees.random.randint(1, 3))
            try:  # with the rows there, so that what cannot be computed of them is refused, too
                rows(f"alter table {TABLE} add column {name} {RESULTS[kind][self.vendor]} generated always as ({expression}) {kind_of}")
                try:
                    rows(f"select {name} from {TABLE}")
                except Exception:
                    rows(f"alter table {TABLE} drop column {name}")
                    raise
                self.made[name] = (kind, expression)
            except SqlError:
                continue
            except Exception as fault:
                if type(fault).__module__ != "sqlite3":
                    raise

        class Like:
            pass

        like = Like()
        like.rows, like.column = rows, lambda sql: [row[0] for row in rows(sql)]
        rows(f"create table defaulted (id {key}, {DEFAULTED[self.vendor]})")
        track(like, self.vendor, TABLE, "defaulted")
        rows("update directus_fields set special = 'cast-json' where collection = 'defaulted' and field = 'list'")


def value_of(cell, kind):
    if cell is None:
        return None
    if kind == "bool":
        return {"t": 1, "f": 0}.get(cell) if cell in ("t", "f") else int(cell)
    if kind == "text":
        return cell
    return decimal.Decimal(str(cell)).normalize() + 0


def alike(a, b, kind):
    if kind == "real" and a is not None and b is not None:
        return abs(a - b) <= abs(a) * decimal.Decimal("1e-5")
    return a == b


def defaults(carry, there):
    """Each is there, and computes what it computed."""
    told = carry.outcomes()
    details = [entity for entity in carry.report["entities"] if entity["collection"] == "defaulted"
               and any(detail.startswith("schema.default_value") for detail in entity.get("details", []))]
    with there.connect() as connection:
        connection.rows("insert into defaulted (id) values (1)")
        day, at_time, moment, number, rest, listed, today = connection.rows(
            "select day, at_time, moment, number, rest, list, CURRENT_DATE from defaulted")[0]
    carry.expect(all(told.get(("fields", f"defaulted.{name}")) for name in ("day", "list")), "the report names no defaults")
    carry.expect(None not in (day, at_time, moment), f"no clock: {day}, {at_time}, {moment}; {details}")
    carry.expect(str(day) == str(today), f"{day} is not {today}")
    carry.expect((int(number or 0), int(rest or 0), listed) == (3, 3, "[]"), f"{number}, {rest}, {listed}: {details}")


def compare(carry, source, here, there):
    """What was carried computes the same; the number of those."""
    names = [name for name in source.made if carry.outcomes().get(("fields", f"{TABLE}.{name}")) != "left out"]
    if not names:
        return 0
    with there.connect() as connection:
        connection.rows(insert(TABLE, there.vendor))
    asked = f"select {', '.join(names)} from {TABLE} order by id"
    with here.connect() as first, there.connect() as second:
        ours, theirs = first.rows(asked), second.rows(asked)
    carry.expect(len(ours) == len(theirs) > 0, f"{len(ours)} rows became {len(theirs)}")
    for at, name in enumerate(names):
        kind, expression = source.made[name]
        pairs = [(value_of(a[at], kind), value_of(b[at], kind)) for a, b in zip(ours, theirs)]
        carry.expect(all(alike(a, b, kind) for a, b in pairs), f"{name} ({kind}) {expression}: {pairs}")
    return len(names)


def main():
    options = arguments(__doc__, VENDORS, lambda parser: (
        parser.add_argument("--seed", type=int, default=1), parser.add_argument("--count", type=int, default=120)))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(VENDORS, folder) as databases:
        sources = {vendor: Source(vendor, options.seed, options.count) for vendor in VENDORS}
        made = {vendor: databases.project(vendor, "empty", f"of-{vendor}", source) for vendor, source in sources.items()}
        pairs = [(source, target) for source in VENDORS for target in options.vendors if source != target
                 and (not options.only or options.only in f"{source}-to-{target}")]
        targets = {(source, target): databases.project(target, "empty", f"{source}-to-{target}") for source, target in pairs}
        configs = {f"of-{vendor}": project.config() for vendor, project in made.items()}
        configs |= {"-to-".join(pair): project.config() for pair, project in targets.items()}
        with Server(options.build, configs) as server:
            for source, target in pairs:
                one = Carry(server, f"{source}-to-{target}", Api(server, f"of-{source}").snapshot())
                one.tell()
                count = compare(one, sources[source], made[source], targets[source, target]) if not one.faults else 0
                one.expect(count > 0, "nothing was carried")
                if not one.faults:
                    defaults(one, targets[source, target])
                report.tell(f"expressions of {source} to {target}", one.faults)
                print(f"{source} to {target}: {count} of {len(sources[source].made)} carried")
                if options.verbose:
                    for entity in one.report["entities"]:
                        if entity["outcome"] == "left out":
                            print("  ", sources[source].made.get(entity.get("field")), entity.get("details"))
        for project in [*made.values(), *targets.values()]:
            project.remove()
    report.end()


if __name__ == "__main__":
    main()
