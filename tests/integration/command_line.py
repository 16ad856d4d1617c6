#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command line, word for word: transcripts of every command that works on a project, piped and on a terminal.

On each vendor: snapshot (file, tree), diff, plan, apply, history, revert, watch, promote, adopt, on configured projects and on a server by its
URL. What is shown is compared with tests/integration/command_line/<vendor>.txt; --update writes it. Exit codes are those of
docs/command-line.md. command_line_servers.py has what does not hang on a vendor.
"""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading

from harness import Report, Server, arguments
from projects import VENDORS, Databases
from second_apply import TOKEN, made_by_init, tokens_config
from terminal import on_terminal, visible

GOLDENS = pathlib.Path(__file__).parent / "command_line"
PROGRESS = re.compile(r"^(?:queued|waiting|checking|running|verifying|recovering|done)(?:, \d+ of \d+)?(?:: [^\n]*)?\n", re.M)


def normal(text, folder):
    """Without what another run has otherwise."""
    text = PROGRESS.sub("", text.replace(str(folder), "FOLDER"))
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", "TIME", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+", "http://SERVER", text)
    text = re.sub(r"\b[0-9a-f]{40}\b", "HASH", text)
    text = re.sub(r"^(  file: ).*/(libschemad_\w+\.so)$", r"\1PLUGINS/\2", text, flags=re.M)
    text = re.sub(r"^(  project \w+: \w+) \d.*$", r"\1 VERSION", text, flags=re.M)
    # what Directus's own tables are short of in a database of `schemad init` is another test's, and long
    text = re.sub(r"^(! )?directus_\w+\n(?:(?:! )?  [^\n]*\n)+", "", text, flags=re.M)
    text = re.sub(r"^(! )?note: directus_\w+\.[^\n]*\n", "", text, flags=re.M)
    return text


class Transcript:
    def __init__(self, options, folder, config):
        self.program, self.folder, self.text, self.faults = options.build / "bin" / "schemad", pathlib.Path(folder), "", []
        self.config = self.folder / "schemad.json"
        self.config.write_text(json.dumps({"plugins": {"directory": str(options.build / "plugins")}, "projects": config}))
        self.environment = {"SCHEMAD_CONFIG": str(self.config), "NO_COLOR": ""}

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(str(fault)[:1500])
        return fine

    def note(self, line):
        self.text += f"\n### {line}\n"

    def add(self, words, code, shown, mark):
        self.text += normal(f"{mark} schemad {' '.join(words)}\n{shown}= {code}\n", self.folder)

    def run(self, *words, status=0, stdin=None, record=True, environment=None):
        done = subprocess.run([self.program, *words], capture_output=True, cwd=self.folder, timeout=300, input=stdin,
                              env={**os.environ, **self.environment, **(environment or {})})
        out, err = done.stdout.decode(), done.stderr.decode()
        self.expect(done.returncode == status, f"{words}: {done.returncode}, expected {status}: {err}")
        self.expect("\x1b" not in out + err, f"{words}: an escape in what is piped")
        if record:
            self.add(words, done.returncode, out + "".join("! " + line for line in PROGRESS.sub("", err).splitlines(keepends=True)), "$")
        return out, err

    def type(self, *words, status=0, answers=()):
        code, shown = on_terminal([self.program, *words], self.environment, answers, folder=self.folder)
        self.expect(code == status, f"{words} on a terminal: {code}, expected {status}: {shown}")
        self.add(words, code, visible(shown), "tty$")
        return shown

    def compare(self, golden, update):
        if update:
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(self.text)
            return
        wanted = golden.read_text() if golden.exists() else ""
        if wanted != self.text:
            there, here = wanted.splitlines(), self.text.splitlines()
            at = next((n for n, (a, b) in enumerate(zip(there, here)) if a != b), min(len(there), len(here)))
            self.faults.append(f"{golden.name}:{at + 1}: " + "\n".join(["expected:", *there[at:at + 6], "is:", *here[at:at + 6]]))


def wished(snapshot):
    """Another model: a collection and a field come, one goes with its values, one becomes longer."""
    model = json.loads(json.dumps(snapshot))
    bio = next(f for f in model["fields"] if f["collection"] == "authors" and f["field"] == "bio")
    model["fields"].remove(bio)
    title = next(f for f in model["fields"] if f["collection"] == "posts" and f["field"] == "title")
    more = json.loads(json.dumps(title))
    more["field"] = more["meta"]["field"] = more["schema"]["name"] = "subtitle"
    more["schema"]["is_nullable"], more["schema"]["is_unique"], more["meta"]["required"] = True, False, False
    model["fields"].append(more)
    model["collections"].append({"collection": "labels", "meta": {"collection": "labels", "note": "of posts"},
                                 "schema": {"name": "labels"}})
    for name, kind in (("id", "integer"), ("name", "string")):
        field = {"collection": "labels", "field": name, "type": kind, "meta": {}}
        model["fields"].append(field | ({"schema": {"is_primary_key": True, "has_auto_increment": True}} if name == "id" else {}))
    return model


def reading(t, server):
    t.note("snapshots")
    t.run("snapshot", "--project", "p", "model/")
    t.run("snapshot", "--project", "p", "model/")
    t.run("snapshot", "--project", "p", "model.yaml")
    as_yaml, _ = t.run("snapshot", "--project", "p", record=False)
    t.expect((t.folder / "model.yaml").read_text() == as_yaml, "the file is another one than standard output")
    as_json, _ = t.run("snapshot", "--project", "p", "--format", "json", record=False)
    remote, _ = t.run("snapshot", "--url", server + "/p", "--token-file", "token", record=False)
    t.expect(remote == as_yaml, "by URL it is another one")
    t.note("nothing differs")
    for source in ("model/", "model.yaml"):
        t.run("diff", "--project", "p", "--exit-code", source)
        t.run("watch", "--project", "p", "--once", source)
    t.run("diff", "--project", "p", "--exit-code", "-", stdin=as_json.encode())
    return json.loads(as_json)


def differing(t, server):
    t.note("something differs")
    t.run("diff", "--project", "p", "wish.json")
    t.run("diff", "--project", "p", "--exit-code", "--quiet", "wish.json", status=1)
    t.run("diff", "--project", "p", "--markdown", "wish.json")
    t.run("diff", "--project", "p", "--mode", "merge", "wish.json")
    t.run("diff", "--url", server + "/p", "--token-file", "token", "wish.json")
    t.run("plan", "--project", "p", "wish.json")
    t.run("watch", "--project", "p", "--once", "wish.json", status=1)
    script, _ = t.run("diff", "--project", "p", "--sql", "wish.json", record=False)
    t.expect("-- schemad plan for" in script, script[:300])
    document, _ = t.run("diff", "--project", "p", "--json", "wish.json", record=False)
    (t.folder / "diff.json").write_text(document)
    t.expect({"hash", "diff", "plan"} <= set(json.loads(document)), document[:300])
    t.type("diff", "--project", "p", "wish.json")


def noted(t):
    """A diff that stays possible while its hash does not: another note."""
    model = json.loads((t.folder / "base.json").read_text())
    next(one for one in model["collections"] if one["collection"] == "posts")["meta"]["note"] = "another"
    (t.folder / "noted.json").write_text(json.dumps(model))
    document, _ = t.run("diff", "--project", "p", "--json", "noted.json", record=False)
    (t.folder / "stale.json").write_text(document)


def applying(t, server):
    noted(t)
    t.note("who has to agree")
    t.run("apply", "--project", "p", "wish.json", status=3)
    t.type("apply", "--project", "p", "wish.json", status=3, answers=[("goes on: ", "no\n")])
    t.run("diff", "--project", "p", "--exit-code", "model/")
    shown = t.type("apply", "--project", "p", "wish.json", answers=[("goes on: ", "yes\n")])
    t.expect(re.search(r"\r\x1b\[K\[#*\.*\] ", shown), f"no bar was drawn: {shown!r}")
    t.run("diff", "--project", "p", "--exit-code", "wish.json")
    t.run("apply", "--project", "p", "wish.json")
    t.note("a diff of another moment")
    t.run("apply", "--project", "p", "--allow-destroy", "diff.json", status=3)
    t.run("apply", "--project", "p", "stale.json", status=3)
    _, err = t.run("apply", "--project", "p", "--force", "stale.json", record=False)
    t.expect(PROGRESS.search(err) and "applied, " in err, f"no line of progress: {err}")
    t.run("apply", "--project", "p", "wish.json", record=False)
    t.note("history and the way back")
    t.run("history", "--project", "p")
    t.run("history", "--project", "p", "1")
    t.run("history", "--project", "p", "7", status=1)
    t.run("revert", "--project", "p", "--dry-run", "1")
    t.run("revert", "--project", "p", "1", status=3)
    t.run("revert", "--url", server + "/p", "--token-file", "token", "--allow-destroy", "1")
    t.run("diff", "--project", "p", "--exit-code", "model/")


def promoting(t, server):
    t.note("from one to another")
    t.run("promote", "--from", "p", "--to", "q", status=3)
    _, err = t.run("promote", "--from", "p", "--to", "q", "--yes", record=False)
    t.expect("nothing differs but what was left out" in err, err)  # Directus's own tables are not there
    t.run("promote", "--from", "p", "--to", server + "/q", "--to-token-file", "token", "--yes")
    t.run("adopt", "--project", "q")


def consenting(t, _server):
    """Of projects that ask more than we do, at most that is told which was agreed to."""
    t.note("projects with rules")
    t.run("apply", "--project", "asks", "wish.json", status=3, record=False)
    _, err = t.run("apply", "--project", "asks", "--allow-destroy", "wish.json", record=False)
    t.expect("applied, " in err, err)
    t.run("apply", "--project", "asks", "--allow-destroy", "base.json", record=False)
    t.run("apply", "--project", "denies", "--allow-destroy", "wish.json", status=3)
    t.run("apply", "--project", "protects", "--allow-destroy", "wish.json", status=3)
    t.run("diff", "--project", "p", "--exit-code", "model/")


def drifting(t, _server):
    """Watched until somebody changes it, and until it is as before."""
    process = subprocess.Popen([t.program, "watch", "--project", "p", "--interval", "1s", "model/"], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, cwd=t.folder, env={**os.environ, **t.environment}, text=True)
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        lines = iter(process.stdout.readline, "")
        t.expect("as the files say" in next(lines, ""), "it does not say that nothing differs")
        t.run("apply", "--project", "p", "noted.json", record=False)
        t.expect("has drifted" in next(lines, ""), "it does not say that it has drifted")
        t.run("apply", "--project", "p", "base.json", record=False)
        t.expect(any("as the files say" in line for line in lines), "it does not say that it is as before")
    finally:
        process.terminate()
        process.wait(20)
        watchdog.cancel()
        process.stdout.close()


def hostile(t):
    """A name that wants to command the terminal, shown there, and exact in a pipe."""
    name = "evil\x1b]0;owned\x07\x9b31m"
    model = {"version": 1, "collections": [{"collection": name, "meta": {"note": name}, "schema": {"name": name}}],
             "fields": [{"collection": name, "field": name, "type": "string", "schema": {"is_primary_key": True}}], "relations": []}
    (t.folder / "hostile.json").write_text(json.dumps(model))
    t.note("names that want to command the terminal")
    for words in (["translate", "--from", "hostile.json", "--to", "12.4.0/sqlite"], ["diff", "--project", "p", "hostile.json"],
                  ["diff", "--project", "p", "--json", "hostile.json"], ["diff", "--project", "p", "--markdown", "hostile.json"]):
        _, shown = on_terminal([t.program, *words], t.environment, folder=t.folder)
        left = re.sub(r"\x1b\[\d+m", "", shown)
        t.expect(not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", left) and "evil" in left, f"{words}: {left!r}"[:1200])


def story(options, databases, folder, vendor):
    project, other = databases.project(vendor, "blog", "command-line"), databases.project(vendor, None, "command-line-other")
    configs = {"p": {**project.config(), "tokens": tokens_config()}, "q": {**other.config(), "tokens": tokens_config()}}
    project.execute("insert into authors (name, email, bio) values ('Ada', 'ada@example.com', 'wrote'), ('Bo', 'bo@example.com', 'read'), "
                    "('Cy', 'cy@example.com', null)")
    for name, rule in (("asks", {"destructive": "confirm"}), ("denies", {"destructive": "deny"}), ("protects", {"protected": ["authors"]})):
        configs[name] = {**configs["p"], **rule}
    made_by_init(options, folder, {"q": configs["q"]})
    t = Transcript(options, folder, configs)
    (t.folder / "token").write_text(TOKEN + "\n")
    with Server(options.build, configs) as running:
        server = f"http://127.0.0.1:{running.port}"
        snapshot = reading(t, server)
        (t.folder / "base.json").write_text(json.dumps(snapshot))
        (t.folder / "wish.json").write_text(json.dumps(wished(snapshot)))
        differing(t, server)
        applying(t, server)
        promoting(t, server)
        consenting(t, server)
        drifting(t, server)
        hostile(t)
    t.note("plugins")
    t.run("vendors")
    t.compare(GOLDENS / f"{vendor}.txt", options.update)
    return t.faults


def main():
    options = arguments(__doc__, VENDORS, lambda parser: parser.add_argument("--update", action="store_true", help="writes the goldens"))
    report = Report(options.verbose)
    for vendor in options.vendors:
        with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases([vendor], folder) as databases:
            report.tell(f"command line, {vendor}", story(options, databases, folder, vendor))
    report.end()


if __name__ == "__main__":
    main()
