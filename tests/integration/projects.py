# SPDX-License-Identifier: Apache-2.0
"""Projects of every vendor behind one interface: SqliteProject's of harness.py, and a database each on a PostgreSQL or MariaDB.

    with Databases(vendors, folder) as databases:
        project = databases.project("postgres", "blog")

reset(), execute(sql), connect(), dump(), config(), remove(): all a test does with one. The servers are those that
SCHEMAD_TEST_POSTGRES and SCHEMAD_TEST_MYSQL name (tests/servers/with_servers.py), or the program's own.
"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile

from harness import SOURCE, SqliteProject, base_name, script_of
from sql_clients import MariaDbConnection, PostgresConnection

sys.path.insert(0, str(SOURCE / "tests" / "servers"))
from servers import MariaDb, Postgres  # noqa: E402

VENDORS = ("sqlite", "postgres", "mysql")
VARIABLES = {"postgres": "SCHEMAD_TEST_POSTGRES", "mysql": "SCHEMAD_TEST_MYSQL"}



def memory_folder():
    """A folder that is no disk, where there is room: a database is made and dropped in a fifth of the time. Else None."""
    try:
        room = os.statvfs("/dev/shm")
        return tempfile.mkdtemp(prefix="sv", dir="/dev/shm") if room.f_bavail * room.f_frsize > 2 << 30 else None
    except OSError:
        return None


class Host:
    """Where a database server is, and a connection to rule it by."""

    def __init__(self, vendor, own=False, options=()):
        self.vendor, self.server = vendor, None
        if not own and (named := os.environ.get(VARIABLES[vendor])):
            told = json.loads(named)
            self.where = {key: told[key] for key in ("host", "port", "socket", "user", "password")}
        else:
            self.folder = memory_folder()
            self.server = {"postgres": Postgres, "mysql": MariaDb}[vendor](self.folder, options=options)
            self.server.start()
            self.where = {key: getattr(self.server, key) for key in ("host", "port", "socket", "user", "password")}

    def connect(self, database=None):
        at = self.where
        if self.vendor == "postgres":
            return PostgresConnection(host=at["socket"], port=at["port"], user=at["user"], password=at["password"],
                                      dbname=database or "postgres", client_encoding="UTF8")
        return MariaDbConnection(socket=at["socket"], user=at["user"], password=at["password"], database=database)

    def run(self, *statements):
        with self.connect() as connection:
            for statement in statements:
                connection.rows(statement)

    def close(self):
        if self.server:
            self.server.close()
            if self.folder:
                shutil.rmtree(self.folder, ignore_errors=True)


class ServerProject:
    """A database made from databases/<vendor>/<base>.sql (None: with nothing in it); more(connection): what else is in it.

    made=False leaves it to the first reset().
    """

    def __init__(self, host, base, name=None, more=None, made=True):
        self.host, self.base, self.more, self.vendor = host, base, more, host.vendor
        # a server that several programs share, and names as operators have them
        self.database = f"t{os.getpid()}-{name or base_name(base)}"[-60:]
        if made:
            self.reset()

    def connect(self):
        return self.host.connect(self.database)

    def execute(self, sql):
        with self.connect() as connection:
            return connection.rows(sql)

    def config(self, directus_version="12.4.0", **connection):
        at = self.host.where
        settings = {"host": at["host"], "port": str(at["port"]), "user": at["user"], "password": at["password"],
                    "database": self.database, **connection}
        return {"vendor": self.vendor, "connection": settings, "directus_version": directus_version}

    def script(self):
        return script_of(self.vendor, self.base)


class PostgresProject(ServerProject):
    def template(self):
        """Each base is loaded once for all projects; one with more of its own for itself."""
        return f"{self.database}-pristine" if self.more else f"t{os.getpid()}-base-{base_name(self.base)}"

    def reset(self):
        template = self.template()
        with self.host.connect() as connection:
            if self.base or self.more:
                if not connection.rows(f"select 1 from pg_database where datname = '{template}'"):
                    connection.rows(f'create database "{template}"')
                    self.fill(template)
            else:
                template = "template1"
            connection.rows(f'drop database if exists "{self.database}" with (force)')
            connection.rows(f'create database "{self.database}" template "{template}"')

    def fill(self, template):
        with self.host.connect(template) as connection:
            if self.base:
                for part in plain_sql(self.script()):
                    connection.script(part)
                connection.rows("set search_path to public")
            if self.more:
                self.more(connection)

    def remove(self):
        self.host.run(f'drop database if exists "{self.database}" with (force)')

    def sanity(self):
        """What is wrong with the database: nothing that PostgreSQL would let happen."""
        return []

    def dump(self):
        with self.connect() as connection:
            return postgres_dump(connection)


def plain_sql(script):
    """A dump of pg_dump without what only psql knows: COPY's rows as INSERT."""
    statements, rows, copying = [], [], None
    for line in script.split("\n"):
        if copying:
            if line != "\\.":
                rows.append("(" + ", ".join(map(copied, line.split("\t"))) + ")")
                continue
            if rows:
                statements.append(f"{copying} VALUES {', '.join(rows)};")
            copying, rows = None, []
        elif line.startswith("COPY ") and line.endswith(" FROM stdin;"):
            copying = "INSERT INTO " + line[5:-len(" FROM stdin;")]
        elif not line.startswith("\\"):
            statements.append(line)
    yield "\n".join(statements)


ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def copied(cell):
    """A cell of COPY's text as a literal."""
    if cell == "\\N":
        return "NULL"
    text, at = "", 0
    while at < len(cell):
        if cell[at] == "\\":
            at += 1
            text += ESCAPES.get(cell[at], cell[at])
        else:
            text += cell[at]
        at += 1
    return "'" + text.replace("'", "''") + "'"


OURS = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'"
KEPT = ("schemad_history", "schemad_plan")  # tables of applies that were, undone and refused ones as well
POSTGRES_OBJECTS = f"""
    select 'column', c.oid::regclass::text, a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation, col_description(c.oid, a.attnum))
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and not a.attisdropped
    union all select 'constraint', r.conrelid::regclass::text, r.conname, pg_get_constraintdef(r.oid)
      from pg_constraint r join pg_namespace n on n.oid = r.connamespace where {OURS} and r.conrelid <> 0
    union all select 'index', i.indrelid::regclass::text, c.relname, pg_get_indexdef(i.indexrelid)
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where {OURS}
    union all select 'sequence', s.schemaname, s.sequencename, concat_ws(' ', s.data_type, s.start_value, s.increment_by)
      from pg_sequences s
    union all select 'view', v.schemaname, v.viewname, v.definition from pg_views v where v.schemaname not in ('pg_catalog', 'information_schema')
    union all select 'trigger', t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid) from pg_trigger t where not t.tgisinternal
    union all select 'type', n.nspname, t.typname, concat(t.typtype, '') || coalesce((select string_agg(enumlabel, ',' order by enumsortorder)
        from pg_enum where enumtypid = t.oid), '') from pg_type t join pg_namespace n on n.oid = t.typnamespace
      where {OURS} and t.typtype in ('e', 'd')
    union all select 'function', n.nspname, p.proname, p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {OURS}
    order by 1, 2, 3, 4"""


def postgres_tables(connection):
    return connection.column("select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                             f"where c.relkind = 'r' and {OURS} and c.relname !~ '^({'|'.join(KEPT)})' order by 1")


def postgres_dump(connection):
    """Every object, and every row or, of more than a few, their digest; a server may answer a union in any order."""
    lines = ["\t".join(str(cell) for cell in row) for row in connection.rows(POSTGRES_OBJECTS)
             if not str(row[1]).startswith(KEPT)]
    tables = postgres_tables(connection)
    if tables:
        quoted = [(table, table.replace("'", "''")) for table in tables]
        rows = " union all ".join(f"select '{text}', case when count(*) < 1000 then string_agg(t::text, chr(10) order by t::text) else "
                                  f"count(*) || md5(string_agg(md5(t::text), '' order by t::text)) end from {table} t"
                                  for table, text in quoted)
        lines += ["\t".join(str(cell) for cell in row) for row in sorted(connection.rows(rows))]
    return "\n".join(lines)


class MariaDbProject(ServerProject):
    def reset(self):
        with self.host.connect() as connection:
            connection.rows(f"drop database if exists `{self.database}`")
            connection.rows(f"create database `{self.database}` character set utf8mb4 collate utf8mb4_general_ci")
            connection.rows(f"use `{self.database}`")
            if self.base:
                connection.script(self.script())
            if self.more:
                self.more(connection)

    def remove(self):
        self.host.run(f"drop database if exists `{self.database}`")

    def dump(self):
        with self.connect() as connection:
            return mariadb_dump(connection)


def mariadb_dump(connection):
    """Every object, and the server's checksum of the rows."""
    named = [row for row in connection.rows("show full tables") if not row[0].startswith("schemad_")]  # of applies that were
    lines = []
    for name, kind in named:
        lines.append(connection.rows(f"show create table `{name.replace('`', '``')}`")[0][1])
    lines += ["\t".join(map(str, row[:4])) for row in connection.rows("show triggers")]
    tables = ", ".join(f"`{name.replace('`', '``')}`" for name, kind in named if kind == "BASE TABLE")
    if tables:
        lines += ["\t".join(map(str, row)) for row in connection.rows(f"checksum table {tables} extended")]
    return "\n".join(lines)


KEY_LINES = re.compile(r"(?:^  (?:(?:UNIQUE |FULLTEXT |SPATIAL )?KEY|CONSTRAINT) .*\n)+", re.M)


def without_counters(dump):
    """A dump without the numbers of MariaDB's tables: one that a row had which was taken back is given to no other."""
    return re.sub(r" AUTO_INCREMENT=\d+", "", str(dump))


def taken_back(dump):
    """A dump as an undo owes it: also MariaDB's keys in any order, as one that was dropped and made again stands last."""
    return KEY_LINES.sub(lambda lines: "\n".join(sorted(line.rstrip(",") for line in lines[0].splitlines())) + "\n", without_counters(dump))


COLUMNS = {"sqlite": "select name from pragma_table_xinfo('{}') where hidden <> 1",
           "postgres": "select column_name from information_schema.columns where table_name = '{}'",
           "mysql": "select column_name from information_schema.columns where table_schema = database() and table_name = '{}'"}


def track(connection, vendor, *tables):
    """Makes collections of tables that are there, and fields of their columns."""
    for table in tables:
        connection.rows(f"insert into directus_collections (collection) values ('{table}')")
        for column in connection.column(COLUMNS[vendor].format(table)):
            connection.rows(f"insert into directus_fields (collection, field) values ('{table}', '{column}')")


class LocalProject(SqliteProject):
    """SqliteProject with what a test of every vendor asks beyond it."""

    vendor = "sqlite"

    def __init__(self, folder, base, name=None, more=None, made=True):
        if base is None:
            self.path = pathlib.Path(folder) / f"{name}.db"
            self.pristine = pathlib.Path(folder) / f"{name}.pristine.db"
            for path in (self.path, self.pristine):
                sqlite3.connect(path).close()
                path.touch()
        else:
            super().__init__(folder, base, name, more)

    def connect(self):
        return SqliteConnection(self.path)

    def remove(self):
        for path in (self.path, self.pristine):
            path.unlink(missing_ok=True)


class SqliteConnection:
    def __init__(self, path):
        self.connection = sqlite3.connect(path, timeout=10)

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()

    def one(self, sql):
        return self.rows(sql)[0][0]

    def column(self, sql):
        return [row[0] for row in self.rows(sql)]

    def close(self):
        self.connection.commit()
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Databases:
    """The hosts of these vendors, and projects on them that are gone at the end."""

    def __init__(self, vendors, folder, own=False):
        self.vendors, self.folder, self.own, self.hosts, self.projects = vendors, folder, own, {}, []

    def __enter__(self):
        try:
            for vendor in self.vendors:
                if vendor != "sqlite":
                    self.hosts[vendor] = Host(vendor, self.own)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for vendor, host in self.hosts.items():
            if not host.server:  # of somebody else, who wants it clean
                mine = f"t{os.getpid()}-%"
                with host.connect() as connection:
                    if vendor == "postgres":
                        for name in connection.column(f"select datname from pg_database where datname like '{mine}'"):
                            connection.rows(f'drop database "{name}" with (force)')
                    else:
                        for name in connection.column("select schema_name from information_schema.schemata where schema_name "
                                                      f"like '{mine}'"):
                            connection.rows(f"drop database `{name}`")
            host.close()

    def project(self, vendor, base, name=None, more=None, made=True):
        if vendor == "sqlite":
            return LocalProject(self.folder, base, name, more, made)
        return {"postgres": PostgresProject, "mysql": MariaDbProject}[vendor](self.hosts[vendor], base, name, more, made)


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
