# SPDX-License-Identifier: Apache-2.0
"""type_pairs.py's tables: the types a column may be declared as, by vendor, and values at the edges of each.

A value is a literal as SQL takes it; texts are shared by every type that holds any. What a type refuses to hold is not inserted.
"""

INTEGERS = ["0", "1", "-1", "5", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536", "8388607", "16777215", "16777216",
            "16777217", "-16777217", "1234567", "12345678", "100000000", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296",
            "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1000000000000000000", "1901", "2155", "2156", "1970"]
FRACTIONS = ["0.1", "0.5", "-0.5", "1.5", "2.5", "1234.56", "12345.67891", "1234567.25", "123456789.123", "0.00001", "0.000001", "99999.99999", "99999.999995",
             "9007199254740993.1234", "16777217.5", "1e20", "1.5e300", "-1e-5", "1e-300", "0.30000000000000004", "3.4028235e38", "3.5e38",
             "1.1754944e-38", "1e-40", "12345678901234567890123456789012345.5", "0.1234567890123456789", "100000", "99999999999999.995"]
TEXTS = ["", " ", "a", "a ", " a", "abc", "x" * 36, "y" * 256, "é", "日本語", "🎉", "A", "true", "false", "t", "yes", "0", "1", "-1", "007", "+5", "1e5",
         "1E5", "1e400", "1e-400", " 1", "1 ", "1\\n", "0x10", "1.0", "1.50", ".5", "5.", "1.5", "0.1", "-0", "16777217", "123456789.123", "2147483648",
         "9223372036854775808", "18446744073709551615", "99999999999999999999999999", "0.12345678901234567", "1234567890.123456789", "1,5",
         "1_000", "NaN", "Infinity", "-Infinity", "inf", "nan", "2024-02-29", "2023-02-29", "2024-13-01", "0000-00-00", "0001-01-01", "9999-12-31",
         "20240229", "24-02-29", "2024/02/29", "2024-2-9", "now", "today", "epoch", "infinity", "January 8, 1999", "08.01.1999",
         "2024-02-29 12:34:56", "2024-02-29T12:34:56", "2024-02-29T12:34:56Z", "2024-02-29 12:34:56+02:00", "2024-02-29 12:34:56.123456",
         "2024-02-29 00:00:00", "2024-02-29 24:00:00", "2024-02-29 23:59:60", "2024-02-29 12:34", "1970-01-01 00:00:00", "2038-01-19 03:14:08",
         "12:34:56", "12:34", "24:00:00", "23:59:60", "-12:34:56", "838:59:59", "12:34:56.789", "12:34:56+02", "allballs",
         "{}", "[]", "null", '{"a": 1}', '{"a": 1, "a": 2}', '{"b":[1,2.50,1e2],"a":"é"}', '{"a": {"c":1, "c":2}}', "[1e400]", '"a"', "{'a':1}", "{a:1}", '{"a":1', "[1,]",
         '"\\\\u0000"', "123456789012345678901234567890",
         "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
         "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", "101", "1010", "\\\\x41", "\\\\x4", "a\\\\b", "small", "big"]
DATES = ["2024-02-29", "1999-12-31", "1970-01-01", "0001-01-01", "9999-12-31", "1900-02-28", "2038-01-19", "2155-01-01"]
TIMES = ["00:00:00", "12:34:56", "23:59:59", "12:34:56.5", "12:34:56.123456", "12:34:00.000001", "24:00:00", "-12:34:56", "838:59:59", "100:00:00"]
MOMENTS = [f"{d} {t}" for d in DATES[:4] + ["9999-12-31", "2038-01-19"] for t in ("00:00:00", "03:14:08", "23:59:59.999999", "12:34:56.5")] + [
    "1970-01-01 00:00:01", "1970-01-01 23:59:59"]
UUIDS = ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
JSONS = ["{}", "[]", "null", "1", "1.50", "1e2", "true", '"a"', '"é🎉"', '{"a": 1}', '{"a": 1, "a": 2}', '{"b":[1,2,{"c":null}],"a":"x"}', "123456789012345678901234567890", '"2024-02-29"']


def quoted(values):
    return ["'" + value.replace("'", "''") + "'" for value in values]


def postgres_texts():
    return ["E" + value for value in quoted(TEXTS)]


BYTES = {"postgres": [r"'\x'", r"'\x00'", r"'\x41'", r"'\x41000042'", r"'\xff'", r"'\xc3a9'", r"'\x3037'", r"'\x" + "ab" * 300 + "'"],
         "mysql": ["x''", "x'00'", "x'41'", "x'41000042'", "x'ff'", "x'c3a9'", "x'3037'", "x'31'", "x'323032342d30322d3239'", "x'7b7d'", f"x'{'ab' * 300}'", f"x'{'61' * 36}'"],
         "sqlite": ["x''", "x'00'", "x'41'", "x'41000042'", "x'ff'", "x'c3a9'", "x'3037'", "x'31'"]}
PG_FLOATS = INTEGERS + FRACTIONS + ["'NaN'", "'Infinity'", "'-Infinity'", "'-0'"]
PG_MOMENTS = quoted(MOMENTS + ["infinity", "-infinity", "0044-03-15 12:00:00 BC", "294276-12-31 23:59:59"])

# declared, values
POSTGRES = [
    ("smallint", INTEGERS), ("integer", INTEGERS), ("bigint", INTEGERS),
    ("real", PG_FLOATS), ("double precision", PG_FLOATS),
    ("numeric", INTEGERS + FRACTIONS + ["'NaN'", "'Infinity'", "'-Infinity'"]), ("numeric(10,5)", INTEGERS + FRACTIONS + ["'NaN'"]),
    ("numeric(5,0)", INTEGERS + FRACTIONS), ("numeric(38,10)", INTEGERS + FRACTIONS), ("numeric(3,3)", ["0.1", "0.123", "0.5", "0"]),
    ("boolean", ["true", "false"]),
    ("character varying(255)", postgres_texts()), ("character varying(10)", postgres_texts()), ("character(10)", postgres_texts()),
    ("character(36)", postgres_texts()), ("text", postgres_texts()),
    ("date", quoted(DATES + ["infinity", "-infinity", "0044-03-15 BC", "5874897-12-31"])),
    ("time without time zone", quoted(TIMES[:7])), ("time with time zone", quoted(["00:00:00+00", "12:34:56+02", "12:34:56.123456-05:30", "24:00:00+00"])),
    ("timestamp without time zone", PG_MOMENTS), ("timestamp(0) without time zone", quoted(MOMENTS)), ("timestamp(3) without time zone", quoted(MOMENTS)),
    ("timestamp with time zone", PG_MOMENTS + quoted(["2024-02-29 23:30:00+02", "2024-03-31 02:30:00 Europe/Berlin"])),
    ("timestamp(3) with time zone", quoted(MOMENTS)),
    ("json", quoted(JSONS + ['"\\u0000"', "[1e400]"])), ("jsonb", quoted(JSONS)),
    ("uuid", quoted(UUIDS)), ("bytea", BYTES["postgres"]),
    ("bit(4)", ["B'1010'", "B'0000'"]), ("bit varying(8)", ["B'1010'", "B'10101010'", "B''"]),
    ("interval", quoted(["1 day", "1 mon", "-00:00:01", "1 year 2 mons 3 days 04:05:06.789"])), ("inet", quoted(["127.0.0.1", "::1/64"])),
    ("money", ["1.5", "0"]), ("xml", quoted(["<a/>"])), ("integer[]", quoted(["{1,2}", "{}"])), ("name", quoted(["a", "x" * 40])),
    ('"char"', quoted(["a", ""])), ("oid", ["0", "4294967295"]), ("mood", quoted(["small", "big"])), ("citext_like", postgres_texts()),
]
MY_BASE = [f"{name}{sign}" for name in ("tinyint", "smallint", "mediumint", "int", "bigint") for sign in ("", " unsigned")]
MY_TEXTS = quoted(TEXTS)
MYSQL = [(name, INTEGERS) for name in MY_BASE] + [
    ("float", INTEGERS + FRACTIONS), ("double", INTEGERS + FRACTIONS), ("float(10,5)", INTEGERS + FRACTIONS), ("double(20,4)", INTEGERS + FRACTIONS),
    ("float unsigned", INTEGERS + FRACTIONS),
    ("decimal(10,0)", INTEGERS + FRACTIONS), ("decimal(10,5)", INTEGERS + FRACTIONS), ("decimal(20,4)", INTEGERS + FRACTIONS),
    ("decimal(65,30)", INTEGERS + FRACTIONS), ("decimal(20,4) unsigned", INTEGERS + FRACTIONS), ("decimal(3,3)", ["0.1", "0.123", "0.5", "0"]),
    ("tinyint(1)", ["0", "1", "5", "-1"]), ("bit(1)", ["b'0'", "b'1'"]), ("bit(8)", ["b'0'", "b'1'", "b'11111111'", "b'110001'"]), ("bit(64)", ["b'0'", "b'1'", "18446744073709551615"]),
    ("char(10)", MY_TEXTS), ("char(36)", MY_TEXTS), ("varchar(255)", MY_TEXTS), ("varchar(10)", MY_TEXTS),
    ("varchar(255) character set latin1", MY_TEXTS), ("tinytext", MY_TEXTS), ("text", MY_TEXTS), ("longtext", MY_TEXTS), ("text character set latin1", MY_TEXTS),
    ("binary(4)", BYTES["mysql"]), ("varbinary(300)", BYTES["mysql"]), ("tinyblob", BYTES["mysql"]), ("blob", BYTES["mysql"]),
    ("date", quoted(DATES + ["0000-00-00", "2024-00-00", "2024-02-00"])), ("time", quoted(TIMES)), ("time(6)", quoted(TIMES)),
    ("datetime", quoted(MOMENTS + ["0000-00-00 00:00:00"])), ("datetime(6)", quoted(MOMENTS)), ("datetime(3)", quoted(MOMENTS)),
    ("timestamp", quoted(MOMENTS + ["0000-00-00 00:00:00"])), ("timestamp(6)", quoted(MOMENTS)),
    ("year", ["1901", "2155", "2024", "0"]), ("json", quoted(JSONS)), ("uuid", quoted(UUIDS)), ("inet6", quoted(["::1", "::ffff:1.2.3.4"])),
    ("enum('small','big','1','007')", quoted(["small", "big", "1", "007"])), ("set('a','b','1')", quoted(["a", "a,b", "", "1"])),
    ("geometry", ["point(1,2)", "ST_GeomFromText('LINESTRING(0 0,1 1)')"]), ("point", ["point(1,2)", "point(-0.5,1e10)"]),
]
LITE = ["NULL"] + INTEGERS[:-2] + FRACTIONS + ["9e999", "-9e999"] + MY_TEXTS + BYTES["sqlite"] + quoted(DATES + MOMENTS[:8] + TIMES[:4] + UUIDS + JSONS)
SQLITE = [(name, LITE) for name in ("integer", "bigint", "float", "real", "numeric", "decimal(10,5)", "boolean", "text", "varchar(255)", "varchar(10)", "char(36)", "date",
                                    "time", "datetime", "json", "blob", "", "uuid")]
TYPES = {"postgres": POSTGRES, "mysql": MYSQL, "sqlite": SQLITE}

# Beside the declared types, what a field may be whose column alone does not tell: field type, the declared type of its column, special.
MEANT = {
    "postgres": [("csv", "text", ["cast-csv"]), ("hash", "character varying(255)", ["hash"]), ("uuid", "character varying(255)", ["uuid"]), ("json", "text", ["cast-json"]),
                 ("timestamp", "text", ["cast-timestamp"]), ("dateTime", "character varying(255)", ["cast-datetime"])],
    "mysql": [("uuid", "char(36)", ["uuid"]), ("csv", "text", ["cast-csv"]), ("json", "longtext", ["cast-json"]), ("uuid", "varchar(255)", ["uuid"]),
              ("timestamp", "text", ["cast-timestamp"]), ("dateTime", "varchar(255)", ["cast-datetime"])],
    "sqlite": [("uuid", "char(36)", ["uuid"]), ("json", "json", ["cast-json"]), ("timestamp", "datetime", ["cast-timestamp"]), ("csv", "text", ["cast-csv"]),
               ("timestamp", "text", ["cast-timestamp"]), ("json", "text", ["cast-json"])],
}
# What a short run looks at: as it comes, each in the other's place.
SHORT = {
    "postgres": ["bigint", "real", "double precision", "numeric(38,10)", "text", "character(10)", "timestamp with time zone", "json", "jsonb", "bytea", "uuid", "date"],
    "mysql": ["bigint unsigned", "float", "double", "decimal(20,4)", "varchar(255)", "text", "datetime(6)", "blob", "json", "float(10,5)"],
    "sqlite": ["integer", "text", "float", "json", "date", "blob"],
}
