#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the database itself refuses, in words of its own: a trigger that raises, a missing privilege, no number left.

Each is answered with 4xx, by the name of the thing and with the database's words, and nothing has changed. No secret is shown.
"""
import copy
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

SECRET = "s3cr3t-of-the-role"


def one_field_more(snapshot):
    wanted = copy.deepcopy(snapshot)
    more = copy.deepcopy(field_of(wanted, "posts", "title"))
    more["field"] = more["meta"]["field"] = more["schema"]["name"] = "more"
    wanted["fields"].append(more)
    return wanted


def another_note(snapshot):
    wanted = copy.deepcopy(snapshot)
    field_of(wanted, "posts", "title")["meta"]["note"] = "another"
    return wanted


def raising(vendor, table, when, words="computer says no"):
    """A trigger on the table that raises with a state that no list knows."""
    if vendor == "sqlite":
        return [f"create trigger stop_it before {when} on {table} begin select raise(abort, '{words}'); end"]
    if vendor == "mysql":
        return [f"create trigger stop_it before {when} on {table} for each row signal sqlstate '45999' set message_text = '{words}'"]
    return [f"create function stop_it() returns trigger language plpgsql as $$ begin raise exception '{words}' using errcode = 'QQ123'; end $$",
            f"create trigger stop_it before {when} on {table} for each row execute function stop_it()"]


class Case:
    def __init__(self, name, wanted, named, vendors=VENDORS, first=False, words=""):
        """named: what the answer has to hold; first: an apply beforehand makes the tables of the history."""
        self.name, self.wanted, self.named, self.vendors, self.first, self.words = name, wanted, named, vendors, first, words

    def prepare(self, project):
        """Statements of the administrator."""
        raise NotImplementedError

    def role(self, project):
        """Settings of another role; None: the administrator's."""
        return None


class Raising(Case):
    def __init__(self, table, when, wanted, named, first=False):
        super().__init__(f"a trigger before {when} on {table}", wanted, named, first=first, words="computer says no")
        self.table, self.when = table, when

    def prepare(self, project):
        return raising(project.vendor, self.table, self.when)


class Respelled(Case):
    """A text that becomes a decimal stands as '5.0000' where it only leads back: it is changed after what may be refused."""

    def __init__(self):
        def wanted(snapshot):
            wanted = another_note(snapshot)
            code = field_of(wanted, "posts", "code")
            code["type"], code["schema"]["data_type"] = "decimal", "decimal" if snapshot["vendor"] != "postgres" else "numeric"
            code["schema"].update(max_length=None, numeric_precision=10, numeric_scale=4)
            return wanted
        super().__init__("a trigger, beside a text that becomes a number", wanted, ["posts.title"], words="computer says no")

    def prepare(self, project):
        return ["alter table posts add code varchar(20)", "update posts set code = '5'",
                "insert into directus_fields (collection, field) values ('posts', 'code')",
                *raising(project.vendor, "directus_fields", "update")]


class EventTrigger(Case):
    def __init__(self):
        super().__init__("an event trigger", one_field_more, ["cannot be applied here"], ("postgres",), words="no schema changes today")

    def prepare(self, project):
        return ["create function no_ddl() returns event_trigger language plpgsql as $$ begin raise exception "
                "'no schema changes today' using errcode = 'ZX001'; end $$",
                "create event trigger no_ddl on ddl_command_start execute function no_ddl()",
                ]


class HighestId(Case):
    def __init__(self):
        super().__init__("the highest id is taken", one_field_more, ["posts.more", "directus_fields"])

    def prepare(self, project):
        highest = {"sqlite": 9223372036854775807, "postgres": 2147483647, "mysql": 4294967295}[project.vendor]
        statements = [f"insert into directus_fields (id, collection, field) values ({highest}, 'posts', 'ghost')"]
        if project.vendor == "postgres":
            statements.append("select setval(pg_get_serial_sequence('directus_fields', 'id'), 2147483647)")
        return statements


class Privilege(Case):
    """Of a role that has all but one."""

    def __init__(self, vendor, name, grants, wanted, named, words):
        super().__init__(f"without {name}", wanted, named, (vendor,), words=words)
        self.grants = grants

    def prepare(self, project):
        database = project.database
        if project.vendor == "postgres":
            return [f"drop role if exists limited", f"create role limited login password '{SECRET}'",
                    "grant usage, create on schema public to limited",
                    "grant all on all tables in schema public to limited", "grant all on all sequences in schema public to limited",
                    *[one.format(database=database) for one in self.grants]]
        return ["drop user if exists 'limited'@'%'", f"create user 'limited'@'%' identified by '{SECRET}'",
                *[one.format(database=database) for one in self.grants], "flush privileges"]

    def role(self, project):
        return {"user": "limited", "password": SECRET}


OWNED = ["do $$ declare one text; begin for one in select tablename from pg_tables where schemaname = 'public' loop "
         "execute format('alter table %I owner to limited', one); end loop; end $$"]
ALL = "select, insert, update, delete, create, alter, drop, index, references, trigger, lock tables"


def but(*without):
    return ", ".join(one for one in ALL.split(", ") if one not in without)


CASES = [
    Raising("directus_fields", "insert", one_field_more, ["posts.more"]),
    Raising("directus_fields", "update", another_note, ["posts.title"]),
    Raising("schemad_history", "insert", another_note, ["history"], first=True),
    Respelled(),
    EventTrigger(),
    HighestId(),
    Privilege("postgres", "ownership of a table", [], one_field_more, ["posts"], "must be owner"),
    Privilege("postgres", "INSERT on directus_fields", [*OWNED, "alter table directus_fields owner to current_user",
              "grant select, update, delete on directus_fields to limited"], one_field_more, ["directus_fields"], "permission denied"),
    Privilege("mysql", "ALTER", [f"grant {but('alter')} on `{{database}}`.* to 'limited'@'%'"], one_field_more, ["posts"], "ALTER command denied"),
    Privilege("mysql", "INSERT on any table", [f"grant {but('insert')} on `{{database}}`.* to 'limited'@'%'"], one_field_more, [], "INSERT"),
    Privilege("mysql", "CREATE", [f"grant {but('create')} on `{{database}}`.* to 'limited'@'%'"], one_field_more, [], "CREATE"),
    Privilege("mysql", "UPDATE on any table", [f"grant {but('update')} on `{{database}}`.* to 'limited'@'%'"], another_note, [], "UPDATE"),
]


def tell(options, report, databases, case, vendor):
    name = f"{vendor}: {case.name}"
    project = databases.project(vendor, "blog", f"refuses{CASES.index(case)}")
    faults = []

    def expect(fine, fault):
        if not fine:
            faults.append(fault)

    if case.first:
        with Server(options.build, {"p": project.config()}) as server:
            api = Api(server, "p")
            snapshot = api.snapshot()
            wanted = copy.deepcopy(snapshot)
            field_of(wanted, "posts", "title")["meta"]["note"] = "first"
            expect(api.apply(api.diff_of(wanted)).status == 204, "the first apply was refused")
    with project.connect() as connection:
        for statement in case.prepare(project):
            connection.rows(statement)
    config = project.config(**(case.role(project) or {}))
    with Server(options.build, {"p": config}) as server:
        api = Api(server, "p")
        snapshot = api.snapshot()
        before = project.dump()
        diff = api.diff_of(case.wanted(snapshot))
        answer = api.apply(diff)
        said = answer.body.decode(errors="replace")
        expect(400 <= answer.status < 500, f"{answer.status} {said[:500]}")
        for part in [*case.named, case.words]:
            expect(part.lower() in said.lower(), f"does not name {part!r}: {said[:500]}")
        expect(project.dump() == before, "the refused apply changed something")
        expect(api.snapshot() == snapshot, "the snapshot is another one")
        log = server.log_text()
        expect(SECRET not in said and SECRET not in log, "a secret is shown")
        if faults:
            faults.append(log[-1200:])
    if isinstance(case, EventTrigger):
        project.execute("drop event trigger no_ddl")
    project.remove()
    report.tell(name, faults)


def hidden(options, report, databases, vendor):
    """A table whose columns the database's user may not see: refused by name, for it would be a collection without fields."""
    project, faults = databases.project(vendor, "blog", "refuses_hidden"), []
    name = project.database
    tables = {"postgres": "select tablename from pg_tables where schemaname = 'public'",
              "mysql": "select table_name from information_schema.tables where table_schema = database()"}[vendor]
    with project.connect() as connection:
        others = [one for one in connection.column(tables) if one != "authors"]
        if vendor == "postgres":
            setup = ["drop role if exists weak", f"create role weak login password '{SECRET}'", "grant usage on schema public to weak"]
            setup += [f'grant all on "{one}" to weak' for one in others]
            grants = [("nothing of it", None, 403), ("one column", "grant select (id) on authors to weak", 200),
                      ("all of it", "grant select on authors to weak", 200)]
        else:
            setup = ["drop user if exists 'weak'@'%'", f"create user 'weak'@'%' identified by '{SECRET}'", f"grant create on `{name}`.* to 'weak'@'%'"]
            setup += [f"grant all on `{name}`.`{one}` to 'weak'@'%'" for one in others]
            grants = [("nothing of it", None, 403), ("two columns", f"grant select (id, name) on `{name}`.authors to 'weak'@'%'", 403),
                      ("all of it", f"grant select on `{name}`.authors to 'weak'@'%'", 200)]
        for statement in setup:
            connection.rows(statement)
        with Server(options.build, {"whole": project.config(), "weak": project.config(user="weak", password=SECRET)}) as server:
            whole, weak = Api(server, "whole"), Api(server, "weak")
            snapshot = whole.snapshot()
            for label, grant, status in grants:
                if grant:
                    connection.rows(grant)
                for answer in (weak.get("/schema/snapshot"), weak.get("/schema/snapshot?export=yaml"), weak.post("/schema/diff", snapshot)):
                    if answer.status != status and not (status == 200 and answer.status == 204):
                        faults.append(f"{label}: {answer.status} {answer.body[:300]}")
                    if status == 403 and b"authors" not in answer.body:
                        faults.append(f"{label}: does not name the table: {answer.body[:300]}")
                if status == 200 and weak.snapshot() != snapshot:
                    faults.append(f"{label}: another snapshot")
            if SECRET in server.log_text():
                faults.append("a secret is shown")
        connection.rows("drop owned by weak" if vendor == "postgres" else "drop user 'weak'@'%'")
        if vendor == "postgres":
            connection.rows("drop role weak")
    project.remove()
    report.tell(f"{vendor}: columns that may not be seen", faults)


def policies(options, report, databases):
    """Rows that a policy hides: refused by the table's name, for a model without them would delete elsewhere what they say."""
    project, faults = databases.project("postgres", "blog", "refuses_policies"), []
    with project.connect() as connection:
        for statement in ("drop role if exists weak", f"create role weak login password '{SECRET}'",
                          "grant all on all tables in schema public to weak"):
            connection.rows(statement)
        with Server(options.build, {"whole": project.config(), "weak": project.config(user="weak", password=SECRET)}) as server:
            whole, weak = Api(server, "whole"), Api(server, "weak")
            snapshot = whole.snapshot()
            if weak.snapshot() != snapshot:
                faults.append("another snapshot without policies")
            for table in ("directus_collections", "directus_fields", "directus_relations"):
                connection.rows(f"create policy partly on {table} to weak using (id % 2 = 0)" if table != "directus_collections" else
                                f"create policy partly on {table} to weak using (collection <> 'posts')")
                connection.rows(f"alter table {table} enable row level security")
                for answer in (weak.get("/schema/snapshot"), weak.get("/schema/snapshot?export=yaml"), weak.post("/schema/diff", snapshot)):
                    if answer.status != 403 or table.encode() not in answer.body:
                        faults.append(f"{table}: {answer.status} {answer.body[:300]}")
                if whole.snapshot() != snapshot:
                    faults.append(f"{table}: another snapshot of the owner")
                connection.rows(f"alter table {table} disable row level security")
            if "row-level security" not in server.log_text():
                faults.append("the log does not say why")
        connection.rows("drop owned by weak")
        connection.rows("drop role weak")
    project.remove()
    report.tell("postgres: rows that a policy hides", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            for case in CASES:
                if vendor in case.vendors and (not options.only or options.only in case.name):
                    tell(options, report, databases, case, vendor)
            if vendor != "sqlite" and not options.only:
                hidden(options, report, databases, vendor)
            if vendor == "postgres" and not options.only:
                policies(options, report, databases)
    report.end()


if __name__ == "__main__":
    main()
