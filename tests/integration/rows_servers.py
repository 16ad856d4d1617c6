# SPDX-License-Identifier: Apache-2.0
"""rows_survive.py on PostgreSQL and MariaDB: each change on a fresh database, every value and object compared with the untouched one.

Values are compared by a number per column that all its values and their rows' keys make; where it differs, which rows.
"""
import json

import rows_server_model as model
from projects import digest
from rows_changes import EITHER
from sql_clients import SqlError

FACTS = {
    "postgres": """
        select c.relname || '.column.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
            pg_get_expr(d.adbin, d.adrelid), a.attcollation, col_description(c.oid, a.attnum), a.attacl, a.attstattarget)
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        union all select conrelid::regclass || case contype when 'f' then '.key.' || (select string_agg(attname, ',') from pg_attribute
            where attrelid = conrelid and attnum = any (conkey)) else '.check.' || conname end,
            case when contype = 'f' then conname || ' ' else '' end || pg_get_constraintdef(oid)
          from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 0 and contype in ('f', 'c')
        union all select t.relname || '.index.' || c.relname, concat(n.contype, ' ', pg_get_indexdef(i.indexrelid), ' ', i.indisvalid)
          from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
          left join pg_constraint n on n.conindid = c.oid and n.contype in ('p', 'u') where c.relnamespace = 'public'::regnamespace
        union all select 'sequence.' || sequencename, concat_ws(' ', data_type, last_value, increment_by) from pg_sequences
          where sequencename not like 'directus_%'
        union all select 'view.' || viewname, definition from pg_views where schemaname = 'public'
        union all select 'trigger.' || tgname, concat(pg_get_triggerdef(oid), tgenabled) from pg_trigger where not tgisinternal
        union all select 'type.' || typname, typtype::text from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
        union all select 'statistics.' || stxname, stxkeys::text from pg_statistic_ext""",
    "mysql": """
        select concat(table_name, '.column.', column_name), concat_ws(' ', column_type, is_nullable, coalesce(column_default, '-'), extra, character_set_name,
            collation_name, column_comment, generation_expression)
          from information_schema.columns where table_schema = database() and table_name not like '%\_view'
        union all select concat(k.table_name, '.key.', k.column_name), concat_ws(' ', k.constraint_name, k.referenced_table_name,
            k.referenced_column_name, r.update_rule, r.delete_rule)
          from information_schema.key_column_usage k join information_schema.referential_constraints r
          on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name
          where k.table_schema = database()
        union all select concat(table_name, '.index.', index_name), concat_ws(' ', non_unique, group_concat(column_name, collation order by
            seq_in_index), index_type)
          from information_schema.statistics where table_schema = database() group by table_name, index_name, non_unique, index_type
        union all select concat(table_name, '.check.', constraint_name), check_clause from information_schema.check_constraints
          where constraint_schema = database()
        union all select concat('counter.', table_name), concat_ws(' ', auto_increment, engine, table_collation) from information_schema.tables
          where table_schema = database() and table_type = 'BASE TABLE'
        union all select concat('view.', table_name), replace(view_definition, database(), '') from information_schema.views where table_schema = database()
        union all select concat('trigger.', trigger_name), action_statement from information_schema.triggers where trigger_schema = database()""",
}

NOT_COMPARED = ("directus_", "schemad_")  # meta tables, and what an apply writes down on the way


def facts(vendor, connection):
    """Every object by what it does, without the meta tables'."""
    rows = connection.rows(FACTS[vendor])
    return {name: what for name, what in rows if not name.replace("counter.", "").startswith(NOT_COMPARED)}


def quoted(vendor, name):
    return '"' + name + '"' if vendor == "postgres" else f"`{name}`"


def fingerprint(vendor, connection, table, expressions):
    """The count of rows, and of each expression a number that its values and their rows' keys make."""
    key, parts = quoted(vendor, model.KEYS.get(table, "id")), []
    for expression in expressions:
        if vendor == "postgres":
            parts.append(f"bit_xor(hashtextextended(concat(b.{key}, '|', coalesce(cast({expression} as text), '~')), 0))")
        else:  # as bytes: a character set is no part of a value
            parts.append(f"bit_xor(crc32(concat(b.{key}, '|', coalesce(cast({expression} as binary), '~'))))")
    return connection.rows(f"select count(*), {', '.join(parts)} from {quoted(vendor, table)} b")[0]


def spelled(vendor, expression):
    if vendor == "mysql":
        expression = expression.replace(" AS TEXT)", " AS char)").replace(" AS INTEGER)", " AS signed)")
    return expression


class Pristine:
    """A database like the project's that stays as it was, and what the project was before any change."""

    def __init__(self, untouched, project):
        self.project, self.vendor, self.cache = untouched, project.vendor, {}
        with project.connect() as connection:
            self.facts = facts(self.vendor, connection)
            self.columns = {table: self.columns_of(connection, table) for table in model.TABLES}
        self.dump = digest(project.dump())

    def columns_of(self, connection, table):
        schema = "current_schema()" if self.vendor == "postgres" else "database()"
        return connection.column("select column_name from information_schema.columns where table_schema = "
                                 f"{schema} and table_name = '{table}' order by ordinal_position")

    def fingerprint(self, table, expressions):
        wanted = [expression for expression in expressions if (table, expression) not in self.cache]
        if wanted:
            with self.project.connect() as connection:
                found = fingerprint(self.vendor, connection, table, wanted)
            self.cache[table, "count"] = found[0]
            self.cache.update({(table, expression): value for expression, value in zip(wanted, found[1:])})
        return [self.cache[table, "count"]] + [self.cache[table, expression] for expression in expressions]


class ServerChange:
    """One of rows_changes on a fresh database."""

    def __init__(self, api, project, pristine, change, rows):
        self.api, self.project, self.pristine, self.change, self.rows_there = api, project, pristine, change, rows
        self.vendor, self.faults, self.refused_here = project.vendor, [], False

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        may_be_refused = self.change.refused is not None
        wanted = self.api.snapshot()
        self.change.edit(wanted)
        diff = self.api.diff(wanted)
        if may_be_refused and diff.status >= 400:
            self.refused(diff)
        elif self.expect(diff.status == 200, f"diff: {diff.status} {diff.body[:300]!r}"):
            applied = self.api.apply(json.loads(diff.body)["data"])
            if may_be_refused and (self.change.refused != EITHER or applied.status != 204):
                self.refused(applied)
            elif self.expect(applied.status == 204, f"apply: {applied.status} {applied.body[:500]!r}"):
                left_out = applied.header("Schemad-Left-Out")
                self.expect(not left_out or self.change.named, f"{left_out} things were left out")
                again = self.api.diff(wanted)
                self.expect(again.status == 204 or self.change.named, f"the same snapshot still differs: {again.body[60:600]!r}")
        if self.refused_here and digest(self.project.dump()) == self.pristine.dump:
            return self.faults
        self.expect(not self.refused_here, "refused, and the database has changed")
        with self.project.connect() as connection:
            self.shapes(connection)
            try:
                self.rows(connection)
            except SqlError as fault:
                self.faults.append(f"the rows cannot be compared: {str(fault)[:200]}")
        self.project.reset()
        return self.faults

    def refused(self, answer):
        self.refused_here = answer.status != 204
        code, count, words = (None, None, []) if self.change.refused == EITHER else self.change.refused
        count = count(self.rows_there) if callable(count) else count
        text = answer.body.decode()
        if not self.expect(400 <= answer.status < 500 and (code is None or answer.code() == code),
                           f"expected to be refused with {code}: {answer.status} {text[:400]}"):
            return
        error = json.loads(text)["errors"][0]
        if count is not None:
            self.expect(str(count) in error["message"] and error["extensions"].get("count") == count,
                        f"{count} rows are in the way: {text[:400]}")
        for word in words:
            self.expect(word in error["message"], f"{word!r} is not named: {text[:400]}")

    def rows(self, connection):
        gone, values = (set(), {}) if self.refused_here else (self.change.gone, self.change.values)
        for table, columns in self.pristine.columns.items():
            kept = [name for name in columns if f"{table}.{name}" not in gone]
            now = [f"b.{quoted(self.vendor, name)}" for name in kept]
            was = [spelled(self.vendor, values[f"{table}.{name}"]) if f"{table}.{name}" in values else now[at] for at, name in enumerate(kept)]
            found, expected = fingerprint(self.vendor, connection, table, now), self.pristine.fingerprint(table, was)
            self.expect(found[0] == expected[0], f"{table}: {found[0]} rows, were {expected[0]}")
            for name, one, other in zip(kept, found[1:], expected[1:]):
                if one != other:
                    self.expect(False, f"{table}.{name}: not every value is as it was, for example " + self.example(connection, table, name))
        if self.refused_here:
            return
        for column, value in self.change.fills.items():
            table, name = column.split(".")
            name = quoted(self.vendor, name)
            other = connection.one(f"select count(*) from {table} where not coalesce({value.format(name)}, false)")
            self.expect(int(other) == 0, f"{column}: {other} rows hold something else than {value}")

    def example(self, connection, table, name):
        key = model.KEYS.get(table, "id")
        sql = f"select {quoted(self.vendor, name)} from {table} order by {key} limit 20"
        with self.pristine.project.connect() as old:
            pairs = zip(connection.column(sql), old.column(sql))
        return next((f"{now}, was {was}" for now, was in pairs if now != was), "none of the first")

    def shapes(self, connection):
        old, new = self.pristine.facts, facts(self.vendor, connection)
        allowed = set() if self.refused_here else self.change.shapes
        for what in sorted(old.keys() | new.keys()):
            if old.get(what) != new.get(what) and not any(what.startswith(word) for word in allowed):
                self.faults.append(f"{what} is {new.get(what)}, was {old.get(what)}")
        for word in allowed:
            self.expect(any(what.startswith(word) and old.get(what) != new.get(what) for what in old.keys() | new.keys()),
                        f"{word} has not changed")
