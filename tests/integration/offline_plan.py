#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`schemad plan` on every recorded case: from the snapshot of the database and the wished one, it gives the plan that
POST /schema/plan gives there, or refuses as the server refuses.

What only the database knows may differ, each difference for a reason that is checked here:
  ids        a meta row is found by its id online, by collection and field offline: the id is looked up in the database
  rows       steps that follow from rows: of permissions that list a field that goes
  order      of meta rows, and of the foreign keys of a table: that of the database, or of the snapshot
  untracked  steps about tables and columns that no item of the snapshot tells of
  names      an index is dropped by the name it really has
  types      types that this very database lacks, as the online plan tells (PostGIS)
  schema     PostgreSQL's names are written with their schema
  spelling   what an existing column or key carries along into its new definition: collation, check, default, the server's own words
  rebuild    SQLite's tables are made anew from their own definition: column by column they differ only where that does
  undo       what leads back to something with a name, a definition or a spelling of the database's own
"""
import collections
import itertools
import json
import os
import pathlib
import re
import subprocess
import tempfile

from harness import Report, Server, arguments, conformance
from projects import VENDORS, Databases

TOKEN = {"Authorization": "Bearer admintoken", "Content-Type": "application/json"}
AT_ONCE = 20
META = {"directus_fields": ("collection", "field"), "directus_relations": ("many_collection", "many_field")}


def literal(text):
    return "'" + text.replace("'", "''") + "'"


def parts(sql):
    """The columns and constraints of a CREATE TABLE."""
    inside, depth, at, quoted = [], 0, 0, None
    body = sql[sql.index("(") + 1:sql.rindex(")")]
    for i, c in enumerate(body):
        if quoted:
            quoted = None if c == quoted else quoted
        elif c in "'\"`":
            quoted = c
        elif c in "()":
            depth += 1 if c == "(" else -1
        elif c == "," and depth == 0:
            inside.append(body[at:i])
            at = i + 1
    inside.append(body[at:])
    return [" ".join(part.split()) for part in inside]


class Comparison:
    """One online and one offline plan."""

    def __init__(self, vendor, keys, definitions, indexes, snapshot):
        self.vendor, self.keys, self.definitions, self.indexes = vendor, keys, definitions, indexes
        self.known = {c["collection"] for c in snapshot["collections"]}
        self.known |= {f"{i['collection']}.{i['field']}" for i in snapshot["fields"] + snapshot["systemFields"]}
        self.reasons = collections.Counter()

    def because(self, reason, differs):
        if differs:
            self.reasons[reason] += 1
        return differs

    def by_name(self, sql):
        """An online statement about a meta row, as it would be without the row's id."""
        quote = "`" if self.vendor != "postgres" else '"'
        found = re.search(rf"^(delete from|update) ({quote}?)(directus_fields|directus_relations)\2.*?( where {quote}id{quote} = (\d+))$", sql, re.S)
        if not found:
            return sql
        table, row = found[3], int(found[5])
        if (table, row) not in self.keys:
            return sql  # explains nothing: stays different
        names = " and ".join(f"{quote}{column}{quote} = {literal(value)}" for column, value in zip(META[table], self.keys[table, row]))
        self.reasons["ids"] += 1
        return sql[:found.start(4)] + " where " + names

    @staticmethod
    def depends_on_rows(step):
        return step["kind"] == "meta row" and step["table"].startswith("directus_") and step["table"] not in (
            "directus_collections", "directus_fields", "directus_relations") and step["action"] == "update row"

    def untracked(self, step):
        """Of a column or table that the snapshot does not tell of."""
        return step["entity"] not in self.known and step["action"] in ("drop foreign key", "add foreign key", "drop index")

    def plain(self, sql):
        """Without what an existing object carries along."""
        text = sql
        if self.vendor == "postgres":
            text = text.replace('"public".', "")
            self.because("schema", text != sql)
        return text

    def spelled(self, sql):
        text = re.sub(r" (?:CHARACTER SET|COLLATE) \w+", "", sql)
        text = text.replace(" NULL DEFAULT NULL", " NULL")
        text = re.sub(r"DEFAULT \(('(?:[^'\\]|\\.|'')*')\)", r"DEFAULT \1", text)  # as MySQL needs it, MariaDB takes both
        return re.sub(r" CHECK \(json_valid\(`[^`]*`\)\)", "", text)

    def without_missing_types(self, online, offline):
        """The offline plan without the fields that the database has no type for, as the online one tells."""
        missing = {line.split(":")[0] for line in online["warnings"] if line.endswith("this database has no such type")}
        if not self.because("types", missing):
            return offline
        steps = []
        for step in offline["steps"]:
            if step["entity"] in missing:
                continue
            fields = {name.split(".", 1)[1] for name in missing if name.split(".", 1)[0] == step["table"]}
            if step["action"] == "create table" and fields:
                quoted = tuple(f"{quote}{field}{quote} " for field in fields for quote in '"`')
                made = next(sql for sql in step["sql"] if sql.lower().startswith("create table "))
                kept = ", ".join(part for part in parts(made) if not part.startswith(quoted))
                step = {**step, "sql": [made[:made.index("(") + 1] + kept + ")" if sql == made else sql for sql in step["sql"]]}
            steps.append(step)
        return {**offline, "steps": steps}

    def same_statement(self, online, offline):
        online, offline = self.plain(self.by_name(online)), self.plain(offline)
        if online == offline:
            return True
        if self.vendor == "mysql" and self.spelled(online) == self.spelled(offline):
            return self.because("spelling", True)
        if self.vendor == "postgres" and " FOREIGN KEY " in online:
            # a key that is made again comes from the catalog, in the server's own spelling
            bare = [re.sub(r'"| ', "", text).lower() for text in (online, offline)]
            if bare[0] == bare[1]:
                return self.because("spelling", True)
        if self.vendor == "postgres" and " set default " in online:
            # carried along from the catalog, which tells the type with it
            if re.sub(r"::[\w ]+(\(\d+\))?$", "", online) == re.sub(r"::[\w ]+(\(\d+\))?$", "", offline):
                return self.because("spelling", True)
        return False

    def other_name(self, online, offline):
        """The same index by the name it has, and by the one Directus would give it, which none here has."""
        apart = [[word for word in re.findall(r'[`"]([^`"]*)[`"]|(\S+)', self.plain(sql))] for sql in (online, offline)]
        differing = [(a[0], b[0]) for a, b in zip(*apart) if a != b]
        return (len(apart[0]) == len(apart[1]) and len(differing) == 1 and differing[0][0] in self.indexes
                and differing[0][1] not in self.indexes and self.because("names", True))

    def same_rebuild(self, online, offline):
        """Column by column, constraint by constraint; what differs has to stand in the table's own definition."""
        def form(part):
            """The clauses in any order; NULL alone says nothing."""
            words = re.findall(r"'(?:[^']|'')*'|not null|[^\s]+", re.sub(r"[`\"]", "", part), re.I)
            return sorted(word if word[0] == "'" else word.lower() for word in words if word.lower() != "null")

        made = [s for s in online if s.startswith("CREATE TABLE ")], [s for s in offline if s.startswith("CREATE TABLE ")]
        if [len(list_) for list_ in made] != [1, 1]:
            return False
        table = " ".join(next((d for name, d in self.definitions.items() if f"RENAME TO `{name}`" in "\n".join(online)), "").split())
        ours = [form(part) for part in parts(made[1][0])]
        unexplained = [part for part in parts(made[0][0]) if form(part) not in ours and part not in table]
        # the rest is to do with the rows: copied alike, renamed alike; indexes and triggers are made as they were
        def rest(statements):
            return [re.sub(r"\(.*?\)", lambda m: "(" + ",".join(sorted(m[0][1:-1].split(", "))) + ")", s) if s.startswith("INSERT OR ABORT") else s
                    for s in statements if not re.match(r"CREATE ", s, re.I)]
        return not unexplained and [s.split(" SELECT ")[0] for s in rest(online)] == [s.split(" SELECT ")[0] for s in rest(offline)] \
            and self.because("rebuild", True)

    def same_step(self, online, offline):
        faults = []
        for key in ("entity", "kind", "action", "table"):
            if online[key] != offline[key]:
                return [f"{key}: online {online[key]}, offline {offline[key]}"]
        ours = [sql for sql in online["sql"] if "schemad_match" not in sql]
        self.because("spelling", ours != online["sql"])  # a collation that is taken over once it can be asked for
        online = {**online, "sql": ours}
        if len(online["sql"]) != len(offline["sql"]) or not all(map(self.same_statement, online["sql"], offline["sql"])):
            if online["action"] == "drop index" and len(online["sql"]) == len(offline["sql"]) == 1 and self.other_name(online["sql"][0], offline["sql"][0]):
                pass
            elif not (self.vendor == "sqlite" and self.same_rebuild(online["sql"], offline["sql"])):
                faults.append(f"{online['action']} {online['entity']}: online {online['sql']}, offline {offline['sql']}")
        if (online["destroys_data"] or {}).get("what") != (offline["destroys_data"] or {}).get("what"):
            faults.append(f"{online['entity']}: destroys online {online['destroys_data']}, offline {offline['destroys_data']}")
        if online["reversible"] != offline["reversible"]:
            faults.append(f"{online['action']} {online['entity']}: reversible online {online['reversible']}, offline {offline['reversible']}")
        back = len(online["undo"]) == len(offline["undo"]) and all(map(self.same_statement, online["undo"], offline["undo"]))
        if not back and not self.explained_undo(online, offline):
            faults.append(f"{online['action']} {online['entity']}: undo online {online['undo']}, offline {offline['undo']}")
        return faults

    def explained_undo(self, online, offline):
        action = online["action"]
        if action in ("delete row", "update row") and len(online["undo"]) == len(offline["undo"]) == 1:
            # the row as it is stored: the same columns of it, but for its id
            ours, theirs = (set(re.findall(r'[`"](\w+)[`"]', undo.split(" values ")[0].split(" where ")[0].lower() if action == "delete row"
                                           else " ".join(re.findall(r'[`"]\w+[`"](?= = )', undo)))) for undo in (online["undo"][0], offline["undo"][0]))
            return ours - theirs <= {"id"} and self.because("undo", True)
        if action in ("alter column", "drop index", "drop foreign key"):
            return self.because("undo", True)  # the column, index or key in the catalog's own words
        return False

    @staticmethod
    def with_keys_sorted(steps):
        out = []
        for (action, _), run in itertools.groupby(steps, lambda s: (s["action"], s["table"])):
            out += sorted(run, key=lambda s: s["entity"]) if action.endswith("foreign key") else run
        return out

    def run(self, online, offline):
        def steps(plan):
            kept = [s for s in plan["steps"] if not self.because("rows", self.depends_on_rows(s))]
            return [s for s in kept if not self.because("untracked", self.untracked(s))]
        ours, theirs = steps(online), steps(self.without_missing_types(online, offline))
        def named(list_):
            return [(s["entity"], s["action"]) for s in list_]
        # rows of one table come in the order of the table, or of the snapshot
        def order(step):
            return (step["action"], step["entity"]) if step["kind"] == "meta row" else ("", "")
        if self.because("order", named(ours) != named(theirs)):
            ours, theirs = sorted(ours, key=order), sorted(theirs, key=order)
        # and the foreign keys of one table in the order of the catalog
        ours, theirs = self.with_keys_sorted(ours), self.with_keys_sorted(theirs)
        if [(s["entity"], s["action"]) for s in ours] != [(s["entity"], s["action"]) for s in theirs]:
            return [f"steps: online {[(s['action'], s['entity']) for s in ours if (s['entity'], s['action']) not in [(t['entity'], t['action']) for t in theirs]]}, "
                    f"offline {[(s['action'], s['entity']) for s in theirs if (s['entity'], s['action']) not in [(t['entity'], t['action']) for t in ours]]}"]
        return [fault for one, other in zip(ours, theirs) for fault in self.same_step(one, other)]


class Story:
    def __init__(self, options, server, folder, case, project, counts):
        self.options, self.server, self.folder, self.case, self.project, self.counts = options, server, folder, case, project, counts

    def ask(self, path, body, query=""):
        force = "force=true" if self.case["force"] else ""
        query = "&".join(filter(None, (force, query)))
        return self.server.request("POST", f"/{self.case['case']}{path}" + (f"?{query}" if query else ""), TOKEN, body)

    def offline(self, wished, mode):
        snapshot = self.server.request("GET", f"/{self.case['case']}/schema/snapshot", TOKEN)
        (self.folder / "from.json").write_bytes(snapshot.body)
        (self.folder / "to.json").write_bytes(wished)
        words = [self.options.build / "bin" / "schemad", "plan", "--from", self.folder / "from.json", "--to", self.folder / "to.json",
                 "--vendor", self.project.vendor, "--plugins-directory", self.options.build / "plugins", "--mode", mode]
        done = subprocess.run(words + (["--force"] if self.case["force"] else []), capture_output=True, timeout=120)
        return json.loads(snapshot.body)["data"], done

    def keys(self):
        rows = {}
        quote = "`" if self.project.vendor == "mysql" else '"'
        for table, columns in META.items():
            names = ", ".join(quote + name + quote for name in ("id", *columns))
            for row in self.project.execute(f"select {names} from {table}"):
                rows[table, int(row[0])] = row[1:]
        return rows

    def definitions(self):
        if self.project.vendor != "sqlite":
            return {}
        return dict(self.project.execute("select name, sql from sqlite_master where type = 'table'"))

    def indexes(self):
        return {row[0] for row in self.project.execute({
            "sqlite": "select name from sqlite_master where type = 'index'",
            "postgres": "select indexname from pg_indexes",
            "mysql": "select distinct index_name from information_schema.statistics where table_schema = database()"}[self.project.vendor])}

    def tell(self):
        wished = (conformance() / "states" / self.project.vendor / self.case["snapshot_in"]).read_bytes()
        mode = "merge" if "merge" in (self.case["query"] or "") else "mirror"
        diff = self.ask("/schema/diff", wished, f"mode={mode}")
        snapshot, done = self.offline(wished, mode)
        online = diff if diff.status != 200 else self.ask("/schema/plan", json.dumps(json.loads(diff.body)["data"]).encode())
        if online.status == 204:
            fine = done.returncode == 0 and json.loads(done.stdout)["steps"] == []
            return [] if fine else [f"nothing differs online, offline {done.returncode} {done.stdout[:300]} {done.stderr[:300]}"]
        if online.status != 200:
            message = json.loads(online.body)["errors"][0]["message"]
            told = done.stderr.decode().removeprefix("schemad: ").strip()
            # a table that no item tells of has a name all the same
            taken = re.fullmatch(r'Invalid payload\. (?:Collection "(.*)" already exists|'
                                 r'The primary key of collection "(.*)" cannot be changed .*)\.', message)
            taken = taken and (taken[1] or taken[2])
            if taken and taken not in [c["collection"] for c in snapshot["collections"]] and done.returncode == 0:
                self.project.execute(f"select count(*) from {taken}")
                self.counts.update(["untracked"])
                return []
            return [] if done.returncode == 1 and told == message else [f"online {online.status} {message}, offline {done.returncode} {told}"]
        if done.returncode:
            return [f"offline {done.returncode} {done.stderr.decode()[:400]}"]
        document, plan = json.loads(online.body)["data"], json.loads(done.stdout)
        faults = [] if document["hash"] == plan["hash"] else [f"hash online {document['hash']}, offline {plan['hash']}"]
        if document["steps"] and not plan["warnings"]:
            faults.append("no warning tells that nothing but the snapshot is known")
        comparison = Comparison(self.project.vendor, self.keys(), self.definitions(), self.indexes(), snapshot)
        faults += comparison.run(document, plan)
        self.counts.update(comparison.reasons.keys() or ["equal"])
        return faults


def tell_vendor(options, report, databases, folder, vendor):
    cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / vendor).glob("*.json"))]
    cases = [case for case in cases if case["snapshot_in"] and (not options.only or options.only in case["case"])]
    if os.environ.get("SCHEMAD_QUICK"):
        cases = cases[::4]
    counts = collections.Counter()
    for at in range(0, len(cases), AT_ONCE):
        some = cases[at:at + AT_ONCE]
        projects = {case["case"]: databases.project(vendor, case["database"], case["case"]) for case in some}
        configs = {case["case"]: projects[case["case"]].config(case["directus"]) for case in some}
        with Server(options.build, configs) as server:
            for case in some:
                story = Story(options, server, folder, case, projects[case["case"]], counts)
                report.tell(f"{vendor} {case['case']}", story.tell())
        for project in projects.values():
            project.remove()
    print(f"{vendor}: {len(cases)} cases; plans that differ in explained ways: "
          + ", ".join(f"{reason} {count}" for reason, count in sorted(counts.items()) if reason != "equal")
          + f"; equal to the letter: {counts['equal']}")


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, pathlib.Path(folder), vendor)
    report.end()


if __name__ == "__main__":
    main()
