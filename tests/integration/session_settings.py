#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The session is set, not assumed: a server, a database or a role whose sessions begin with odd settings answers as a plain one.

Each setting by itself; compared are the snapshot, the answer to an apply, and what is there afterwards. The database servers are the
program's own, for their settings are everybody's.
"""
import copy
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import Databases

POSTGRES = ["search_path = elsewhere, public", "row_security = off", "quote_all_identifiers = on", "array_nulls = off", "xmloption = 'document'",
            "xmlbinary = 'hex'", "backslash_quote = on", "transform_null_equals = on", "gin_fuzzy_search_limit = 1",
            "default_transaction_isolation = 'serializable'", "default_transaction_read_only = on", "default_transaction_deferrable = on",
            "exit_on_error = on", "session_replication_role = 'replica'", "datestyle = 'SQL, DMY'", "intervalstyle = 'iso_8601'",
            "timezone = 'Asia/Kolkata'", "extra_float_digits = -15", "bytea_output = 'escape'", "standard_conforming_strings = off",
            "statement_timeout = '1ms'", "lock_timeout = '1ms'"]
MARIADB = ["sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,IGNORE_SPACE,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'", "sql_mode = ''",
           "character_set_client = latin1", "character_set_results = latin1", "character_set_connection = latin1",
           "collation_connection = utf8mb4_bin", "sql_select_limit = 1", "sql_select_limit = 0", "sql_big_selects = 0", "max_join_size = 1",
           "group_concat_max_len = 4", "max_sort_length = 64", "sql_quote_show_create = 0", "foreign_key_checks = 0", "unique_checks = 0",
           "sql_safe_updates = 1", "sql_auto_is_null = 1", "div_precision_increment = 0", "default_week_format = 7", "autocommit = 0",
           "completion_type = 'CHAIN'", "completion_type = 'RELEASE'", "tx_isolation = 'READ-UNCOMMITTED'", "tx_isolation = 'SERIALIZABLE'",
           "tx_read_only = 1", "innodb_strict_mode = 0", "old_mode = 'ZERO_DATE_TIME_CAST'", "check_constraint_checks = 0", "sql_if_exists = 1",
           "alter_algorithm = 'INSTANT'", "default_regex_flags = 'DOTALL,EXTENDED'", "max_statement_time = 0.05", "lc_messages = 'de_DE'",
           "explicit_defaults_for_timestamp = 0", "lock_wait_timeout = 1", "innodb_lock_wait_timeout = 1"]
AWKWARD = "back\\slash, 'quotes' and \"quotes\"\nä"


def wanted_of(snapshot):
    wanted = copy.deepcopy(snapshot)
    field_of(wanted, "posts", "title")["meta"]["note"] = AWKWARD
    for name, changes in (("extra", {"default_value": "back\\slash \"quoted\""}), ("other", {"is_unique": True}), ("long", {"max_length": 40})):
        item = copy.deepcopy(field_of(wanted, "posts", "title"))
        item["field"] = item["meta"]["field"] = item["schema"]["name"] = name
        item["schema"].update(changes)
        wanted["fields"].append(item)
    return wanted


def answer_of(ask):
    """A session's first statement, which sets its own times, still runs under those of the database: 1 ms is not always enough for it."""
    for _ in range(50):
        answer = ask()
        if answer.status != 503:
            break
    return answer


class Seen:
    """What a project shows, before and after an apply of the same."""

    def __init__(self, build, project):
        with Server(build, {"p": project.config()}) as server:
            api = Api(server, "p")
            read = answer_of(lambda: api.get("/schema/snapshot"))
            self.before = (read.status, read.body)
            if read.status != 200:
                self.apply = self.after = server.log_text()[-400:]
                return
            wanted = wanted_of(json.loads(read.body)["data"])
            diff = answer_of(lambda: api.diff(wanted))
            answer = answer_of(lambda: api.post("/schema/apply", json.loads(diff.body)["data"])) if diff.status == 200 else diff
            self.apply = (answer.status, answer.body)
            again = answer_of(lambda: api.diff(wanted))
            read = answer_of(lambda: api.get("/schema/snapshot"))
            self.after = (read.status, read.body, again.status)

    def faults(self, plain):
        return [f"{name}: {str(getattr(self, name))[:400]}" for name in ("before", "apply", "after") if getattr(self, name) != getattr(plain, name)]


class Elsewhere:
    """Schemas that a role's or database's search_path may lead to, with another project of the same names."""

    def __init__(self, project):
        self.project = project
        tables = [row[0] for row in project.execute("select tablename from pg_tables where schemaname = 'public'")]
        with project.connect() as connection:
            for schema in ("elsewhere", connection.rows("select quote_ident(current_user)")[0][0]):
                connection.rows(f"create schema {schema}")
                for table in tables:
                    connection.rows(f"create table {schema}.{table} (like public.{table} including all)")
                    connection.rows(f"insert into {schema}.{table} select * from public.{table}")
                connection.rows(f"update {schema}.directus_collections set note = 'of another project'")
        self.before = self.contents()

    def contents(self):
        return self.project.execute("select table_schema, table_name, column_name from information_schema.columns where table_schema not in "
                                    "('public', 'pg_catalog', 'information_schema') order by 1, 2, 3")


def tell(options, report, name, plain, project, odd, back):
    faults = []
    try:
        odd()
        faults = Seen(options.build, project).faults(plain)
    finally:
        back()
    report.tell(name, faults)


def tell_postgres(options, report, databases):
    project = databases.project("postgres", "blog", "settings")
    elsewhere = Elsewhere(project)
    plain = Seen(options.build, project)
    fine = plain.apply[0] == 204 and plain.after[2] == 204 and b"another project" not in plain.before[1]
    report.tell("postgres: a schema called like the user", [] if fine and elsewhere.contents() == elsewhere.before else
                [str(plain.before)[:300], str(plain.apply)[:300]])
    for setting in POSTGRES:
        if options.only and options.only not in setting:
            continue
        project.reset()
        elsewhere = Elsewhere(project)
        name = setting.split(" = ")[0]
        tell(options, report, f"postgres: {setting}", plain, project,
             lambda: project.host.run(f'alter database "{project.database}" set {setting}'),
             lambda: project.host.run(f'alter database "{project.database}" reset {name}'))
        if elsewhere.contents() != elsewhere.before:
            report.tell(f"postgres: {setting}: what lies elsewhere", ["it was changed"])
    project.remove()


def spelled(value):
    return value if str(value).replace(".", "").isdigit() else f"'{value}'"


def tell_mariadb(options, report, databases):
    project = databases.project("mysql", "blog", "settings")
    plain = Seen(options.build, project)
    report.tell("mysql: plain", [] if plain.apply[0] == 204 else [str(plain.apply)[:300]])
    for setting in MARIADB:
        if options.only and options.only not in setting:
            continue
        project.reset()
        name = setting.split(" = ")[0]
        with project.host.connect() as connection:
            value = connection.rows(f"select @@global.{name}")[0][0]
            tell(options, report, f"mysql: {setting}", plain, project, lambda: connection.rows(f"set global {setting}"),
                 lambda: connection.rows(f"set global {name} = {spelled(value)}"))
    project.remove()


def tell_packets(options, report, databases):
    """Rows are joined to statements that the server takes, however little that is."""
    project, faults = databases.project("mysql", "blog", "packets"), []
    with project.host.connect() as connection:
        value = connection.rows("select @@global.max_allowed_packet")[0][0]
        try:
            for size, note in ((1 << 20, "n" * 20000), (1 << 20, "'" * 20000), (1 << 20, "n" * 300), (256 << 10, "'" * 2000)):
                project.reset()
                connection.rows(f"set global max_allowed_packet = {size}")
                with Server(options.build, {"p": project.config()}) as server:
                    api = Api(server, "p")
                    wanted = api.snapshot()
                    for i in range(90):
                        item = copy.deepcopy(field_of(wanted, "posts", "title"))
                        item["field"] = item["meta"]["field"] = item["schema"]["name"] = f"extra{i}"
                        item["meta"]["note"] = note
                        item["schema"].update({"max_length": 20, "is_indexed": False, "is_unique": False})
                        wanted["fields"].append(item)
                    answer = api.apply(api.diff_of(wanted))
                    if answer.status != 204 or api.diff(wanted).status != 204:
                        faults.append(f"{size} bytes, notes of {len(note)} {note[0]}: {answer.status} {answer.body[:300]} {server.log_text()[-300:]}")
        finally:
            connection.rows(f"set global max_allowed_packet = {value}")
    project.remove()
    report.tell("mysql: small packets", faults)


def main():
    options = arguments(__doc__, ("postgres", "mysql"))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder, own=True) as databases:
        if "postgres" in options.vendors:
            tell_postgres(options, report, databases)
        if "mysql" in options.vendors:
            tell_mariadb(options, report, databases)
            if not options.only or options.only in "max_allowed_packet":
                tell_packets(options, report, databases)
    report.end()


if __name__ == "__main__":
    main()
