#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What clients read beside the model, on every vendor: /collections, /fields and /relations against what Directus answered on the same
databases, lists of Directus's own tables against their rows, log-ins, sessions, and that no secret is told.
"""
import base64
import hashlib
import hmac
import json
import struct
import tempfile
import time

from clients import EMAIL, HASH, PASSWORD, known_password
from harness import Api, Report, Server, arguments, conformance
from projects import VENDORS, Databases

LISTS = ("access", "dashboards", "flows", "folders", "operations", "panels", "permissions", "policies", "presets", "roles",
         "translations", "users")
SECRET = "a-secret-of-this-test"
PROJECT_DATA = {  # rows that a fresh project has not
    "directus_flows": "insert into directus_flows (id, name, status, trigger, accountability, options, operation, date_created) values "
                      "('11111111-1111-4111-8111-111111111111', 'f', 'active', 'manual', 'all', '{\"a\":[1,null]}', null, {now})",
    "directus_permissions": "insert into directus_permissions (collection, action, permissions, fields, policy) select 'posts', 'read', "
                            "'{\"_and\":[]}', 'id,title', id from directus_policies where admin_access = {no}",
    "directus_folders": "insert into directus_folders (id, name, parent) values ('22222222-2222-4222-8222-222222222222', 'top', null), "
                        "('33333333-3333-4333-8333-333333333333', 'in it', '22222222-2222-4222-8222-222222222222')",
    "directus_presets": "insert into directus_presets (collection, layout_query, filter) values ('posts', '{\"page\":1}', null)",
}
WORDS = {"sqlite": {"now": "1700000000123", "no": "0"}, "postgres": {"now": "'2023-11-14 22:13:20.123+00'", "no": "false"},
         "mysql": {"now": "'2023-11-14 22:13:20'", "no": "0"}}


def fill(project, vendor):
    for table, statement in PROJECT_DATA.items():
        for word, value in WORDS[vendor].items():
            statement = statement.replace("{" + word + "}", value)
        if vendor == "mysql":
            statement = statement.replace("trigger,", "`trigger`,")
        project.execute(statement)


def recorded(vendor, base, kind):
    return json.loads((conformance() / "snapshots" / vendor / base / f"{kind}.json").read_text(encoding="utf-8"))["data"]


def told_as_recorded(api, vendor, base, kind):
    """Items of the project wholly; of Directus's own what this is, without how an app shows it."""
    answer = api.get(f"/{kind}")
    if answer.status != 200:
        return [f"{answer.status}: {answer.body[:300]!r}"]
    names = ("collection",) if kind == "collections" else ("collection", "field")
    # one relation of Directus's is listed twice
    keyed = lambda items: {tuple(one[n] for n in names) + ((one["meta"] or {}).get("one_field"),) * (kind == "relations"): one for one in items}
    ours, theirs = keyed(json.loads(answer.body)["data"]), keyed(recorded(vendor, base, kind))
    faults = []
    for key, there in theirs.items():
        system = (there["meta"] or {}).get("system")
        if system and kind == "fields" and "no-data" in (there["meta"]["special"] or []):
            continue  # a line or a title of the app
        here = ours.pop(key, None)
        if here is None:
            faults.append(f"{key} is missing")
            continue
        for name in ("type", "related_collection"):
            if here.get(name) != there.get(name):
                faults.append(f"{key}.{name}: {here.get(name)}, recorded {there.get(name)}")
        meta, recorded_meta = here["meta"] or {}, there["meta"] or {}
        if system:
            wanted = ["special"] if kind == "fields" else ["singleton", "accountability", "sort_field", "archive_field"] if kind == "collections" \
                else ["many_collection", "many_field", "one_collection", "one_field", "one_deselect_action", "junction_field", "sort_field"]
            meta, recorded_meta = {k: meta.get(k) for k in wanted}, {k: recorded_meta.get(k) for k in wanted}
        if meta != recorded_meta:
            faults.append(f"{key}.meta: {meta}\n      recorded {recorded_meta}")
        schema, recorded_schema = here["schema"] or {}, there["schema"] or {}
        told = {name: schema[name] for name in schema if schema[name] != recorded_schema.get(name)
                and not (name == "generation_expression" and not there["meta"])}  # DELIBERATE: what SQLite's catalog says is told
        if told:
            faults.append(f"{key}.schema: {told}\n      recorded { {name: recorded_schema.get(name) for name in told} }")
    faults += [f"{key} is not recorded" for key in ours]
    return faults


def rows_are_told(api, project):
    faults = []
    for name in LISTS:
        answer = api.get(f"/{name}?limit=-1&meta=total_count")
        if answer.status != 200:
            faults.append(f"/{name}: {answer.status} {answer.body[:300]!r}")
            continue
        told = json.loads(answer.body)
        count = int(project.execute(f"select count(*) from directus_{name}")[0][0])
        if len(told["data"]) != count or told["meta"]["total_count"] != count:
            faults.append(f"/{name}: {len(told['data'])} rows, {told['meta']} of {count}")
        for one in told["data"]:
            by_key = api.get(f"/{name}/{one['id']}")
            if by_key.status != 200 or json.loads(by_key.body)["data"] != one:
                faults.append(f"/{name}/{one['id']}: {by_key.status} {by_key.body[:200]!r}")
        for secret in (b"admintoken", b"$argon2", HASH.encode()):
            if secret in answer.body:
                faults.append(f"/{name} tells {secret!r}")
    return faults


def shapes(api):
    def get(path):
        answer = api.get(path)
        return json.loads(answer.body)["data"] if answer.status == 200 else f"{answer.status} {answer.body[:300]!r}"

    flow = {"id": "11111111-1111-4111-8111-111111111111", "options": {"a": [1, None]}, "operations": []}
    got = {
        "a flow": (get("/flows?fields=id,options,operations"), [flow]),
        "a date-time": (get("/flows?fields=date_created")[0]["date_created"][:19], "2023-11-14T22:13:20"),
        "lists by commas": (get("/permissions?fields=fields,permissions")[0], {"fields": ["id", "title"], "permissions": {"_and": []}}),
        "a folder's folder": (get("/folders?fields=name,parent.name&sort=-name"),
                              [{"name": "top", "parent": None}, {"name": "in it", "parent": {"name": "top"}}]),
        "flags": (get("/policies?filter[admin_access][_eq]=true&fields=admin_access,app_access"),
                  [{"admin_access": True, "app_access": True}]),
        "users of a role": (get("/roles?fields=name,users.email"), [{"name": "Administrator", "users": [{"email": EMAIL}]}]),
        "through lists": (get('/roles?filter={"users":{"_some":{"email":{"_eq":"%s"}}}}&fields=name' % EMAIL), [{"name": "Administrator"}]),
        "a page": (get("/folders?limit=1&offset=1&sort=name&fields=name"), [{"name": "top"}]),
        "a contained text": (get("/folders?filter[name][_contains]=n%20i&fields=name"), [{"name": "in it"}]),
        "settings": (isinstance(get("/settings"), dict) or get("/settings") is None, True),
        "me": (get("/users/me?fields=email,role.name,password"),
               {"email": EMAIL, "role": {"name": "Administrator"}, "password": "**********"}),
        "globals": (get("/policies/me/globals"), {"app_access": True, "admin_access": True, "enforce_tfa": False}),
    }
    faults = [f"{name}: {told}, not {wanted}" for name, (told, wanted) in got.items() if told != wanted]
    for path in ("/roles/nothing", "/permissions/nothing", "/roles/44444444-4444-4444-8444-444444444444", "/fields/nothing", "/collections/x'y"):
        answer = api.get(path)
        if (answer.status, answer.code()) != (403, "FORBIDDEN"):
            faults.append(f"{path}: {answer.status} {answer.body[:200]!r}")
    for query in ("filter[id][_eq]=nothing", "filter[name][_regex]=x", "search=x", "sort=password", "filter[nothing][_eq]=1", "fields=nothing",
                  "filter[name][_eq]=%00", "filter[id][_in]=a,b"):
        answer = api.get(f"/users?{query}")
        if answer.status not in (200, 400) or (answer.status == 400 and answer.code() != "INVALID_QUERY"):
            faults.append(f"/users?{query}: {answer.status} {answer.body[:200]!r}")
    big = api.get("/permissions?filter[id][_gt]=99999999999999")
    if big.status >= 500:
        faults.append(f"a large number: {big.status} {big.body[:200]!r}")
    return faults


def code_of(secret, when):
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int(when) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06}"


def logging_in(server, name, project):
    faults = []

    def post(path, body, headers=()):
        return server.request("POST", f"/{name}/auth/{path}", {"Content-Type": "application/json", **dict(headers)}, json.dumps(body).encode())

    def expect(what, answer, status, code=None):
        if (answer.status, answer.code()) != (status, code):
            faults.append(f"{what}: {answer.status} {answer.body[:300]!r}")
        return json.loads(answer.body)["data"] if answer.status == 200 and answer.body else {}

    def whose(token):
        return server.request("GET", f"/{name}/users/me?fields=email", {"Authorization": f"Bearer {token}"})

    right = {"email": EMAIL.upper(), "password": PASSWORD}
    tokens = expect("log in", post("login", right), 200)
    expect("who that is", whose(tokens.get("access_token")), 200)
    again = expect("refresh", post("refresh", {"refresh_token": tokens.get("refresh_token")}), 200)
    expect("refresh with the old one", post("refresh", {"refresh_token": tokens.get("refresh_token")}), 401, "INVALID_CREDENTIALS")
    expect("log out", post("logout", {"refresh_token": again.get("refresh_token")}), 204)
    expect("refresh after it", post("refresh", {"refresh_token": again.get("refresh_token")}), 401, "INVALID_CREDENTIALS")
    by_cookie = post("login", {**right, "mode": "cookie"})
    expect("by cookie", by_cookie, 200)
    cookie = (by_cookie.header("Set-Cookie") or "").split(";")[0]
    expect("refresh by cookie", post("refresh", {"mode": "cookie"}, {"Cookie": cookie}), 200)
    session = post("login", {**right, "mode": "session"})
    cookie = (session.header("Set-Cookie") or "").split(";")[0]
    expect("by session", server.request("GET", f"/{name}/users/me", {"Cookie": cookie}), 200)
    expect("out of the session", post("logout", {"mode": "session"}, {"Cookie": cookie}), 204)
    expect("after it", server.request("GET", f"/{name}/users/me", {"Cookie": cookie}), 401, "INVALID_CREDENTIALS")
    expect("a wrong password", post("login", {"email": EMAIL, "password": "wrong"}), 401, "INVALID_CREDENTIALS")
    expect("nobody", post("login", {"email": "nobody@x.org", "password": "wrong"}), 401, "INVALID_CREDENTIALS")
    expect("no mail", post("login", {"password": "wrong"}), 400, "INVALID_PAYLOAD")
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    project.execute(f"update directus_users set tfa_secret = '{key}' where email = '{EMAIL}'")
    expect("without the code", post("login", right), 401, "INVALID_OTP")
    expect("with a wrong code", post("login", {**right, "otp": "abcdef"}), 401, "INVALID_OTP")
    expect("with the code", post("login", {**right, "otp": code_of(key, time.time())}), 200)
    project.execute("update directus_users set tfa_secret = null")
    project.execute("update directus_settings set auth_login_attempts = 2")
    if not project.execute("select count(*) from directus_settings")[0][0] in (0, "0"):
        for _ in range(2):
            expect("wrong", post("login", {"email": EMAIL, "password": "wrong"}), 401, "INVALID_CREDENTIALS")
        expect("once too often", post("login", right), 401, "USER_SUSPENDED")
        expect("suspended", post("login", right), 401, "USER_SUSPENDED")
        expect("suspended, a wrong password", post("login", {"email": EMAIL, "password": "wrong"}), 401, "INVALID_CREDENTIALS")
        expect("the static token", server.request("GET", f"/{name}/users/me", {"Authorization": "Bearer admintoken"}), 401,
               "INVALID_CREDENTIALS")
    for secret in (PASSWORD, tokens.get("access_token", "-"), tokens.get("refresh_token", "-"), key):
        if secret in server.log_text():
            faults.append("the log holds a secret")
    return faults


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    bases = [base for base in ("empty", "blog", "kitchen", "kitchen2") if not options.only or options.only in base]
    with tempfile.TemporaryDirectory(prefix="schemad-lists-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            there = [base for base in bases if (conformance() / "snapshots" / vendor / base / "fields.json").exists()]
            projects = {base: databases.project(vendor, base, f"{base}-{vendor}-lists") for base in there}
            filled = projects["filled"] = databases.project(vendor, "empty", f"filled-{vendor}-lists")
            known_password(filled)
            fill(filled, vendor)
            with Server(options.build, {name: {**one.config(), "secret": SECRET} for name, one in projects.items()},
                        log_level="info") as server:
                for base in there:
                    for kind in ("collections", "fields", "relations"):
                        report.tell(f"{vendor} {base} /{kind}", told_as_recorded(Api(server, base), vendor, base, kind)[:12])
                report.tell(f"{vendor} rows are told", rows_are_told(Api(server, "filled"), filled))
                report.tell(f"{vendor} shapes", shapes(Api(server, "filled")))
                report.tell(f"{vendor} log in", logging_in(server, "filled", filled))
    report.end()


if __name__ == "__main__":
    main()
