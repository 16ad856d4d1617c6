# SPDX-License-Identifier: Apache-2.0
"""Random expressions of known types, each as a person would write it for one vendor, and rows to compute them of.

Some of them have counterparts everywhere and some have none: it is the server's to know which.
"""

COLUMNS = {  # name: the type of each vendor
    "qty": {"sqlite": "integer", "postgres": "integer", "mysql": "int"},
    "big": {"sqlite": "bigint", "postgres": "bigint", "mysql": "bigint"},
    "price": {"sqlite": "decimal(10,2)", "postgres": "numeric(10,2)", "mysql": "decimal(10,2)"},
    "ratio": {"sqlite": "float", "postgres": "real", "mysql": "float"},
    "first": {"sqlite": "varchar(255)", "postgres": "character varying(255)", "mysql": "varchar(255)"},
    "body": {"sqlite": "text", "postgres": "text", "mysql": "text"},
    "flag": {"sqlite": "boolean", "postgres": "boolean", "mysql": "tinyint(1)"},
    "born": {"sqlite": "date", "postgres": "date", "mysql": "date"},
}
RESULTS = {
    "int": {"sqlite": "bigint", "postgres": "bigint", "mysql": "bigint"},
    "dec": {"sqlite": "decimal(20,4)", "postgres": "numeric(20,4)", "mysql": "decimal(20,4)"},
    "real": {"sqlite": "float", "postgres": "real", "mysql": "float"},
    "text": COLUMNS["body"],
    "bool": COLUMNS["flag"],
}
ROWS = [
    (7, 3, "1.25", "0.5", "Ada", "it's", True, "2024-02-29"),
    (-7, 11, "-2.50", "1.5", "", "  Two Words ", False, "1999-12-31"),
    (0, 0, "0.00", "0.0", "ÄÖß", "ab", True, "2000-01-01"),
    (None, None, None, None, None, None, None, None),
    (5, None, "10.10", None, "ada", None, None, "2024-02-28"),
    (-1, 40, None, "2.25", "x ", "a%b\\c", False, None),
]


def literal(value, vendor):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return {True: "true", False: "false"}[value] if vendor == "postgres" else str(int(value))
    if isinstance(value, int):
        return str(value)
    text = value.replace("'", "''")
    return "'" + (text.replace("\\", "\\\\") if vendor == "mysql" else text) + "'"


def insert(table, vendor):
    mark = '"' if vendor == "postgres" else "`"
    names = ", ".join(mark + name + mark for name in ("id", *COLUMNS))
    rows = ", ".join("(" + ", ".join([str(number)] + [value if name in ("price", "ratio") and value else literal(value, vendor)
                                                      for name, value in zip(COLUMNS, row)]) + ")"
                     for number, row in enumerate(ROWS, 1))
    return f"insert into {table} ({names}) values {rows}"


class Trees:
    def __init__(self, random, vendor):
        self.random, self.vendor = random, vendor

    def name(self, name):
        if self.vendor == "mysql":
            return f"`{name}`"
        return self.random.choice((name, f'"{name}"'))

    def pick(self, **of):
        return of[self.vendor]

    def one(self, kind, depth):
        make = getattr(self, kind)
        return make(depth)

    def int(self, depth):
        r = self.random
        if depth <= 0 or r.random() < 0.15:
            return r.choice((self.name("qty"), self.name("big"), str(r.randint(0, 9)), f"-{r.randint(1, 4)}"))
        a, b, n = (lambda: self.int(depth - 1)), (lambda: self.int(depth - 1)), r.randint(1, 5)
        text, truth = (lambda: self.text(depth - 1)), (lambda: self.bool(depth - 1))
        return r.choice((
            lambda: f"({a()} {r.choice('+-*')} {b()})", lambda: f"{a()} {r.choice('+-')} {b()}", lambda: f"(-{self.name('qty')})",
            lambda: f"abs({a()})", lambda: f"coalesce({a()}, {b()})", lambda: f"nullif({a()}, {b()})",
            lambda: f"({a()} % {n})", lambda: f"({a()} / {n})", lambda: f"({a()} {self.pick(sqlite='/', postgres='/', mysql='div')} {n})",
            lambda: f"case when {truth()} then {a()} else {b()} end", lambda: f"length({text()})",
            lambda: f"{self.pick(sqlite='length', postgres='char_length', mysql='char_length')}({text()})",
            lambda: f"{self.pick(sqlite='max', postgres='greatest', mysql='greatest')}({a()}, {b()})",
            lambda: f"{self.pick(sqlite='ifnull', postgres='coalesce', mysql='ifnull')}({a()}, {b()})",
            lambda: self.pick(sqlite=f"iif({truth()}, {a()}, {b()})", mysql=f"if({truth()}, {a()}, {b()})",
                              postgres=f"case {a()} when {n} then {b()} else 2 end"),
            lambda: self.pick(sqlite=a(), mysql=f"year({self.name('born')})", postgres=f"extract(year from {self.name('born')})::int"),
            lambda: f"({a()} & {n})",
        ))()

    def dec(self, depth):
        r = self.random
        if depth <= 0:
            return r.choice((self.name("price"), "1.5", "0.1", self.name("qty")))
        a, b = (lambda: self.dec(depth - 1)), (lambda: self.dec(depth - 1))
        return r.choice((lambda: f"({a()} {r.choice('+-*')} {b()})", lambda: f"coalesce({self.name('price')}, 0)",
                         lambda: f"round({a()}, 1)", lambda: f"abs({a()})", lambda: self.name("price"),
                         lambda: f"case when {self.bool(depth - 1)} then {self.name('price')} else 1.5 end", lambda: f"({a()} / 3)"))()

    def real(self, depth):
        r = self.random
        return r.choice((lambda: f"({self.name('ratio')} * {r.randint(1, 4)})", lambda: f"({self.name('ratio')} + {self.name('qty')})",
                         lambda: self.name("ratio"), lambda: f"coalesce({self.name('ratio')}, 0)"))()

    def text(self, depth):
        r = self.random
        if depth <= 0 or r.random() < 0.15:
            return r.choice((self.name("first"), self.name("body"), literal(r.choice(("x", "", "it's", " a ", "\\", "Ä")), self.vendor)))
        a, b = (lambda: self.text(depth - 1)), (lambda: self.text(depth - 1))
        number, n = (lambda: self.int(depth - 1)), r.randint(1, 4)
        joined = lambda x, y: f"concat({x}, {y})" if self.vendor == "mysql" else f"({x} || {y})"
        return r.choice((
            lambda: joined(a(), b()), lambda: joined(a(), joined(literal(" ", self.vendor), b())),
            lambda: joined(a(), f"({number()})"), lambda: f"trim({a()})", lambda: f"{r.choice(('ltrim', 'rtrim'))}({a()})",
            lambda: f"replace({a()}, {literal('a', self.vendor)}, {b()})", lambda: f"substr({a()}, {n}, {n})", lambda: f"substr({a()}, {n})",
            lambda: f"{r.choice(('lower', 'upper'))}({a()})", lambda: f"coalesce({a()}, {b()})", lambda: f"nullif({a()}, {b()})",
            lambda: f"case when {self.bool(depth - 1)} then {a()} else {b()} end",
            lambda: f"cast({number()} as {self.pick(sqlite='text', postgres='text', mysql='char')})",
            lambda: self.pick(sqlite=f"substr({a()}, {n})", postgres=f"left({a()}, {n})", mysql=f"left({a()}, {n})"),
            lambda: joined(a(), self.name("price")), lambda: joined(a(), self.name("flag")),
            lambda: self.pick(sqlite=a(), postgres=f"reverse({a()})", mysql=f"reverse({a()})"),
        ))()

    def bool(self, depth):
        r = self.random
        if depth <= 0:
            return r.choice((self.name("flag"), f"{self.name('qty')} > {r.randint(-1, 5)}", f"{self.name('body')} is null"))
        a, b = (lambda: self.bool(depth - 1)), (lambda: self.bool(depth - 1))
        x, y = (lambda: self.int(depth - 1)), (lambda: self.int(depth - 1))
        return r.choice((
            lambda: f"({a()} and {b()})", lambda: f"({a()} or {b()})", lambda: f"{a()} and not {b()} or {self.name('flag')}",
            lambda: f"not ({a()})", lambda: f"({x()} {r.choice(('=', '<>', '<', '<=', '>', '>='))} {y()})",
            lambda: f"({x()} between {y()} and {r.randint(1, 9)})", lambda: f"({x()} in (1, 2, {y()}))",
            lambda: f"({self.text(depth - 1)} is not null)", lambda: f"({self.text(depth - 1)} = {self.text(depth - 1)})",
            lambda: f"({self.name('price')} > 1)", lambda: f"({self.name('born')} < {self.name('born')})",
            lambda: f"({self.name('first')} like 'a%')", lambda: f"(({a()}) is null)",
        ))()
