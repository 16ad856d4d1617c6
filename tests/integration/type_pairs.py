# SPDX-License-Identifier: Apache-2.0
"""Every pair of types a column may change between, on each vendor, with values at their edges: each value is the same afterwards
(type_meaning.py says what that is), or the apply was refused with the count of the values in the way.

A table for each type, a column for each new type. The plan tells which rows are in the way; those values are taken away, until
nothing is, so that every other value is really converted. Before that the apply itself has to refuse, and change nothing.
"""
import json
import tempfile

import type_values
from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases
from sql_clients import SqlError
from type_meaning import Value, is_same, text_is

COLUMNS = 16  # of a table: MySQL's rows have an end
OUTCOMES = ("kept", "refused", "not insertable", "silent", "failed")
REFUSALS = ("VALUE_OUT_OF_RANGE", "VALUE_TOO_LONG", "CONTAINS_NULL_VALUES", "RECORD_NOT_UNIQUE")
KINDS = {
    "postgres": {"smallint": "integer", "integer": "integer", "bigint": "integer", "oid": "integer", "real": "single", "double precision": "double",
                 "numeric": "decimal", "boolean": "boolean", "character varying": "text", "character": "text", "text": "text", "name": "text",
                 "date": "date", "time without time zone": "time", "time with time zone": "timetz", "timestamp without time zone": "moment",
                 "timestamp with time zone": "instant", "json": "json", "jsonb": "json", "uuid": "uuid", "bytea": "bytes", "xml": "other"},
    "mysql": {"float": "single", "double": "double", "decimal": "decimal", "bit": "integer", "year": "year", "date": "date", "time": "time", "datetime": "moment",
              "timestamp": "instant", "json": "json", "uuid": "uuid", **dict.fromkeys(("char", "varchar", "tinytext", "text", "longtext", "enum", "set", "inet6"), "text"),
              **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob"), "bytes"), "geometry": "other", "point": "other"},
}


# What a flag of a field says that a column of texts holds.
SAID = {"json": "json", "uuid": "uuid", "timestamp": "instant", "dateTime": "moment"}


def said(kind, field_type):
    return SAID.get(field_type, kind) if kind == "text" else kind


def bare(declared):
    """Without what stands in parentheses, and behind."""
    return " ".join(declared.split("(")[0].split() + declared.partition(")")[2].split())


class Postgres:
    prepare = ["create type mood as enum ('small', 'big')", "create domain citext_like as text"]

    def types(self, connection, table):
        return dict(connection.rows(f"select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0"))

    def values(self, connection, table, column, declared, field_type):
        kind = said(KINDS["postgres"].get(bare(declared), "other"), field_type)
        exact = f"{column}::float8::text" if kind in ("single", "double") else "null"
        connection.rows("set timezone = 'UTC'; set extra_float_digits = 1; set bytea_output = hex")
        for key, shown, more in connection.rows(f"select id, {column}::text, {exact} from {table} order by id"):
            if shown is not None and kind == "bytes":
                shown = bytes.fromhex(shown[2:])
            yield int(key), None if shown is None else Value(kind, shown.lower() if kind == "uuid" else shown, more and float(more))


class Mysql:
    prepare = []
    DATA = "set sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00'"

    def types(self, connection, table):
        rows = connection.rows("select column_name, column_type, character_set_name from information_schema.columns where table_schema = database() and "
                               f"table_name = '{table}'")
        return {name: kind + (f" character set {charset}" if charset and charset != "utf8mb4" else "") for name, kind, charset in rows}

    def values(self, connection, table, column, declared, field_type):
        connection.rows(self.DATA)
        kind = KINDS["mysql"].get(declared.split("(")[0].split()[0], "integer" if "int" in declared else "other")
        is_text, kind = kind == "text", "json" if field_type == "json" else said(kind, field_type)
        shown = {"text": f"hex(convert({column} using utf8mb4))", "json": f"hex(convert({column} using utf8mb4))", "bytes": f"hex({column})", "integer": f"{column} + 0",
                 "other": f"hex({column})"}.get("text" if is_text else kind, f"concat({column})")
        exact = f"{column} + 0e0" if kind in ("single", "double") else "null"
        for key, text, more in connection.rows(f"select id, {shown}, {exact} from {table} order by id"):
            if text is not None and (is_text or kind in ("json", "bytes")):
                text = bytes.fromhex(text)
                text = text if kind == "bytes" else text.decode("utf-8")
                text = text.lower() if kind == "uuid" else text
            yield int(key), None if text is None else Value(kind, text, more and float(more))


class Sqlite:
    prepare = []
    MEANING = {"date": "date", "time": "time", "dateTime": "moment", "timestamp": "instant", "json": "json", "uuid": "uuid", "boolean": "boolean"}

    def types(self, connection, table):
        return {row[1]: row[2].lower() for row in connection.rows(f"pragma table_info({table})")}

    def values(self, connection, table, column, _declared, _field_type):
        for key, value in connection.rows(f"select id, {column} from {table} order by id"):
            kind = {int: "integer", float: "double", str: "text", bytes: "bytes", type(None): None}[type(value)]
            if kind == "double":
                yield key, Value(kind, {"inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), repr(value)), value)
            else:
                yield key, None if kind is None else Value(kind, str(value) if kind == "integer" else value)


class Pairs:
    def __init__(self, vendor, api, project, report, options):
        self.vendor, self.api, self.project, self.report, self.options = vendor, api, project, report, options
        self.reader = {"postgres": Postgres, "mysql": Mysql, "sqlite": Sqlite}[vendor]()
        self.ledger = {}  # of each value offered to each pair: (declared, target, key) to one of OUTCOMES; a retry overwrites
        self.offered, self.impossible, self.table_number = 0, set(), 0

    def sql(self, *statements):
        with self.project.connect() as connection:
            if self.vendor == "mysql":
                connection.rows(Mysql.DATA)
            for statement in statements:
                connection.rows(statement)

    def register(self, table, columns, specials=None):
        rows = ", ".join(f"('{table}', '{name}', 'input', {quoted(specials.get(name)) if specials else 'null'})" for name in ["id", *columns])
        self.sql(f"insert into directus_collections (collection) values ('{table}')",
                 f"insert into directus_fields (collection, field, interface, special) values {rows}")

    def targets(self, wanted):
        """Fields of every type, as a snapshot of this database shows them."""
        self.sql(*self.reader.prepare)
        meant = type_values.MEANT[self.vendor] if not self.options.short else []
        declared = [name for name, _ in wanted] + [column for _, column, _ in meant]
        columns = {f"r{n}": name for n, name in enumerate(declared)}
        self.sql(f"create table reference (id integer primary key not null, {', '.join(f'{c} {d}' for c, d in columns.items())})")
        self.register("reference", columns, {f"r{len(wanted) + n}": ",".join(special) for n, (_, _, special) in enumerate(meant)})
        snapshot = self.api.snapshot()
        with self.project.connect() as connection:
            self.declared = self.reader.types(connection, "reference")
        return [(self.declared[c], field_of(snapshot, "reference", c)) for c in columns]

    def run(self):
        wanted = [(name, values) for name, values in type_values.TYPES[self.vendor] if not self.options.short or name in type_values.SHORT[self.vendor]]
        if self.vendor != "mysql" and self.options.short:
            self.reader.prepare = self.reader.prepare[:]
        targets = self.targets(wanted)
        for number, (declared, values) in enumerate(wanted):
            if self.options.only and self.options.only != declared:
                continue
            others = [t for n, t in enumerate(targets) if n != number and (not self.options.to or self.options.to in t[0])]
            for at in range(0, len(others), COLUMNS):
                self.table_number += 1
                self.faults = []
                group = others[at:at + COLUMNS]
                self.offered += len(group) * len(values)
                self.table(f"pairs{self.table_number}", declared, values, group)
                self.report.tell(f"{self.vendor}: {declared} to {', '.join(t[0] or '(none)' for t in others[at:at + COLUMNS])}", self.faults)
        sums = {outcome: sum(found == outcome for found in self.ledger.values()) for outcome in OUTCOMES}
        self.report.tell(f"{self.vendor}: each value offered is told of", [] if sum(sums.values()) == self.offered else [f"{sums}, and {self.offered} offered"])
        print(f"{self.vendor}: {len({pair[:2] for pair in self.ledger})} pairs of types ({len(self.impossible)} cannot be converted at all), {self.offered} values: "
              f"{', '.join(f'{count} {outcome}' for outcome, count in sums.items())}")

    def note(self, declared, target, key, outcome):
        self.ledger[declared, target[1]["field"], key] = outcome  # the reference's field is the target's name

    def apply(self, diff):
        """One that stops half-way is settled, so that it does not stand in the way of the others."""
        applied = self.api.apply(diff)
        if applied.status != 204 and json.loads(self.api.get("/schema/recover").body)["data"]["journals"]:
            self.faults.append(f"half done: {applied.status} {applied.body[:400].decode()}")
            settled = self.api.post("/schema/recover?mode=accept", b"")
            if settled.status not in (200, 204):
                self.faults.append(f"cannot be settled: {settled.status} {settled.body[:400].decode()}")
        return applied

    def fill(self, table, declared, values, columns):
        self.sql(f"create table {table} (id integer primary key not null, {', '.join(f'{c} {declared}' for c in columns)})")
        with self.project.connect() as connection:
            if self.vendor == "mysql":
                connection.rows(Mysql.DATA)
            for key, value in enumerate(values, 1):
                try:
                    connection.rows(f"insert into {table} (id, {', '.join(columns)}) values ({key}, {', '.join([value] * len(columns))})")
                except (SqlError, Exception) as fault:  # what the type cannot hold
                    if "syntax" in str(fault).lower():
                        raise
            connection.rows(f"insert into {table} (id) values ({len(values) + 1})")
        self.register(table, columns)

    def edited(self, table, columns):
        snapshot = self.api.snapshot()
        for name, (_, target) in columns.items():
            field = field_of(snapshot, table, name)
            field["type"] = target["type"]
            for key in ("data_type", "max_length", "numeric_precision", "numeric_scale"):
                field["schema"][key] = target["schema"][key]
            if target["meta"]["special"]:
                field["meta"]["special"] = target["meta"]["special"]
        return snapshot

    def read(self, table, columns, field_types):
        with self.project.connect() as connection:
            declared = self.reader.types(connection, table)
            return declared, {name: dict(self.reader.values(connection, table, name, declared[name], field_types[name])) for name in columns}

    def table(self, table, declared, values, targets):
        columns = {f"c{n}": target for n, target in enumerate(targets)}
        self.fill(table, declared, values, columns)
        self.refused = set()
        before_types = {f["field"]: f["type"] for f in self.api.snapshot()["fields"] if f["collection"] == table}
        source, before = self.read(table, columns, before_types)
        for name, target in columns.items():
            for key in range(1, len(values) + 1):
                self.note(declared, target, key, "failed" if before[name].get(key) is not None else "not insertable")
        # all at once: refused, with a count, and nothing has happened; a pair without a way is told of by name
        gone = {}
        for _ in range(len(columns) + 1):
            if not columns:
                return
            diff = self.api.diff(self.edited(table, columns))
            if diff.status == 204:
                return
            if diff.status != 200:
                return self.faults.append(f"diff: {diff.status} {diff.body[:400]!r}")
            diff = json.loads(diff.body)["data"]
            applied = self.apply(diff)
            if applied.status == 204 or applied.code() in REFUSALS:
                break
            error = json.loads(applied.body)["errors"][0]
            found = [name for name in columns if f'"{name}"' in error["message"] or f" {name})" in error["message"] or f" {name} " in error["message"] or
                     f"{table}.{name}" in error["message"]]
            if applied.status != 400 or not found:
                return self.one_by_one(table, declared, values, columns, f"{applied.status} {applied.body[:600].decode()}")
            for name in found[:1]:
                gone[name] = columns.pop(name)
                self.impossible.add((declared, gone[name][1]["field"]))
                for key, value in before[name].items():
                    if value is not None:
                        self.note(declared, gone[name], key, "refused")
                if any(v is not None for v in before[name].values()) and self.options.verbose:
                    print(f"    impossible: {declared} to {gone[name][0]}: {error['message'][:200]}")
        if applied.status != 204:
            error = json.loads(applied.body)["errors"][0]["extensions"]
            if error.get("collection") != table or error.get("field") not in columns or not error.get("count"):
                self.faults.append(f"refused without saying what of: {applied.body[:300].decode()}")
            again = self.read(table, columns, before_types)[1]
            if {n: {k: v and v.shown for k, v in c.items()} for n, c in again.items()} != {n: {k: v and v.shown for k, v in before[n].items()} for n in again}:
                self.faults.append("refused, and values have changed")
            if not self.take_away(table, declared, columns, before):
                return
            diff = self.api.diff(self.edited(table, columns))
            applied = self.apply(json.loads(diff.body)["data"])
        if applied.status != 204:
            return self.one_by_one(table, declared, values, columns, f"nothing in the way, and yet {applied.status} {applied.body[:400].decode()}\n" +
                                   self.options.log()[-600:])
        after_types = {name: target[1]["type"] for name, target in columns.items()}
        now, after = self.read(table, columns, after_types)
        for name, (wanted, field) in columns.items():
            changed = []
            for key, value in before[name].items():
                new = after[name][key]
                if (name, key) in self.refused or value is None and new is None:
                    continue
                if value is None or new is None or not self.same(value, new, source[name], before_types[name], field):
                    self.note(declared, columns[name], key, "silent")
                    changed.append(f"{str(value)[:60]} is {str(new)[:60]}")
                else:
                    self.note(declared, columns[name], key, "kept")
            if changed:
                meant = "" if now[name] == wanted else f" (wanted {wanted})"
                self.faults.append(f"{source[name]} to {now[name]} as {field['type']}{meant}: {len(changed)}, as in {'; '.join(changed[:self.options.examples])}")
            if now[name] != wanted and self.options.verbose:
                print(f"    {declared} to {wanted} became {now[name]}")

    def same(self, old, new, source, old_type, field):
        if self.vendor == "sqlite":
            meaning = Sqlite.MEANING.get(field["type"])
            if meaning and meaning != Sqlite.MEANING.get(old_type) and not (meaning in ("moment", "instant") and old_type in ("date", "dateTime", "timestamp")):
                if new.kind == "text":
                    normal = {"boolean": "true" if new.shown in ("1", "true") else "false", "instant": new.shown.replace(" ", "T")}.get(meaning, new.shown.lower() if meaning == "uuid" else new.shown)
                    if not text_is(new.shown, Value(meaning, normal)):
                        return False
                elif meaning == "boolean" and new.shown not in ("0", "1", "0.0", "1.0"):
                    return False
                elif meaning in ("date", "time", "moment", "instant", "uuid") and old_type not in ("date", "dateTime", "timestamp"):
                    return False
                elif meaning == "json" and (new.kind == "bytes" or "Inf" in str(new.shown)):
                    return False
        charset = "latin-1" if "latin1" in source else "utf-8"
        return is_same(old, new, charset)

    def take_away(self, table, declared, columns, before):
        """What is in the way, by its keys."""
        for _ in range(60):
            diff = self.api.diff(self.edited(table, columns))
            planned = self.api.post("/schema/plan", json.loads(diff.body)["data"])
            if planned.status != 200:
                self.faults.append(f"plan: {planned.status} {planned.body[:400].decode()}")
                return False
            blocked = [b for step in json.loads(planned.body)["data"]["steps"] for b in step["blocked_by"]]
            if not blocked:
                return True
            for one in blocked:
                keys = [int(key) for key in one.get("keys", [])]
                if not keys:
                    self.faults.append(f"no keys: {one}")
                    return False
                self.sql(f"update {table} set {one['field']} = null where id in ({', '.join(map(str, keys))})")
                new = {(one["field"], key) for key in keys} - self.refused
                self.refused |= new
                for _, key in new:
                    self.note(declared, columns[one["field"]], key, "refused")
                if self.options.verbose:
                    for key in keys:
                        print(f"    refused: {before[one['field']][key]} to {columns[one['field']][0]}: {one['reason']}")
        self.faults.append("something stays in the way")
        return False

    def one_by_one(self, table, declared, values, columns, fault):
        if len(columns) == 1:
            return self.faults.append(f"to {next(iter(columns.values()))[0]}: {fault}")
        for n, target in enumerate(columns.values()):
            self.table(f"{table}_{n}", declared, values, [target])

    refused = frozenset()


def quoted(text):
    return "'" + text + "'" if text else "null"


def main():
    def more(parser):
        parser.add_argument("--short", action="store_true", help="some types only, as with SCHEMAD_QUICK=1")
        parser.add_argument("--examples", type=int, default=3, help="of values that changed, for each pair")
        parser.add_argument("--to", help="new types whose name contains this")
    options = arguments(__doc__, VENDORS, more)
    import os
    options.short = options.short or bool(os.environ.get("SCHEMAD_QUICK"))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory() as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            project = databases.project(vendor, "empty", "type-pairs")
            with Server(options.build, {"default": project.config()}) as server:
                options.log = server.log_text
                Pairs(vendor, Api(server), project, report, options).run()
    report.end()


if __name__ == "__main__":
    main()
