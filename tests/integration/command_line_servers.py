#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command line against servers that are other than they should be, and against one that knows what a Directus knows.

TLS with a certificate that nobody vouches for; redirects, which are not followed with the token; answers that never end or are pages of a
proxy; wrong tokens; a server that stops in the middle of an apply; and a stand-in for Directus: schemad behind a door that lets through what
Directus has and answers 404 to the rest, without Prefer and translate. No token is ever shown.
"""
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request

from command_line import Transcript, wished
from harness import Report, Server, SqliteProject, arguments
from second_apply import TOKEN, tokens_config


LIMITED = "another-token-of-the-configuration"


class Door(http.server.BaseHTTPRequestHandler):
    """answer(self) of the server decides; seen: (path, token) of every request."""

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.payload = self.rfile.read(length) if length else b""
        self.server.seen.append((self.path, self.headers.get("Authorization")))
        self.server.answer(self)

    do_GET = do_POST = serve

    def say(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class KeptDoor(Door):
    """Keeps connections, as servers do."""
    protocol_version = "HTTP/1.1"


class Doors:
    def __init__(self, answer, context=None, door=Door):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), door)
        self.server.answer, self.server.seen, self.seen = answer, [], None
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.seen = self.server.seen
        self.port = self.server.server_address[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def directus_like(behind):
    """Lets through the three endpoints alone, and none of what is schemad's own."""
    def answer(door):
        path, _, query = door.path.partition("?")
        if path not in ("/schema/snapshot", "/schema/diff", "/schema/apply", "/server/ping"):
            body = {"errors": [{"message": f"Route {path} doesn't exist.", "extensions": {"path": path, "code": "ROUTE_NOT_FOUND"}}]}
            return door.say(404, json.dumps(body).encode(), [("Content-Type", "application/json; charset=utf-8")])
        query = "&".join(part for part in query.split("&") if part and not part.startswith(("translate", "verify", "confirm")))
        request = urllib.request.Request(f"{behind}{path}?{query}", door.payload or None, method=door.command)
        for name in ("Authorization", "Content-Type"):
            if door.headers.get(name):
                request.add_header(name, door.headers[name])
        try:
            with urllib.request.urlopen(request, timeout=60) as came:
                status, body, kind = came.status, came.read(), came.headers.get("Content-Type")
        except urllib.error.HTTPError as error:
            status, body, kind = error.code, error.read(), error.headers.get("Content-Type")
        door.say(status, body, [("Content-Type", kind)] if kind else [])
    return answer


def fails(t, words, status, text, **more):
    out, err = t.run(*words, status=status, record=False, **more)
    t.expect(text in err, f"{words}: {err!r} has no {text!r}")
    return out + err


def tls(t, folder):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    if not shutil.which("openssl"):
        return print("openssl is not there: TLS was not tried")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Doors(lambda door: door.say(200, b"collections: []\n", [("Content-Type", "text/yaml")]), context) as doors:
        asked = ["snapshot", "--url", doors.url, "--token-file", "token"]
        fails(t, asked, 1, "certificate")
        t.expect(not doors.seen, f"something was sent: {doors.seen}")
        out, _ = t.run(*asked, "--ca-file", str(certificate), record=False)
        t.expect(out == "collections: []\n", out)
        t.expect(doors.seen[0][1] == f"Bearer {TOKEN}", "no token came")
        fails(t, ["snapshot", "--url", doors.url.replace("127.0.0.1", "localhost"), "--ca-file", str(certificate)], 1, "localhost")


def elsewhere(t, _folder):
    with Doors(lambda door: door.say(200, b"version: 1\n", [("Content-Type", "text/yaml")])) as other:
        for status in (301, 302, 303, 307, 308):
            with Doors(lambda door, code=status: door.say(code, b"", [("Location", f"{other.url}/schema/snapshot")])) as doors:
                fails(t, ["snapshot", "--url", doors.url, "--token-file", "token"], 1, f"at {other.url}/schema/snapshot")
        t.expect(not other.seen, f"the token went elsewhere: {other.seen}")


def odd_answers(t, _folder):
    page = b"<html>Welcome \x1b[31m to nginx</html>"
    for name, status, body, kind, text in (
            ("a page", 200, page, "text/html", "no snapshot"), ("a proxy's page", 502, page, "text/html", "502"),
            ("an empty answer", 200, b"", "application/json", ""), ("broken JSON", 200, b"{", "application/json", ""),
            ("an error", 500, b'{"errors":[{"message":"\\u001b[31mred","extensions":{}}]}', "application/json", "\\u001b[31mred")):
        with Doors(lambda door, a=(status, body, kind): door.say(a[0], a[1], [("Content-Type", a[2])])) as doors:
            fails(t, ["snapshot", "--url", doors.url, "--token-file", "token"], 1, text)
            fails(t, ["diff", "--url", doors.url, "--token-file", "token", "--exit-code", "model.json"], 2, text if status != 200 else "")
            fails(t, ["history", "--url", doors.url, "--token-file", "token"], 1, text if status != 200 else "")
    with Doors(lambda door: door.say(204, b"")) as doors:  # to everything
        for words in (["diff", "--exit-code"], ["watch", "--once"], ["apply"], ["plan"]):
            at = ["--url", doors.url, "--token-file", "token", "model.json"]
            fails(t, words + at, 2 if "--exit-code" in words or "--once" in words else 1, "is the URL right")
    with Doors(lambda door: threading.Event().wait(20)) as doors:
        fails(t, ["snapshot", "--url", doors.url, "--token-file", "token", "--timeout", "1s"], 1, "cannot be asked")
    fails(t, ["snapshot", "--url", "http://127.0.0.1:1", "--token-file", "token"], 1, "cannot be asked")
    fails(t, ["snapshot", "--url", f"http://127.0.0.1:1?access_token={TOKEN}"], 1, "holds more than a place")


def tokens(t, url):
    (t.folder / "wrong").write_text("another-token\n")
    fails(t, ["snapshot", "--url", url, "--token-file", "wrong"], 1, "--token-file or SCHEMAD_TOKEN")
    fails(t, ["snapshot", "--url", url], 3, "no token is given")
    t.run("snapshot", record=False, environment={"SCHEMAD_URL": url, "SCHEMAD_TOKEN": TOKEN})
    fails(t, ["snapshot", "--url", url + "/nosuch", "--token-file", "token"], 1, "Is the URL that of a project?")
    fails(t, ["history", "--url", url + "/nosuch", "--token-file", "token"], 1, "Is the URL that of a project?")


def without_a_plan(t, url):
    """A token that may not plan: nothing is counted, and the rest goes on."""
    (t.folder / "limited").write_text(LIMITED)
    at = ["--url", url, "--token-file", "limited"]
    t.run("snapshot", *at, "d.json", record=False)
    (t.folder / "wish.json").write_text(json.dumps(wished(json.loads((t.folder / "d.json").read_text()))))
    shown, _ = t.run("diff", *at, "--exit-code", "wish.json", status=1, record=False)
    t.expect("nobody counted" in shown, shown)
    fails(t, ["plan", *at, "wish.json"], 1, "none for this token")
    fails(t, ["apply", *at, "wish.json"], 3, "--allow-destroy")
    t.run("apply", *at, "--allow-destroy", "wish.json", record=False)
    t.run("apply", *at, "--allow-destroy", "d.json", record=False)


def like_directus(t, url):
    with Doors(directus_like(url)) as doors:
        at = ["--url", doors.url, "--token-file", "token"]
        out, _ = t.run("snapshot", *at, "d.json", record=False)
        (t.folder / "wish.json").write_text(json.dumps(wished(json.loads((t.folder / "d.json").read_text()))))
        shown, _ = t.run("diff", *at, "--exit-code", "wish.json", status=1, record=False)
        t.expect("nobody counted" in shown and "- bio" in shown, shown)
        fails(t, ["plan", *at, "wish.json"], 1, "makes no plans, as a Directus")
        fails(t, ["history", *at], 1, "keeps no history, as a Directus")
        fails(t, ["apply", *at, "wish.json"], 3, "--allow-destroy")
        _, err = t.run("apply", *at, "--allow-destroy", "wish.json", record=False)
        t.expect("applied, " in err, err)
        t.run("snapshot", *at, "w.json", record=False)
        t.run("diff", *at, "--exit-code", "w.json", record=False)
        older = json.loads((t.folder / "d.json").read_text()) | {"directus": "11.0.0"}
        (t.folder / "older.json").write_text(json.dumps(older))
        fails(t, ["diff", *at, "older.json"], 3, "--force compares it all the same")
        noted = json.loads((t.folder / "w.json").read_text())
        next(one for one in noted["collections"] if one["collection"] == "posts")["meta"]["note"] = "another"
        (t.folder / "noted.json").write_text(json.dumps(noted))
        stale, _ = t.run("diff", *at, "--json", "noted.json", record=False)
        (t.folder / "stale.json").write_text(stale)
        t.run("apply", *at, "--allow-destroy", "d.json", record=False)
        fails(t, ["apply", *at, "--allow-destroy", "stale.json"], 3, "--force applies it all the same")
        t.expect(all(token == f"Bearer {TOKEN}" for _, token in doors.seen), "another token")


def lost_answers(t, url):
    """The apply is done, and its answer gets lost on a connection that was kept: it is sent once, and may have been done."""
    through = directus_like(url)

    def answer(door):
        if not door.path.startswith("/schema/apply"):
            return through(door)
        door.say = lambda *_: None
        through(door)
        door.close_connection = True
        door.connection.shutdown(socket.SHUT_RDWR)
    with Doors(answer, door=KeptDoor) as doors:
        at = ["--url", doors.url, "--token-file", "token"]
        t.run("snapshot", *at, "d.json", record=False)
        (t.folder / "wish.json").write_text(json.dumps(wished(json.loads((t.folder / "d.json").read_text()))))
        fails(t, ["apply", *at, "--allow-destroy", "wish.json"], 1, "may have been done; `schemad history` tells")
        sent = sum(path.startswith("/schema/apply") for path, _ in doors.seen)
        t.expect(sent == 1, f"sent {sent} times")
    t.run("diff", "--url", url, "--token-file", "token", "--exit-code", "wish.json", record=False)
    t.run("apply", "--url", url, "--token-file", "token", "--allow-destroy", "d.json", record=False)


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as name:
        folder = pathlib.Path(name)
        project = SqliteProject(folder, "blog")
        limited = {"name": "limited", "sha256": hashlib.sha256(LIMITED.encode()).hexdigest(), "rights": ["read", "diff", "apply"]}
        configs = {"default": {**project.config(), "tokens": [*tokens_config(), limited]}}
        for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "SCHEMAD_URL", "SCHEMAD_TOKEN"):
            os.environ.pop(variable, None)
        with Server(options.build, configs) as server:
            url = f"http://127.0.0.1:{server.port}"
            for part, at in ((tls, folder), (elsewhere, folder), (odd_answers, folder), (tokens, url), (without_a_plan, url), (like_directus, url), (lost_answers, url)):
                t = Transcript(options, folder, configs)
                (folder / "token").write_text(TOKEN + "\n")
                (folder / "model.json").write_text(json.dumps({"version": 1, "collections": [], "fields": [], "relations": []}))
                kept = t.run

                def run(*words, ask=kept, **more):
                    out, err = ask(*words, **more)
                    t.expect(TOKEN not in out + err, f"{words}: the token is shown")
                    return out, err
                t.run = run
                part(t, at)
                report.tell(part.__name__, t.faults)
    report.end()


if __name__ == "__main__":
    main()
