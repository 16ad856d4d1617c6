#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a translated diff takes against a plain one, on the large recorded model: a ratio in one run. Decides nothing.

    tests/bench/translated.py --build build/release [--rounds N]

Of the project's own snapshot (nothing differs), of one with fifty fields changed, and of the whole on an empty project.
"""
import json
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import Api, Server, arguments, conformance  # noqa: E402
from projects import Databases  # noqa: E402


def changed(snapshot):
    copy = json.loads(json.dumps(snapshot))
    for field in copy["fields"][1::len(copy["fields"]) // 50]:
        if field.get("meta"):
            field["meta"]["note"] = "another"
    return copy


def main():
    options = arguments(__doc__, more=lambda parser: parser.add_argument("--rounds", type=int, default=15))
    name = next(path.name for path in (conformance() / "snapshots" / "sqlite").iterdir() if path.name.startswith("large"))
    large = json.loads((conformance() / "snapshots" / "sqlite" / name / "snapshot.json").read_bytes())
    large = large.get("data", large)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(("sqlite",), folder) as databases:
        projects = {base: databases.project("sqlite", "empty", base) for base in ("full", "bare")}
        with Server(options.build, {base: project.config(directus_version="12.4.0") for base, project in projects.items()}) as server:
            full, bare = Api(server, "full"), Api(server, "bare")
            answer = full.post("/schema/diff?translate=true", large)
            full.post("/schema/apply", json.loads(answer.body)["data"])
            own = full.snapshot()
            for what, api, snapshot in (("nothing differs", full, own), ("fifty changes", full, changed(own)), ("onto an empty project", bare, own)):
                body, times = json.dumps(snapshot).encode(), {"": [], "?translate=true": []}
                for _ in range(options.rounds):
                    for query, taken in times.items():
                        begin = time.perf_counter()
                        status = api.post("/schema/diff" + query, body).status
                        taken.append(time.perf_counter() - begin)
                        assert status in (200, 204), status
                plain, translated = (statistics.median(taken) for taken in times.values())
                print(f"{what}: plain {plain * 1000:.0f} ms, translated {translated * 1000:.0f} ms, ratio {translated / plain:.2f}")


if __name__ == "__main__":
    main()
