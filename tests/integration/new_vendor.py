#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A vendor as a stranger begins one: the kit is installed, `new-vendor` copies the template, it is built with nothing else, and serves.

The folders have a blank in their names. Its own test (ctest) runs the commands; then a server loads it beside the plugin of SQLite: snapshot,
diff and apply over HTTP, a model carried there and back, what it refuses with its reason, the history and GET /vendors.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from harness import SOURCE, Api, Report, Server, arguments, field_of, multipart
from second_apply import TOKEN, tokens_config

NAME = "acme_db"


class Place:
    def __init__(self, options, folder):
        self.options, self.folder, self.faults = options, pathlib.Path(folder), []
        self.kit, self.project, self.plugins = self.folder / "the kit", self.folder / "my vendor", self.folder / "plug ins"

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(str(fault)[:1500])
        return fine

    def run(self, *words, status=0):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd=self.folder, timeout=600)
        said = done.stdout + done.stderr
        if done.returncode != status:
            raise RuntimeError(f"{words}: {done.returncode}\n{said[-3000:]}")
        return said


def cached(build, name):
    """What the build that is tested was configured with."""
    found = re.search(rf"^{name}:\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.M)
    return found[1] if found else ""


def begun(place):
    """From the installed kit; the repository's own script gives the same."""
    build = place.options.build
    place.run("cmake", "--install", build, "--component", "sdk", "--prefix", place.kit)
    place.run("sh", place.kit / "share" / "schemad" / "new-vendor", NAME, place.project)
    place.run("sh", SOURCE / "scripts" / "new-vendor", NAME, place.folder / "again")
    for file in sorted((SOURCE / "vendors" / "template").iterdir()):
        here, there = ((folder / file.name).read_text() for folder in (place.project, place.folder / "again"))
        place.expect(here == there and not re.search("toy", here, re.I), f"{file.name} is not as it should be")


def refused(place):
    """Names that no vendor may have: those that a configuration takes for another one as well."""
    text = (SOURCE / "server" / "config" / "vendor_names.cpp").read_text()
    aliases = set(re.findall(r'Alias\{"([^"]+)"', text))
    place.expect(len(aliases) > 10, aliases)
    for name in (*sorted(aliases - {"better-sqlite3"}), "My", "1st", "a-b", "better-sqlite3", "a/b", "x" * 65, "sch emad"):
        place.run("sh", SOURCE / "scripts" / "new-vendor", name, place.folder / "nothing", status=2)
        place.expect(not (place.folder / "nothing").exists(), f"{name} is taken")
    place.run("sh", SOURCE / "scripts" / "new-vendor", NAME, place.project, status=1)  # it is there


def built(place):
    sanitize = cached(place.options.build, "SCHEMAD_SANITIZE")
    flags = "-O0 -Werror" + (f" -fsanitize={sanitize}" if sanitize else "")  # as the program that loads it
    out = place.folder / "out"
    place.run("cmake", "-S", place.project, "-B", out, "-DCMAKE_PREFIX_PATH=" + str(place.kit), "-DCMAKE_CXX_FLAGS=" + flags,
              "-DCMAKE_CXX_COMPILER=" + cached(place.options.build, "CMAKE_CXX_COMPILER"),
              f"-DSCHEMAD={place.options.build / 'bin' / 'schemad'}")
    place.run("cmake", "--build", out)
    said = place.run("ctest", "--test-dir", out, "--verbose")
    place.expect("the subset passes: init, snapshot, diff, apply" in said and "1 tests failed" not in said, said[-1500:])
    place.plugins.mkdir()
    for name, file in ((NAME, out), ("sqlite", place.options.build / "plugins")):
        shutil.copy(file / f"libschemad_{name}.so", place.plugins)


def served(place):
    config = {name: {"vendor": vendor, "connection": {"filename": str(place.folder / f"{name}.db")}, "tokens": tokens_config()}
              for name, vendor in (("one", NAME), ("two", NAME), ("old", "sqlite"))}
    file = place.folder / "schemad.json"
    file.write_text(json.dumps({"plugins": {"directory": str(place.plugins)}, "projects": config}))
    place.run(place.options.build / "bin" / "schemad", "init", "--config", file)
    with Server(place.options.build, config, plugins={"directory": str(place.plugins)}) as server:
        one, two, old = (Api(server, name, TOKEN) for name in config)
        carried(place, one, two, old)
        told = {plugin["name"]: plugin for plugin in json.loads(one.get("/vendors").body)["data"]}
        place.expect(told[NAME]["state"] == "loaded" and told[NAME]["version"] == "0.1.0", told)
        place.expect(told[NAME]["projects"][0]["server"].startswith("SQLite 3."), told[NAME])


def carried(place, one, two, old):
    written = (SOURCE / "vendors" / "template" / "model.yaml").read_bytes()
    headers, body = multipart(written, "model.yaml", "text/yaml")
    diff = one.post("/schema/diff?translate=true", body, headers)
    if not place.expect(diff.status == 200, diff.body):
        return
    place.expect(one.apply(json.loads(diff.body)["data"]).status == 204, "the apply")
    model = one.snapshot()
    place.expect(model["vendor"] == NAME and {c["collection"] for c in model["collections"]} == {"authors", "articles"}, model)
    place.expect(two.apply(two.diff_of(model)).status == 204, "the apply of its own snapshot")
    place.expect(two.snapshot() == model and two.diff(model).status == 204, "it comes back another one")
    there = old.post("/schema/diff?translate=true", model)
    place.expect(there.status == 200 and old.apply(json.loads(there.body)["data"]).status == 204, there.body)
    back = one.post("/schema/diff?translate=true", old.snapshot())
    place.expect(back.status == 204, f"from SQLite it comes back another one: {back.body[:800]}")
    asked = json.loads(json.dumps(model))
    field_of(asked, "authors", "name")["schema"]["max_length"] = 50
    answer = one.apply(one.diff_of(asked))
    place.expect(answer.status == 400 and b"acme_db cannot change a column" in answer.body, answer.body)
    place.expect(one.snapshot() == model, "what was refused left something")
    history = json.loads(one.get("/schema/history").body)["data"]
    place.expect(history["chain"] == "intact" and len(history["entries"]) == 1, history)


def story(options, folder):
    place = Place(options, folder)
    for part in (begun, refused, built, served):
        try:
            part(place)
        except RuntimeError as fault:
            place.faults.append(f"{part.__name__}: {fault}")
            break
    return place.faults


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-", dir=os.environ.get("TMPDIR")) as folder:
        report.tell("a new vendor", story(options, folder))
    report.end()


if __name__ == "__main__":
    main()
