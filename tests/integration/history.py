#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The history of applies and the way back, on every vendor.

Every recorded case: applied, reverted, and the answer of the revert applied. Where the plan says of all its steps that they
can be undone the hash is the old one again; elsewhere the structure comes back, or what does not is named. Besides: a revert
over two applies; what somebody changed by hand stays, and that is said; an apply that was undone has its entry; a history
that was tampered with says which entry; a project without history has none.
"""
import json
import os
import tempfile

from harness import Api, Report, Server, arguments, conformance, field_of
from projects import VENDORS, Databases

AT_ONCE = 30
NOTHING = {"hash": "x", "diff": {"collections": [], "fields": [], "systemFields": [], "relations": []}}


class Client(Api):
    """`more`: of the query of every POST."""

    def __init__(self, server, project, more=""):
        super().__init__(server, project)
        self.more = more

    def data(self, answer):
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.body[:500]!r}")
        return json.loads(answer.body)["data"]

    def hash(self):
        return self.data(self.post("/schema/plan?force", NOTHING))["hash"]

    def history(self):
        return self.data(self.get("/schema/history"))

    def entry(self, number):
        return self.data(self.get(f"/schema/history/{number}"))

    def revert(self, number):
        """What leads back; None where nothing differs."""
        answer = self.post(f"/schema/history/{number}/revert", b"", {})
        return None if answer.status == 204 else self.data(answer)

    def change(self, edit):
        """Applies what edit(snapshot) asks for."""
        snapshot = self.snapshot()
        edit(snapshot)
        answer = self.apply(self.diff_of(snapshot))
        if answer.status != 204:
            raise RuntimeError(f"apply: {answer.status} {answer.body[:500]!r}")


def items(snapshot):
    """Whatever its order."""
    return {kind: {(one["collection"], one.get("field")): one for one in snapshot[kind]}
            for kind in ("collections", "fields", "systemFields", "relations")}


class Case:
    """A recorded case, there and back."""

    def __init__(self, server, case, counts):
        self.case, self.counts, self.faults = case, counts, []
        self.client = Client(server, case["case"])

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def tell(self):
        client, request = self.client, self.case["apply_request"]
        force = "?force=true" if self.case["force"] else ""
        plan = client.post("/schema/plan" + force, request)
        before, old_hash = client.snapshot(), client.hash()
        applied = client.post("/schema/apply" + force, request)
        history = client.history()
        self.expect(history["chain"] == "intact", f"chain: {history['chain']}")
        if applied.status != 204:
            self.counts["refused"] += 1
            self.expect(all(entry["outcome"].startswith("undone") for entry in history["entries"]),
                        f"refused, but the history has {history['entries']}")
            return self.faults
        steps = client.data(plan)["steps"]
        if not steps:
            self.counts["without a step"] += 1
            self.expect(not history["entries"], f"nothing was done, but the history has {history['entries']}")
            return self.faults
        new_hash = client.hash()
        entry = client.entry(1)
        self.expect(len(history["entries"]) == 1 and all(entry[key] == value for key, value in history["entries"][0].items()),
                    f"the list says {history['entries']}")
        told = (entry["outcome"], entry["hash_before"], entry["hash_after"], entry["steps"], entry["chain"], entry["diff"])
        self.expect(told == ("applied", old_hash, new_hash, len(steps), "intact", request["diff"]),
                    f"entry {told}, hashes {old_hash} {new_hash}, {len(steps)} steps")
        self.expect([step["sql"] for step in entry["plan"]] == [step["sql"] for step in steps], "another plan than was shown")
        destroyed = sum((step["destroys_data"] or {}).get("count", 0) for step in steps)
        self.expect(sum(one["count"] for one in entry["lost"]) == destroyed, f"{destroyed} would go, lost {entry['lost']}")
        self.back(before, old_hash, new_hash, all(step["reversible"] for step in steps))
        return self.faults

    def back(self, before, old_hash, new_hash, reversible):
        client = self.client
        way = client.revert(1)
        if way is None:
            self.counts["nothing to revert"] += 1
            self.expect(not reversible or old_hash == new_hash, "nothing to revert, but the hash is another one")
            return
        self.expect(way["hash"] == new_hash, f"hash {way['hash']}, the model's is {new_hash}")
        answer = client.apply(way)  # as it was answered
        if answer.code() == "INVALID_FOREIGN_KEY" and way["lost"]:
            self.counts["not reversible: rows refer to what is lost"] += 1
            return
        if not self.expect(answer.status == 204, f"the way back: {answer.status} {answer.body[:500]!r}"):
            return
        same = client.hash() == old_hash
        unsayable = [line for line in way["warnings"] if ": schema: not stated, kept as it is" in line]
        if reversible and unsayable and not same:  # a table that goes while its folder stays
            self.counts["reversible: a diff cannot say it, named"] += 1
        elif reversible:
            self.counts["reversible: the old hash"] += same
            self.expect(same, f"another hash than before; {way['warnings']}, left out: {answer.header('Schemad-Left-Out')}, "
                              f"order only: {items(client.snapshot()) == items(before)}")
        elif same:
            self.counts["not reversible: the old hash"] += 1
        else:
            named = way["lost"] or way["warnings"] or answer.header("Schemad-Left-Out")
            same_items = items(client.snapshot()) == items(before)
            self.counts["not reversible: the old structure in another order" if same_items else
                        "not reversible: something named does not come back"] += 1
            self.expect(same_items or named, "something does not come back, and nothing says so")


def tell_cases(options, report, databases, vendor):
    cases = [json.loads(file.read_text()) for file in sorted((conformance() / "cases" / vendor).glob("*.json"))]
    cases = [case for case in cases if case["apply_request"] and (not options.only or options.only in case["case"])]
    if os.environ.get("SCHEMAD_QUICK"):
        cases = cases[::4]
    counts = dict.fromkeys(("refused", "without a step", "nothing to revert", "reversible: the old hash", "reversible: a diff cannot say it, named",
                            "not reversible: the old hash",
                            "not reversible: the old structure in another order",
                            "not reversible: rows refer to what is lost", "not reversible: something named does not come back"), 0)
    for at in range(0, len(cases), AT_ONCE):
        some = cases[at:at + AT_ONCE]
        projects = {case["case"]: databases.project(vendor, case["database"], case["case"]) for case in some}
        configs = {case["case"]: projects[case["case"]].config(case["directus"]) for case in some}
        with Server(options.build, configs) as server:
            for case in some:
                try:
                    faults = Case(server, case, counts).tell()
                except RuntimeError as error:
                    faults = [str(error)]
                report.tell(f"{vendor} {case['case']}", faults)
        for project in projects.values():
            project.remove()
    print(f"{vendor}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))


BROKEN = {
    "sqlite": ["create trigger no_way before update on directus_fields begin select raise(abort, 'no'); end"],
    "postgres": ["create function no_way() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$",
                 "create trigger no_way before update on directus_fields for each row execute function no_way()"],
    "mysql": ["create trigger no_way before update on directus_fields for each row signal sqlstate '45000' set message_text = 'no'"],
}
SWALLOWED = {
    "sqlite": ["create trigger swallows before insert on schemad_history begin select raise(ignore); end"],
    "postgres": ["create function swallow() returns trigger language plpgsql as $$ begin return null; end $$",
                 "create trigger swallows before insert on schemad_history for each row execute function swallow()"],
}
MENDED = {"sqlite": "drop trigger no_way", "postgres": "drop trigger no_way on directus_fields", "mysql": "drop trigger no_way"}


class Stories:
    def __init__(self, server, vendor, project, name):
        self.vendor, self.project, self.client, self.faults = vendor, project, Client(server, name), []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)

    def tell(self):
        for story in (self.no_history_yet, self.over_two_applies, self.others_changes_stay, self.an_undone_apply_has_its_entry,
                      self.own_tables_are_not_shown, self.tampering_shows, self.an_entry_that_is_not_kept, self.a_last_number):
            try:
                story()
            except (RuntimeError, KeyError, StopIteration) as error:
                self.faults.append(f"{story.__name__}: {error!r}")
        return self.faults

    def no_history_yet(self):
        client = self.client
        self.expect(client.history() == {"chain": "intact", "entries": []}, f"before any apply: {client.history()}")
        for path in ("/schema/history/1", "/schema/history/x", "/schema/history/01", "/schema/history/99999999999999999999"):
            answer = client.get(path)
            self.expect((answer.status, answer.code()) == (404, "ROUTE_NOT_FOUND"), f"{path}: {answer.status} {answer.code()}")
        answer = client.post("/schema/history/4000000000/revert", b"", {})
        self.expect(answer.status == 404, f"revert of what is not there: {answer.status}")

    @staticmethod
    def note(collection, text):
        def edit(snapshot):
            next(c for c in snapshot["collections"] if c["collection"] == collection)["meta"]["note"] = text
        return edit

    @staticmethod
    def without(collection, field):
        def edit(snapshot):
            snapshot["fields"].remove(field_of(snapshot, collection, field))
        return edit

    def over_two_applies(self):
        client, project = self.client, self.project
        first, old_hash = client.snapshot(), client.hash()
        values = int(project.execute("select count(bio) from authors")[0][0])
        client.change(self.note("posts", "one \U0001F600"))
        client.change(self.without("authors", "bio"))
        told = client.history()
        self.expect([entry["id"] for entry in told["entries"]] == [2, 1] and told["chain"] == "intact", f"history {told}")
        newer, older = told["entries"]
        self.expect(newer["previous"] == older["seal"] and older["previous"] is None, "not chained")
        self.expect(newer["hash_before"] == older["hash_after"] and older["hash_before"] == old_hash, "the hashes do not meet")
        self.expect(older["by"] and older["when"].endswith("Z"), f"by {older['by']} at {older['when']}")
        page = client.data(client.get("/schema/history?limit=1&offset=1"))["entries"]
        self.expect([entry["id"] for entry in page] == [1], f"a page of one: {page}")
        self.expect(client.get("/schema/history?limit=1001").status == 400, "a page of 1001 is not refused")
        way = client.revert(1)
        counted = [(one["entry"], one["count"]) for one in way["lost"]]
        self.expect(counted == [(2, values)] and not way["warnings"], f"lost {way['lost']}, {values} values; {way['warnings']}")
        answer = client.apply({"data": way})
        self.expect(answer.status == 204, f"back: {answer.status} {answer.body[:300]!r}")
        now = client.snapshot()
        self.expect(client.hash() == old_hash, f"over two applies, and not back: {now == first}")
        self.expect(client.revert(3) is not None and client.revert(1) is None, "the way back is an apply like any other")

    def others_changes_stay(self):
        client, project = self.client, self.project
        client.change(self.note("posts", "two"))
        made = client.history()["entries"][0]["id"]
        project.execute("update directus_collections set icon = 'bolt' where collection = 'authors'")
        way = client.revert(made)
        self.expect(len(way["warnings"]) == 1 and "somebody else" in way["warnings"][0], f"warnings {way['warnings']}")
        answer = client.apply({"hash": way["hash"], "diff": way["diff"]})
        metas = {c["collection"]: c["meta"] for c in client.snapshot()["collections"]}
        self.expect(answer.status == 204 and metas["posts"]["note"] != "two" and metas["authors"]["icon"] == "bolt",
                    f"{answer.status}, note {metas['posts']['note']}, icon {metas['authors']['icon']}")

    def an_undone_apply_has_its_entry(self):
        client, project = self.client, self.project
        count, old_hash = len(client.history()["entries"]), client.hash()
        for sql in BROKEN[self.vendor]:
            project.execute(sql)
        snapshot = client.snapshot()
        field_of(snapshot, "posts", "title")["meta"]["note"] = "not written"
        field_of(snapshot, "authors", "name")["schema"]["max_length"] = 250
        answer = client.apply(client.diff_of(snapshot))
        project.execute(MENDED[self.vendor])
        told = client.history()
        self.expect(answer.status >= 400 and client.hash() == old_hash, f"{answer.status}, and the model is another one")
        entry = told["entries"][0]
        self.expect(len(told["entries"]) == count + 1 and entry["outcome"].startswith("undone: ") and told["chain"] == "intact"
                    and entry["hash_before"] == entry["hash_after"] == old_hash, f"{told}")
        whole = client.entry(entry["id"])
        self.expect(whole["diff"]["fields"] and whole["plan"] and whole["back"] is None, "what was tried is not there")
        self.expect(client.revert(entry["id"]) is None, "there is nothing to take back")

    def own_tables_are_not_shown(self):
        client = self.client
        names = [c["collection"] for c in client.snapshot()["collections"]]
        self.expect(not [name for name in names if name.startswith("schemad_")], f"collections {names}")
        snapshot = client.snapshot()
        made = json.loads(json.dumps(next(c for c in snapshot["collections"] if c["collection"] == "authors")))
        made["collection"] = made["meta"]["collection"] = made["schema"]["name"] = "schemad_history"
        snapshot["collections"].append(made)
        answer = client.apply(client.diff_of(snapshot))
        self.expect(answer.status == 400, f"a collection of our name: {answer.status} {answer.body[:300]!r}")

    def tampering_shows(self):
        client, project = self.client, self.project
        newest = client.history()["entries"][0]["id"]
        project.execute("update schemad_history_part set content = '[]' where entry = 2 and kind = 'lost'")
        whole = client.entry(2)
        self.expect("entry 2" in whole["chain"], f"its text was altered: {whole['chain']}")
        answer = client.post("/schema/history/2/revert", b"", {})
        self.expect((answer.status, answer.code()) == (409, "CONFLICT") and b"entry 2" in answer.body, f"revert over it: {answer.body[:300]}")
        project.execute("update schemad_history set steps = steps + 1 where entry = 2")
        self.expect(client.history()["chain"] == "entry 2 was altered", client.history()["chain"])
        project.execute("delete from schemad_history where entry = 1")
        self.expect(client.history()["chain"] == "entry 1 is missing", client.history()["chain"])
        client.change(self.note("posts", "three"))
        self.expect(client.history()["entries"][0]["id"] == newest + 1, "the next one does not follow")


    def refused_for_the_history(self, note):
        """409, and nothing was changed."""
        client, before = self.client, self.client.hash()
        snapshot = client.snapshot()
        field_of(snapshot, "posts", "title")["meta"]["note"] = note
        answer = client.apply(client.diff_of(snapshot))
        self.expect((answer.status, answer.code()) == (409, "CONFLICT") and b"history" in answer.body, f"{answer.status} {answer.body[:300]}")
        self.expect(client.hash() == before, "applied without its entry")

    def an_entry_that_is_not_kept(self):
        if self.vendor not in SWALLOWED:
            return  # no trigger of MySQL passes over a row
        for sql in SWALLOWED[self.vendor]:
            self.project.execute(sql)
        self.refused_for_the_history("swallowed")
        self.project.execute("drop trigger swallows" + (" on schemad_history" if self.vendor == "postgres" else ""))
        self.client.change(self.note("posts", "kept"))

    def a_last_number(self):
        newest = self.client.history()["entries"][0]["id"]
        self.project.execute(f"update schemad_history set entry = 2147483647 where entry = {newest}")
        self.refused_for_the_history("no number")


def has_table(project):
    try:
        project.execute("select count(*) from schemad_history")
        return True
    except Exception:  # each vendor's own
        return False


def tell_stories(options, report, databases, vendor):
    kept, without = (databases.project(vendor, "blogd", name) for name in (f"{vendor}-kept", f"{vendor}-without"))
    configs = {"kept": kept.config(), "without": {**without.config(), "history": False}}
    with Server(options.build, configs) as server:
        report.tell(f"{vendor} stories", Stories(server, vendor, kept, "kept").tell())
        client, faults = Client(server, "without"), []
        client.change(Stories.note("posts", "one"))
        if client.history()["entries"] or has_table(without):
            faults.append("history: false, but there is one")
        report.tell(f"{vendor} without history", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            if not options.only or options.only == "stories":
                tell_stories(options, report, databases, vendor)
            tell_cases(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
