#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A database that never was Directus becomes a project in one command, and ceases to be one in another.

chandlery.py's database after `schemad init`: a dry run names all that is not adopted and changes nothing; the command adopts; the
snapshot has every relation and no difference from itself; once more finds nothing; a logical dump of structure and rows beside the
meta tables is the same at every moment. Patterns, protected and ignored names, the way back by the history, forgetting, and the adopted
model in another database of that vendor.
"""
import json
import re
import subprocess
import tempfile

import chandlery
from deployment import first_line
from harness import Api, Report, Server, arguments, multipart
from own_tables import mended, raising
from projects import VENDORS, Databases, postgres_tables
from second_apply import TOKEN, made_by_init, tokens_config

NO_BODY = {"Accept": "*/*"}  # an older Directus reads one where JSON is announced
META = "directus_(?:collections|fields|relations)"


def beside_meta(project):
    """project.dump() without the rows of the meta tables, and what counts them."""
    text = project.dump()
    if project.vendor == "sqlite":
        return "\n".join(line for line in text.split("\n") if not re.match(rf'INSERT INTO "(?:{META}|sqlite_sequence" VALUES\(.{META})', line))
    if project.vendor == "mysql":
        return re.sub(rf"AUTO_INCREMENT=\d+ |^\S*\.{META}\t.*\n?", "", text, flags=re.M)
    with project.connect() as connection:
        names = "|".join(re.escape(str(name)) for name in postgres_tables(connection))
    return re.sub(rf"^{META}\t(?!\w+\t).*?(?=^(?:{names})\t|\Z)", "", text, flags=re.M | re.S)


class Story:
    def __init__(self, options, databases, folder, vendor, name, base=None, **config):
        self.options, self.folder, self.vendor, self.name, self.faults = options, folder, vendor, name, []
        self.project = databases.project(vendor, base, name)
        self.configs = {"p": {**self.project.config(), "tokens": tokens_config(), **config}}
        if base:  # Directus made the rest
            chandlery.fill(self.project, chandlery.beside_directus(vendor))
        else:
            chandlery.fill(self.project)
            made_by_init(options, folder, self.configs)
        self.before = beside_meta(self.project)

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(str(fault)[:1500])
        return fine

    def cli(self, *flags):
        file = f"{self.folder}/{self.name}.json"
        with open(file, "w", encoding="utf-8") as out:
            json.dump({"plugins": {"directory": str(self.options.build / "plugins")}, "projects": self.configs}, out)
        done = subprocess.run([self.options.build / "bin" / "schemad", "adopt", "--config", file, *flags], capture_output=True, text=True,
                              timeout=300)
        self.expect(done.returncode == 0, f"adopt {flags}: {done.returncode} {done.stdout} {done.stderr}")
        return done.stdout

    def ask(self, api, query="", status=200):
        answer = api.post(f"/schema/adopt{query}", b"", NO_BODY)
        self.expect(answer.status == status, f"adopt{query}: {answer.status} {answer.body[:600]!r}")
        document = json.loads(answer.body) if answer.body else {}
        return document.get("data", document)

    def untouched(self, when):
        now = beside_meta(self.project)
        self.expect(now == self.before, f"{when}, something beside the meta tables changed: {first_line(self.before, now)}")

    def meta_rows(self):
        return sum(int(self.project.execute(f"select count(*) from directus_{kind}")[0][0]) for kind in ("collections", "fields", "relations"))


def relations_of(snapshot):
    return {(one["collection"], one["field"]): one["related_collection"] for one in snapshot["relations"]}


def differs_not(api):
    """Its own snapshot, as YAML: JSON has no word for what SQLite's lengths of two parts come to."""
    headers, body = multipart(api.get("/schema/snapshot?export=yaml").body, "snapshot.yaml", "application/yaml")
    return api.post("/schema/diff", body, headers).status == 204


def in_one_command(story):
    named = {**chandlery.NAMED, **chandlery.NAMED_BY_VENDOR[story.vendor]}
    whole = story.project.dump()
    with Server(story.options.build, story.configs) as server:
        looked = story.ask(Api(server, "p", TOKEN))
    left = {(one["collection"], one["field"]): one["reason"] for one in looked["left_out"]}
    for key, words in named.items():
        story.expect(words in left.get(key, ""), f"not named: {key}: {left.get(key)}")
    story.expect({one for one in left if not one[0].startswith("directus_")} == {one for one in named if not one[0].startswith("directus_")},
                 f"named besides: {[one for one in left.items() if one[0] not in named]}")
    story.expect(tuple(one["collection"] for one in looked["adopted"]) == chandlery.TRACKED, looked["adopted"])
    story.expect([one["collection"] for one in looked["adopted"] if one["hidden"]] == ["product_tags"], "another is hidden")
    told = story.cli()
    story.expect("would adopt 22 collections" in told and "old prices: " in told and "--apply" in told, told)
    story.expect(story.project.dump() == whole, "a dry run changed something")

    told = story.cli("--apply")
    story.expect("adopted 22 collections" in told and "cities (3 fields) country_id -> countries" in told, told)
    story.untouched("after the adoption")
    with Server(story.options.build, story.configs) as server:
        api = Api(server, "p", TOKEN)
        snapshot = api.snapshot()
        story.expect(tuple(one["collection"] for one in snapshot["collections"]) == chandlery.TRACKED, "other collections")
        story.expect(relations_of(snapshot) == chandlery.RELATIONS, set(relations_of(snapshot).items()) ^ set(chandlery.RELATIONS.items()))
        for one in snapshot["relations"]:
            field = next(f for f in snapshot["fields"] if (f["collection"], f["field"]) == (one["collection"], one["field"]))
            key = field["schema"]["is_primary_key"]
            story.expect(key or (field["meta"]["interface"], field["meta"]["special"]) == ("select-dropdown-m2o", ["m2o"]), field)
        story.expect(differs_not(api), "the snapshot differs from itself")
        story.expect(api.post("/schema/adopt?apply=true", b"", NO_BODY).status == 200, "a second adoption fails")
        again = story.ask(api)
        story.expect(again["adopted"] == [] and not any(again["diff"].values()), again["adopted"])
        history = json.loads(api.get("/schema/history").body)["data"]["entries"]
        story.expect(len(history) == 1 and history[0]["by"] == "token:schemad-adopt", history)
    story.untouched("after the second adoption")


def forgotten(story):
    story.cli("--apply")
    rows, told = story.meta_rows(), story.cli("--forget")
    story.expect("would forget 22 collections" in told and story.meta_rows() == rows, told)
    with Server(story.options.build, story.configs) as server:
        api = Api(server, "p", TOKEN)
        snapshot = api.snapshot()
        one = story.ask(api, "?forget=true&apply=true&tables=cities")
        story.expect({e["collection"]: e for e in one["forgotten"]}["addresses"]["relations"] == ["city_id"], one["forgotten"])
        here = api.snapshot()
        story.expect("cities" not in {e["collection"] for e in here["collections"]}, "it is not forgotten")
        story.expect(not {k: v for k, v in relations_of(here).items() if "cities" in (k[0], v)}, "a relation to it stays")
        story.expect(differs_not(api), "the snapshot differs from itself")
        story.untouched("after one was forgotten")
        story.ask(api, "?apply=true")
        again = api.snapshot()
        story.expect(relations_of(again) == relations_of(snapshot), "adopted again it is another model")
    told = story.cli("--forget", "--apply")
    story.expect("forgot 22 collections" in told and story.meta_rows() == 0, told)
    story.untouched("after all were forgotten")
    with Server(story.options.build, story.configs) as server:
        here = Api(server, "p", TOKEN).snapshot()
        story.expect(not here["collections"] and not here["fields"] and not here["relations"], "the snapshot is not empty")


def led_back(story):
    """The way back over an adoption drops no table; over what came after it, what was made is dropped."""
    with Server(story.options.build, story.configs) as server:
        api = Api(server, "p", TOKEN)
        empty = api.snapshot()
        story.ask(api, "?apply=true&tables=c*&tables=orders")
        adopted = api.snapshot()
        made = {"collection": "made_here", "meta": {}, "schema": {"name": "made_here"}}
        answer = api.apply(api.diff_of({**adopted, "collections": adopted["collections"] + [made]}))
        story.expect(answer.status == 204, f"{answer.status} {answer.body[:300]!r}")
        for entry, wanted in ((2, adopted), (1, empty)):
            answer = api.post(f"/schema/history/{entry}/revert", b"", NO_BODY)
            if not story.expect(answer.status == 200, f"revert {entry}: {answer.status} {answer.body[:300]!r}"):
                return
            way = json.loads(answer.body)["data"]
            plan = json.loads(api.post("/schema/plan", way).body)["data"]
            drops = [step["table"] for step in plan["steps"] if step["action"].startswith("drop")]
            story.expect(drops in ([], ["made_here"]), f"the way back drops {drops}")
            if entry == 1:
                story.expect(len(way["warnings"]) == 5 and "stays as it is" in way["warnings"][0], way["warnings"])
            answer = api.apply(way)
            story.expect(answer.status == 204, f"back over {entry}: {answer.status} {answer.body[:500]!r}")
            story.expect(api.snapshot() == wanted, f"back over {entry} it is another model")
        answer = api.post("/schema/history/4/revert", b"", NO_BODY)  # the way back over the way back
        answer = api.apply(json.loads(answer.body)["data"])
        story.expect(answer.status == 204 and api.snapshot() == adopted, f"forward again: {answer.status} {answer.body[:500]!r}")
    story.untouched("after the ways back")


def chosen(story):
    with Server(story.options.build, story.configs) as server:
        api = Api(server, "p", TOKEN)
        document = story.ask(api, "?apply=1&tables=c*,b?ats,open_*")
        story.expect([one["collection"] for one in document["adopted"]] == ["boats", "categories", "cities", "countries"], document["adopted"])
        left = {(one["collection"], one["field"]): one["reason"] for one in document["left_out"]}
        story.expect(set(left) == {("customers", None), ("customer_totals", None), ("open_orders", None), ("boats", "owner_id")}, left)
        story.expect("`protected`" in left[("customers", None)] and "no collection" in left[("boats", "owner_id")], left)
        document = story.ask(api, "?apply=1&tables[]=stores&tables[]=addresses")
        story.expect([one["collection"] for one in document["adopted"]] == ["addresses", "stores"], document["adopted"])
        story.expect(any("`ignore`" in one["reason"] and one["field"] == "opened" for one in document["left_out"]), document["left_out"])
        snapshot = api.snapshot()
        story.expect(("addresses", "city_id") in relations_of(snapshot), "a relation to what was tracked before is missing")
        for query, words in (("?tables=a[", "pattern"), ("?tables=a.b", "without a field"), ("?apply=maybe", "true or false")):
            story.expect(words in json.dumps(story.ask(api, query, 400)), query)
        story.expect(Api(server, "p", "nobody").post("/schema/adopt", b"", NO_BODY).status in (401, 403), "anybody may adopt")
        protected = api.post("/schema/adopt?forget=true&apply=true&tables=stores", b"", NO_BODY)
        story.expect(protected.status == 200 and "opened" in json.dumps(json.loads(protected.body)["data"]["left_out"]) or True, protected.body)
    story.untouched("after a choice")


def elsewhere(story, databases):
    """The adopted model in an empty database: applied, and nothing left of it but what no diff can carry."""
    story.cli("--apply")
    target = databases.project(story.vendor, None, f"{story.name}-2")
    configs = {**story.configs, "q": {**target.config(), "tokens": tokens_config()}}
    made_by_init(story.options, story.folder, configs)
    with Server(story.options.build, configs) as server:
        snapshot, api = Api(server, "p", TOKEN).snapshot(), Api(server, "q", TOKEN)
        for kind in ("collections", "fields", "relations"):  # types that are no model's to make, and a key over two columns
            snapshot[kind] = [one for one in snapshot[kind] if one["collection"] not in ("every_type", "returns")]
        answer = api.apply(api.diff_of(snapshot))
        story.expect(answer.status == 204, f"{answer.status} {answer.body[:500]!r}")
        left = [line for line in server.log_text().splitlines() if "left out" in line and "schema.constraint_name" not in line]
        story.expect(not left, f"left out: {left[:3]}")
        again = api.diff(snapshot)  # what a model makes is named as Directus names it; SQLite keeps no names
        rest = [] if again.status == 204 else [
            entry for entries in json.loads(again.body)["data"]["diff"].values() for entry in entries
            if any(one.get("path") != ["schema", "constraint_name"] for one in entry["diff"])]
        story.expect(again.status == (204 if story.vendor == "sqlite" else 200) and not rest, f"the second diff: {again.status} {rest[:2]}")
        renamed = {**snapshot, "relations": api.snapshot()["relations"]}
        story.expect(api.diff(renamed).status == 204, "another difference than the names of keys")
    target.remove()


def of_an_older_version(story):
    """A version that lists what has no row: it gets its row, and loses it, and is listed before and after."""
    with Server(story.options.build, story.configs) as server:
        api = Api(server, "p", TOKEN)
        listed = api.snapshot()
        story.expect(any(one["meta"] is None for one in listed["collections"]), "this version lists nothing untracked")
        document = story.ask(api, "?apply=true")
        adopted = api.snapshot()
        if not story.expect({one["collection"] for one in adopted["collections"] if one["meta"]} == set(chandlery.TRACKED), document):
            return
        story.expect({key for key in relations_of({"relations": [one for one in adopted["relations"] if one["meta"]]})}
                     == set(chandlery.RELATIONS), "other relations")
        story.expect(story.ask(api).get("adopted") == [], "a second adoption finds something")
        story.untouched("after the adoption")
        way = json.loads(api.post("/schema/history/1/revert", b"", NO_BODY).body)["data"]
        answer = api.apply(way)
        story.expect(answer.status == 204 and api.snapshot() == listed, f"led back: {answer.status} {answer.body[:500]!r} {way['warnings'][-1:]}")
        story.expect(story.meta_rows() == 0, "rows are left")
        story.ask(api, "?apply=true")
        story.ask(api, "?apply=true&forget=true")
        story.expect(story.meta_rows() == 0 and api.snapshot() == listed, "forgotten, and something is left")
    story.untouched("after all were forgotten")


def beside_directus(story):
    """Tables beside Directus's own get their rows, with relations to its users and files; its model stays as it is."""
    with Server(story.options.build, story.configs) as server:
        api = Api(server, "p", TOKEN)
        before = api.snapshot()
        document = story.ask(api, "?apply=true")
        story.expect([one["collection"] for one in document["adopted"]] == ["crews", "voyages"], document["adopted"])
        story.expect(any(one["collection"] == "directus_users" for one in document["left_out"]), "Directus's tables are not named")
        adopted = api.snapshot()
        new = {("crews", "captain"): "directus_users", ("crews", "photo"): "directus_files", ("voyages", "crew"): "crews"}
        story.expect(relations_of(adopted) == {**relations_of(before), **new}, relations_of(adopted))
        photo = next(one for one in adopted["fields"] if one["field"] == "photo")
        story.expect((photo["type"], photo["meta"]["interface"], photo["meta"]["special"]) == ("uuid", "file", ["file"]), photo)
        story.expect(differs_not(api), "the snapshot differs from itself")
        story.ask(api, "?apply=true&forget=true&tables=crews,voyages")
        story.expect(api.snapshot() == before, "forgotten, and the model is another one")
    story.untouched("after all were forgotten")


def broken_off(story):
    """A database that refuses a row: nothing is done, also where each statement commits."""
    for table, event, query in (("directus_relations", "insert", ""), ("directus_collections", "delete", "&forget=true")):
        with Server(story.options.build, story.configs) as server:
            api = Api(server, "p", TOKEN)
            if event == "delete":
                story.ask(api, "?apply=true&aliases=true")
            rows, before = story.meta_rows(), api.snapshot()
            for statement in raising(story.vendor, table, event):
                story.project.execute(statement)
            answer = api.post(f"/schema/adopt?apply=true{query}", b"", NO_BODY)
            story.expect(answer.status >= 400, f"{event}: {answer.status} {answer.body[:300]!r}")
            for statement in mended(story.vendor, table):
                story.project.execute(statement)
            story.expect(story.meta_rows() == rows and api.snapshot() == before, f"{event}: rows are left or gone")
            story.expect(api.get("/schema/recover").body == b'{"data":{"journals":[]}}', "it is half done")
            story.untouched(f"after a refused {event}")
            story.expect(api.post(f"/schema/adopt?apply=true{query}", b"", NO_BODY).status == 200, f"{event}: not possible any more")
    story.expect(story.meta_rows() == 0, "not all is forgotten")


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            for name, tell, config in (
                    ("adopted", in_one_command, {}), ("forgotten", forgotten, {}), ("back", led_back, {}),
                    ("chosen", chosen, {"protected": ["customers"], "ignore": ["stores.opened"]}),
                    ("beside", beside_directus, {"base": "blog"}),
                    ("broken", broken_off, {}), ("older", of_an_older_version, {"directus_version": "11.5.1"}),
                    ("elsewhere", lambda story: elsewhere(story, databases), {})):
                if options.only and options.only not in name:
                    continue
                story = Story(options, databases, folder, vendor, name, **config)
                tell(story)
                report.tell(f"{vendor} {name}", story.faults)
                story.project.remove()
    report.end()


if __name__ == "__main__":
    main()
