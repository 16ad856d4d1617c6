#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who is told of an apply: a Directus that is to drop its caches, a webhook; a peer here writes down what it is asked.

What changed something is told once, with the token and nothing else; what changed nothing is not. Whatever the peer does (nothing,
500, a redirect, silence), the apply is done and answered, and no log holds a token.
"""
import copy
import http.server
import json
import pathlib
import queue
import tempfile
import threading

from harness import Api, Report, Server, arguments
from projects import Databases

DIRECTUS_TOKEN, HOOK_TOKEN, HOOK_SECRET = "token-of-directus", "token-of-the-hook", "secret-in-the-query"


class Peer:
    """Answers as `behaviour` says at the moment: a status, "redirect" or "silent"."""

    def __init__(self):
        self.asked, self.behaviour, self.go_on = queue.Queue(), 204, threading.Event()
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                peer.asked.put((self.path, self.headers.get("Authorization"), body))
                if peer.behaviour == "silent":
                    peer.go_on.wait(30)
                    return
                self.send_response(307 if peer.behaviour == "redirect" else peer.behaviour)
                if peer.behaviour == "redirect":
                    self.send_header("Location", f"http://127.0.0.1:{peer.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def requests(self, count):
        """That many; what comes beyond is found by the next who asks for one."""
        return [self.asked.get(timeout=60) for _ in range(count)]

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


def noted(api, text):
    wanted = copy.deepcopy(api.snapshot())
    wanted["collections"][0]["meta"]["note"] = text
    return api.diff_of(wanted)


def tell(report, options, folder, databases):
    faults = []

    def expect(fine, fault):
        if not fine:
            faults.append(fault)

    peer = Peer()
    for name, token in (("directus", DIRECTUS_TOKEN), ("hook", HOOK_TOKEN)):
        (pathlib.Path(folder) / f"{name}.token").write_text(token + "\n")
    whom = [{"directus": f"http://127.0.0.1:{peer.port}/cms", "token_file": str(pathlib.Path(folder) / "directus.token")},
            {"webhook": f"http://127.0.0.1:{peer.port}/hook?key={HOOK_SECRET}", "token_file": str(pathlib.Path(folder) / "hook.token")}]
    project = databases.project("sqlite", "blogd", "shop")
    config = {**project.config("12.4.0"), "after_apply": whom, "destructive": "deny"}
    with Server(options.build, {"shop": config}) as server:
        api = Api(server, "shop")
        diff = noted(api, "first")
        expect(api.apply(diff).status == 204, "the apply")
        (path, token, body), (hook, hook_token, told) = sorted(peer.requests(2))
        expect((path, token) == ("/cms/utils/cache/clear?system", f"Bearer {DIRECTUS_TOKEN}"), f"Directus was asked {path} with {token}")
        expect(json.loads(body) == {}, f"Directus got {body}")
        expect((hook, hook_token) == (f"/hook?key={HOOK_SECRET}", f"Bearer {HOOK_TOKEN}"), f"the hook was asked {hook} with {hook_token}")
        expect(json.loads(told) | {"by": ""} == {"event": "schema.applied", "project": "shop", "by": "", "entry": 1, "steps": 1, "left_out": 0},
               f"the hook was told {told}")

        # what changes nothing is not told: a diff without a step, one that is stale, one that is denied, questions
        gone = copy.deepcopy(api.snapshot())
        gone["fields"] = [f for f in gone["fields"] if (f["collection"], f["field"]) != ("authors", "bio")]
        expect(api.apply(api.diff_of(gone)).status == 403, "a denied apply")
        expect(api.apply(diff).status == 400, "a stale apply")
        expect(api.apply({"hash": "x", "diff": {"collections": [], "fields": [], "systemFields": [], "relations": []}}).status == 204, "an empty diff")
        api.post("/schema/plan", noted(api, "second"))
        api.post("/schema/adopt", b"")
        expect(api.apply(noted(api, "second")).status == 204, "the second apply")
        expect([json.loads(body)["entry"] for path, _, body in peer.requests(2) if path.startswith("/hook")] == [2], "told of more than the applies")

        for behaviour in (500, "redirect", "silent"):
            peer.behaviour = behaviour
            answer = api.apply(noted(api, f"while the peer is {behaviour}"))
            expect(answer.status == 204, f"{behaviour}: {answer.status}")
            first = peer.requests(1)[0]
            expect(first[0] != "/elsewhere", "a redirect was followed")
            peer.behaviour = 204
            peer.go_on.set()
            if behaviour != "silent":
                asked = [path for path, _, _ in peer.requests(2)]  # Directus again, then the hook
                expect(asked[0].startswith("/cms") and asked[1].startswith("/hook"), f"{behaviour}: asked then {asked}")
            else:
                asked = [path for path, _, _ in peer.requests(2)]
                expect(asked[0].startswith("/cms"), f"{behaviour}: asked then {asked}")
            peer.go_on.clear()
        peer.close()
        expect(api.apply(noted(api, "nobody is there")).status == 204, "nobody is there")
        server.stop()
        log = server.log_text()
        expect("could not tell of an apply" in log, "the log says nothing of who could not be told")
        for secret in (DIRECTUS_TOKEN, HOOK_TOKEN, HOOK_SECRET):
            expect(secret not in log, f"the log holds {secret}")
    report.tell("told of applies", faults)


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(["sqlite"], folder) as databases:
        tell(report, options, folder, databases)
    report.end()


if __name__ == "__main__":
    main()
