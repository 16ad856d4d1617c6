#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records of configuration on recorded databases of Directus and on one that `schemad init` made, on every vendor.

POST /utils/import in both forms and modes, twice; with and without consent to delete; what is refused, with nothing changed; the way
back of the history. Schema and configuration in one apply: a fault in either leaves neither, kill -9 at drawn moments leaves all or
nothing (that each single statement may fail so is what conformance_interrupted shows). SCHEMAD_QUICK=1 kills less often.
"""
import copy
import json
import os
import random
import subprocess
import tempfile
import threading
import time

from harness import Api, Report, Server, arguments, field_of, multipart
from projects import VENDORS, Databases, without_counters

KILLS = 6 if os.environ.get("SCHEMAD_QUICK") else 40
PUBLIC = "abf8a154-5b1c-4a46-ac9c-7300570f4f17"  # the policy of everybody, the same in every project
TABLES = ("roles", "policies", "access", "permissions", "flows", "operations", "dashboards", "panels", "presets", "translations", "folders", "settings")


def uuid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def batch():
    """Something of every table that d6s sends, and presets."""
    return [
        {"collection": "directus_operations", "items": [
            {"id": uuid(11), "name": "Ask", "key": "ask", "type": "request", "position_x": 1, "position_y": 2, "flow": uuid(10), "resolve": uuid(12),
             "options": {"url": "https://example.com/ä?token=hush", "headers": [{"header": "Authorization", "value": "Bearer hush"}]}},
            {"id": uuid(12), "key": "log", "type": "log", "position_x": 20, "position_y": 2, "flow": uuid(10), "options": None}]},
        {"collection": "directus_flows", "items": [{"id": uuid(10), "name": "On a new post", "trigger": "event", "options": {"scope": ["items.create"], "collections": ["posts"]},
                                                    "operation": uuid(11)}]},
        {"collection": "directus_roles", "items": [{"id": uuid(1), "name": "Editors", "parent": uuid(2)}, {"id": uuid(2), "name": "Staff", "description": "all of \"them\" 😀"}]},
        {"collection": "directus_policies", "items": [{"id": uuid(3), "name": "Edit", "app_access": True, "ip_access": ["10.0.0.0/8", "192.168.1.5"], "enforce_tfa": False}]},
        {"collection": "directus_access", "items": [{"id": uuid(4), "role": uuid(1), "policy": uuid(3), "sort": 1}]},
        {"collection": "directus_permissions", "items": [
            {"id": -1, "collection": "posts", "action": "read", "fields": ["*"], "permissions": {"status": {"_eq": "published"}}, "policy": uuid(3)},
            {"id": -2, "collection": "posts", "action": "update", "fields": ["id", "title"], "validation": {"_and": []}, "presets": {"title": "new"}, "policy": uuid(3)}]},
        {"collection": "directus_dashboards", "items": [{"id": uuid(20), "name": "Numbers", "color": "#ff0000"}]},
        {"collection": "directus_panels", "items": [{"id": uuid(21), "dashboard": uuid(20), "type": "metric", "position_x": 1, "position_y": 1, "width": 8, "height": 8,
                                                     "show_header": True, "options": {"collection": "posts", "nested": [1, 2.5, None, {"a": "b"}]}}]},
        {"collection": "directus_presets", "items": [{"collection": "posts", "layout": "tabular", "role": uuid(1), "layout_query": {"tabular": {"sort": ["-id"]}}}]},
        {"collection": "directus_translations", "items": [{"id": uuid(30), "language": "de-DE", "key": "hello", "value": "Hallo, \"Welt\"\n"}]},
        {"collection": "directus_folders", "items": [{"id": uuid(41), "name": "below", "parent": uuid(40)}, {"id": uuid(40), "name": "above"}]},
        {"collection": "directus_settings", "items": [{"id": 1, "project_name": "Configured", "public_registration_role": uuid(1), "basemaps": [{"name": "x", "type": "raster"}],
                                                       "module_bar": [{"type": "module", "id": "content", "enabled": True}]}]},
    ]


def in_any_order(dump):
    """Rows that come back stand behind the others, in a database that tells them as they lie."""
    return sorted(dump.splitlines()) if isinstance(dump, str) else dump


def keyed(project, collections):
    """What a client sends that has read the keys: the second time."""
    collections = copy.deepcopy(collections)
    for part in collections:
        table = part["collection"]
        if table in ("directus_permissions", "directus_presets"):
            ids = [int(row[0]) for row in project.execute(f"select id from {table} order by id")]
            for record, number in zip(part["items"], ids[-len(part["items"]):]):
                record["id"] = number
    return collections


class Story:
    def __init__(self, report, server, name, project):
        self.report, self.name, self.project, self.faults = report, name, project, []
        self.server, self.api = server, Api(server, name)

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def status(self, answer, status, what, code=None, *words, keeps=False):
        text = answer.body.decode(errors="replace")
        self.expect(keeps or "hush" not in text, f"{what}: a secret is in the answer")
        return self.expect(answer.status == status and code in (None, answer.code()) and all(word in text for word in words),
                           f"{what}: {answer.status} {text[:400]}")

    def imported(self, collections, query="mode=merge", form=False):
        body, headers = json.dumps(collections).encode(), None
        if form:
            headers, body = multipart(body, "payload.json", "application/json")
        return self.api.post(f"/utils/import?{query}", body, headers)

    def end(self):
        self.report.tell(self.name, self.faults)


def by_command(story, options, kept):
    """The same way back by `schemad revert`."""
    gone = story.imported([{"collection": "directus_flows", "items": []}], "mode=merge&dangerouslyAllowDelete=true")
    if not story.status(gone, 200, "flows deleted"):
        return
    entry = json.loads(story.api.get("/schema/history").body)["data"]["entries"][0]["id"]
    schemad = lambda *words: subprocess.run([options.build / "bin" / "schemad", *words, "--url", f"http://127.0.0.1:{story.server.port}/{story.name}"],  # noqa: E731
                                            capture_output=True, text=True, timeout=120, env={**os.environ, "SCHEMAD_TOKEN": "admintoken"})
    told = schemad("history", str(entry))
    story.expect(f"- {uuid(10)}" in told.stdout and "3 removed" in told.stdout, f"history {told.stdout} {told.stderr}")
    back = schemad("revert", "--yes", str(entry))
    story.expect(back.returncode == 0 and f"+ {uuid(10)}" in back.stderr, f"revert {back.returncode} {back.stderr}")
    story.expect(in_any_order(story.project.dump()) == in_any_order(kept), "`schemad revert` does not lead to what was there")


def tell_import(report, options, server, vendor, project):
    story = Story(report, server, f"{vendor}-import", project)
    api, expect = story.api, story.expect
    untouched = project.dump()
    dry = story.imported(batch(), "mode=merge&dryRun=true", form=True)
    if story.status(dry, 200, "dry run"):
        expect(json.loads(dry.body)["data"]["applied"] is False, "a dry run says that it is applied")
        expect(vendor != "sqlite" or project.dump() == untouched, "a dry run left something behind")
    answer = story.imported(batch(), form=True)
    if not story.status(answer, 200, "import"):
        return story.end()
    told, dried = json.loads(answer.body)["data"], json.loads(dry.body)["data"]
    expect(told["applied"] is True and told["mode"] == "merge", f"{told}"[:200])
    expect(list(told["collections"]) == list(dried["collections"]), "the dry run tells of other collections")
    counts = {name: [len(part[key]) for key in ("existing", "new", "deleted", "mapped")] for name, part in told["collections"].items()}
    expect(counts["directus_permissions"] == [0, 2, 0, 2] and counts["directus_settings"] == [1, 0, 0, 0] and counts["directus_presets"] == [0, 1, 0, 0], f"{counts}")
    expect([key for key in told["collections"]["directus_permissions"]["mapped"]] == ["-1", "-2"], "the temporary keys are not mapped")
    rows = project.execute("select name, parent from directus_roles where name = 'Editors'")
    expect([tuple(str(cell) for cell in row) for row in rows] == [("Editors", uuid(2))], f"{rows}")

    before, entries = project.dump(), json.loads(api.get("/schema/history").body)["data"]["entries"]
    again = story.imported(keyed(project, batch()))
    if story.status(again, 200, "the same once more"):
        told = json.loads(again.body)["data"]["collections"]
        expect(all(not part["new"] and not part["deleted"] for part in told.values()), f"the second import makes or deletes {told}"[:400])
    expect(project.dump() == before, "the second import changed something")
    expect(json.loads(api.get("/schema/history").body)["data"]["entries"] == entries, "the second import has an entry in the history")

    def refused(what, collections, status, code, *words, query="mode=merge"):
        story.status(story.imported(collections, query), status, what, code, *words)
        expect(project.dump() == before, f"{what}: refused, but the database changed")

    one = lambda table, **record: [{"collection": table, "items": [record]}]  # noqa: E731
    refused("unknown field", one("directus_roles", name="a", colour="red"), 400, "INVALID_PAYLOAD", "directus_roles", "Record 1", "colour")
    refused("wrong type", one("directus_roles", name=5), 400, "INVALID_PAYLOAD", "name")
    refused("too long", one("directus_roles", name="x" * 300), 400, "INVALID_PAYLOAD", "name", "100")
    refused("missing reference", one("directus_access", policy=uuid(999)), 400, "INVALID_FOREIGN_KEY", "policy")
    refused("missing value", one("directus_policies", icon="x"), 400, "INVALID_PAYLOAD", "name", "required")
    refused("not unique", one("directus_flows", name="x", operation=uuid(11)), 400, "RECORD_NOT_UNIQUE", "operation")
    refused("content", one("posts", title="x"), 400, "INVALID_PAYLOAD", "posts")
    refused("the model", one("directus_fields", field="x"), 400, "INVALID_PAYLOAD", "directus_fields")
    refused("a secret", one("directus_settings", ai_openai_api_key="hush"), 400, "INVALID_PAYLOAD", "ai_openai_api_key")
    refused("mode", [], 400, "INVALID_PAYLOAD")
    refused("another mode", one("directus_roles", name="a"), 400, "INVALID_QUERY", "add", "merge", query="mode=mirror")
    refused("deletions of add", one("directus_roles", name="a"), 400, "INVALID_QUERY", query="mode=add&dangerouslyAllowDelete")
    refused("the last administrator", [{"collection": "directus_policies", "items": [{"id": PUBLIC}]}], 422, "UNPROCESSABLE_CONTENT", "last admin",
            query="mode=merge&dangerouslyAllowDelete=true")

    story.status(story.imported([{"collection": "directus_flows", "items": []}, {"collection": "directus_folders", "items": [{"id": uuid(40), "name": "alone"}]}]), 200, "without consent")
    expect(int(project.execute("select count(*) from directus_flows")[0][0]) == 1, "a flow went without consent")
    kept = project.dump()
    answer = story.imported([{"collection": "directus_flows", "items": []}, {"collection": "directus_folders", "items": [{"id": uuid(40)}]},
                             {"collection": "directus_roles", "items": [{"id": row[0]} for row in project.execute("select id from directus_roles where name <> 'Editors'")]}],
                            "mode=merge&dangerouslyAllowDelete=true")
    if story.status(answer, 200, "with consent"):
        deleted = {name: part["deleted"] for name, part in json.loads(answer.body)["data"]["collections"].items()}
        expect(deleted == {"directus_roles": [uuid(1)], "directus_folders": [uuid(41)], "directus_flows": [uuid(10)]}, f"{deleted}")
        left = [int(project.execute(f"select count(*) from directus_{table}")[0][0]) for table in ("flows", "operations", "presets")]
        expect(left == [0, 0, 0], f"left over: {left}")
        history = json.loads(api.get("/schema/history").body)["data"]["entries"]
        entry = api.get(f"/schema/history/{history[0]['id']}")
        story.status(entry, 200, "the entry", None, uuid(10), "directus_flows", keeps=True)  # what leads back needs the values
        expect("hush" not in json.dumps({**json.loads(entry.body)["data"], "back": None}), "a secret is in the entry, outside of what leads back")
        way = api.post(f"/schema/history/{history[0]['id']}/revert", {})
        if expect(way.status == 200, f"revert: {way.status} {way.body[:300]}"):
            story.status(api.post("/schema/apply", json.loads(way.body)["data"]), 204, "the way back")
            expect(in_any_order(project.dump()) == in_any_order(kept), "the way back does not lead to what was there")
        by_command(story, options, kept)
    expect("hush" not in server.log_text(), "a secret is in the log")
    story.end()


OWN_FIELDS = {"when_ts": ("datetime", "timestamp with time zone", "timestamp null"), "when_dt": ("datetime", "timestamp", "datetime null"),
              "when_day": ("date", "date", "date"), "when_time": ("time", "time", "time"), "big": ("bigint", "bigint", "bigint"), "exact": ("text", "numeric(40, 20)", "decimal(30, 10)")}
OWN_VALUES = {"when_ts": "2026-01-01T00:30:00.000+02:00", "when_dt": "2026-03-29T02:30:00", "when_day": "2026-02-28", "when_time": "23:59",
              "big": "9007199254740993", "exact": "12345678901234567890.0123456789"}


def tell_values(report, server, vendor, project):
    """Fields of one's own on Directus's users: what the lists tell can be sent back, and changes nothing."""
    story = Story(report, server, f"{vendor}-values", project)
    place, record = VENDORS.index(vendor), {"id": uuid(50).upper(), "email": "Own@example.com"}
    for name, types in OWN_FIELDS.items():
        special = "'cast-timestamp'" if name == "when_ts" else "null"
        project.execute(f"alter table directus_users add column {name} {types[place]}")
        project.execute(f"insert into directus_fields (collection, field, special) values ('directus_users', '{name}', {special})")
    story.status(story.imported([{"collection": "directus_users", "items": [{**record, **OWN_VALUES}]}]), 200, "values of one's own")
    told = story.api.get(f"/users/{uuid(50)}?fields=id,email," + ",".join(OWN_FIELDS))
    if story.status(told, 200, "the user"):
        shown, wanted = json.loads(told.body)["data"], {**OWN_VALUES, "id": uuid(50), "email": record["email"], "when_ts": "2025-12-31T22:30:00.000Z",
                                                        "exact": OWN_VALUES["exact"] + ("0" * 10 if vendor == "postgres" else ""),
                                                        "when_time": "23:59" if vendor == "sqlite" else "23:59:00"}
        story.expect(shown == wanted, f"{shown}, wanted {wanted}")
        before, entries = project.dump(), json.loads(story.api.get("/schema/history").body)["data"]["entries"]
        for what, again in (("what is told", shown), ("what was sent", {**record, **OWN_VALUES})):
            story.status(story.imported([{"collection": "directus_users", "items": [again]}]), 200, what)
            story.expect(project.dump() == before, f"{what}, sent again, changed something")
        story.expect(json.loads(story.api.get("/schema/history").body)["data"]["entries"] == entries, "it has an entry in the history")
        for name, bad in (("when_ts", "0000-00-00T00:00:00Z"), ("when_ts", "yesterday"), ("when_dt", "2026-02-30T00:00:00"), ("when_day", "20260228"),
                          ("when_day", "2026-02-28T10:00:00"), ("when_time", "T10:00:00")):
            story.status(story.imported([{"collection": "directus_users", "items": [{"id": uuid(50), name: bad}]}]), 400, f"{name}: {bad}",
                         "INVALID_PAYLOAD", name, "has to be")
        exact = project.execute(f"select big, exact from directus_users where id = '{uuid(50)}'")
        story.status(story.imported([{"collection": "directus_users", "items": [{"id": uuid(50), "big": 1, "exact": "2.5"}]}]), 200, "other numbers")
        entry = json.loads(story.api.get("/schema/history").body)["data"]["entries"][0]["id"]
        way = story.api.post(f"/schema/history/{entry}/revert", {})
        if story.expect(way.status == 200, f"revert: {way.status} {way.body[:300]}"):
            story.status(story.api.post("/schema/apply", json.loads(way.body)["data"]), 204, "the way back")
            story.expect(project.execute(f"select big, exact from directus_users where id = '{uuid(50)}'") == exact, "the way back rounds")
        before = project.dump()
        story.status(story.imported([{"collection": "directus_users", "items": [{"email": "OWN@example.com"}]}]), 400, "an address in capitals",
                     "RECORD_NOT_UNIQUE", "email")
        story.expect(project.dump() == before, "what was refused changed something")
    story.end()


def edited(snapshot):
    """A field more, and one that goes with its values."""
    made = copy.deepcopy(field_of(snapshot, "posts", "title"))
    made["field"] = made["meta"]["field"] = made["schema"]["name"] = "subtitle"
    made["schema"]["is_nullable"] = True
    snapshot["fields"].append(made)
    snapshot["fields"].remove(field_of(snapshot, "authors", "bio"))
    return snapshot


def together(api, collections, mode="merge"):
    diff = api.diff_of(edited(api.snapshot()))
    diff["configuration"] = {"mode": mode, "collections": collections}
    return diff


def tell_together(report, server, vendor, project):
    story = Story(report, server, f"{vendor}-together", project)
    api, expect = story.api, story.expect
    before = project.dump()
    payload = together(api, batch())
    bad = copy.deepcopy(payload)
    next(p for p in bad["configuration"]["collections"] if p["collection"] == "directus_access")["items"][0]["policy"] = uuid(99)
    story.status(api.apply(bad), 400, "a fault in the configuration", "INVALID_FOREIGN_KEY", "directus_access", "policy")
    expect(project.dump() == before, "refused for its configuration, and something changed")
    bad = copy.deepcopy(payload)
    bad["hash"] = "0" * 40
    story.status(api.apply(bad), 400, "a stale diff", "INVALID_PAYLOAD", "hash")
    expect(project.dump() == before, "refused for its hash, and something changed")
    plan = api.post("/schema/plan", payload)
    if story.status(plan, 200, "plan"):
        kinds = {step["kind"] for step in json.loads(plan.body)["data"]["steps"]}
        expect("record" in kinds and "field" in kinds, f"the plan shows {kinds}")
    answer = api.post("/schema/apply", payload, {"Content-Type": "application/json", "Prefer": "return=representation"})
    if story.status(answer, 200, "together"):
        told = json.loads(answer.body)["data"]
        expect(told.get("configuration", {}).get("applied") is True, f"{told}"[:300])
        expect(int(project.execute("select count(*) from directus_permissions where policy = '" + uuid(3) + "'")[0][0]) == 2, "no permissions")
        way = api.post(f"/schema/history/{told['entry']}/revert", {})
        if expect(way.status == 200, f"revert: {way.status}"):
            story.status(api.post("/schema/apply", json.loads(way.body)["data"]), 204, "the way back")
            left = [int(project.execute(f"select count(*) from directus_{table} where id = '{uuid(number)}'")[0][0])
                    for table, number in (("roles", 1), ("policies", 3), ("flows", 10), ("panels", 21), ("folders", 41))]
            expect(left == [0] * 5, f"records are still there: {left}")
            expect(project.execute("select project_name from directus_settings")[0][0] == "Directus", "settings are not as they were")
    story.end()


def tell_killed(report, options, vendor, project):
    """Whole or nothing, in every table and column, whenever the server dies."""
    faults, outcomes, rng = [], {"old": 0, "new": 0}, random.Random(12)
    config = {"killed": project.config()}
    # numbers and dates of what is made differ from one run to the next
    part = [one for one in batch() if one["collection"] in ("directus_roles", "directus_policies", "directus_access", "directus_translations", "directus_folders", "directus_settings")]
    with Server(options.build, config) as server:
        api = Api(server, "killed")
        payload = together(api, part)
        old = without_counters(project.dump())
        started = time.monotonic()
        answer = api.apply(payload)
        takes = time.monotonic() - started
        if answer.status != 204:
            return report.tell(f"{vendor}-killed", [f"{answer.status} {answer.body[:300]}"])
        new = without_counters(project.dump())
    for _ in range(KILLS):
        project.reset()
        with Server(options.build, config) as server:
            api = Api(server, "killed")
            api.get("/server/health")

            def ask():
                try:
                    api.apply(payload)
                except Exception:
                    pass  # cut off by the kill

            client = threading.Thread(target=ask)
            client.start()
            client.join(rng.uniform(0, takes * 1.6))
            server.kill()
            client.join()
        with Server(options.build, config) as server:  # settles what is left
            api = Api(server, "killed")
            deadline = time.monotonic() + 60
            while api.post("/schema/recover", {}).status not in (200, 204) and time.monotonic() < deadline:
                time.sleep(0.2)
            now = without_counters(project.dump())
        which = "old" if now == old else "new" if now == new else None
        if which:
            outcomes[which] += 1
        else:
            lines = [set(str(dump).splitlines()) for dump in (old, new, now)]
            faults.append(f"neither as before nor as asked: {sorted(lines[2] - lines[0])[:3]} and not as asked {sorted(lines[2] - lines[1])[:3]}"[:1500])
    print(f"{vendor}: killed {KILLS} times, as before {outcomes['old']}, as asked {outcomes['new']}")
    report.tell(f"{vendor}-killed", faults)


def tell_initialised(report, options, vendor, project, folder):
    """No table of configuration there: told by name, and lists without records do nothing."""
    name = f"{vendor}-init"
    file = os.path.join(folder, f"{name}.json")
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"plugins": {"directory": str(options.build / "plugins")}, "projects": {name: project.config()}}, out)
    made = subprocess.run([options.build / "bin" / "schemad", "init", "--config", file], capture_output=True, text=True, timeout=300)
    if made.returncode != 0:
        return report.tell(name, [made.stderr])
    token = "a-token-of-the-configuration"
    digest = subprocess.run(["sha256sum"], input=token, capture_output=True, text=True).stdout.split()[0]
    config = {name: {**project.config(), "tokens": [{"name": "ci", "sha256": digest}]}}
    with Server(options.build, config) as server:
        story = Story(report, server, name, project)
        story.api = Api(server, name, token)
        before = project.dump()
        story.status(story.imported(batch()), 400, "import", "INVALID_PAYLOAD", "there is no such table")
        story.status(story.imported([{"collection": f"directus_{table}", "items": []} for table in TABLES]), 200, "empty lists")
        story.expect(project.dump() == before, "something changed")
        story.end()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory() as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            projects = {f"{vendor}-{name}": databases.project(vendor, "blogd", f"{vendor}-{name}") for name in ("import", "values", "together", "killed")}
            wanted = lambda name: not options.only or options.only in f"{vendor}-{name}"  # noqa: E731
            with Server(options.build, {name: project.config() for name, project in projects.items()}) as server:
                if wanted("import"):
                    tell_import(report, options, server, vendor, projects[f"{vendor}-import"])
                if wanted("values"):
                    tell_values(report, server, vendor, projects[f"{vendor}-values"])
                if wanted("together"):
                    tell_together(report, server, vendor, projects[f"{vendor}-together"])
            if wanted("killed"):
                tell_killed(report, options, vendor, projects[f"{vendor}-killed"])
            if wanted("init"):
                tell_initialised(report, options, vendor, databases.project(vendor, None, f"{vendor}-init"), folder)
    report.end()


if __name__ == "__main__":
    main()
