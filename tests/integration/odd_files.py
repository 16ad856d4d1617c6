#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Uploaded files that cannot be read, or that would need far more memory than their size says."""
import pathlib
import tempfile

from harness import Api, Report, Server, SqliteProject, arguments, high_water, multipart


def said(answer):
    return f"{answer.status} {answer.body[:300]!r}"


def files_that_cannot_be_read(server):
    """400 without the place, as the reference says it; the log has line and column, and nothing of the text."""
    api = Api(server)
    for name, media_type, content, where in (
            ("a.yaml", "text/yaml", b"version: 1\nfields:\n\t- secretword\n", "(3:1)"),
            ("a.yaml", "text/yaml", b"a: 1\nsecretword: {b: 2, b: 3}\n", "(2:"),
            ("a.json", "application/json", b'{"secretword": nothing}', "byte 16")):
        headers, body = multipart(content, name, media_type)
        answer = api.post("/schema/diff", body, headers)
        if answer.status != 400 or where.encode() in answer.body:
            yield f"{content!r}: {said(answer)}"
        if where not in server.log_text():
            yield f"the log does not say where {content!r} is wrong: {server.log_text()[-400:]}"
    if "secretword" in server.log_text():
        yield "the log repeats what was uploaded"


def yaml_that_repeats_itself(server):
    """214 kB of merge keys, and 2 MB of keys alone, take no more than their size allows."""
    api, wide = Api(server), b"m: &m {" + b",".join(b"k%d: 1" % i for i in range(20_000)) + b"}\n"
    before = high_water(server.process.pid)
    for content, most, status in ((wide + b"".join(b"n%d: {<<: *m}\n" % i for i in range(2000)), 200 << 20, 400),
                                  (b"version: 1\n" + b"".join(b"k%d: 1\n" % i for i in range(200_000)), 250 << 20, 400)):
        headers, body = multipart(content, "a.yaml", "text/yaml")
        if (answer := api.post("/schema/diff", body, headers)).status != status:
            yield f"{len(content)} bytes: {said(answer)}"
        if (grown := high_water(server.process.pid) - before) > most:
            yield f"{len(content)} bytes took {grown >> 20} MiB"


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        for check in (files_that_cannot_be_read, yaml_that_repeats_itself):
            project = SqliteProject(pathlib.Path(folder), "blog", check.__name__)
            with Server(options.build, {"default": project.config()}) as server:
                report.tell(check.__name__.replace("_", " "), list(check(server)))
    report.end()


if __name__ == "__main__":
    main()
