# SPDX-License-Identifier: Apache-2.0
"""Every spelling a vendor gives a default: (type, expression behind DEFAULT), literals of all types first, then what computes."""


def each(types, values):
    return [(kind, value) for kind in types for value in values]


TEXTS = ["''", "'abc'", "'it''s'", "'say \"hi\"'", "'null'", "'true'", "'0'", "'now'", "'a (b)'", "'100%'", "'é€😀'", "' lead'",
         "'x--y'", "'x/*y*/'", "'a;b'", "'{}'", "'[1,2]'", "'?'", "'$1'"]

SQLITE = (
    each(["varchar(50)", "text", "char(20)"], TEXTS + ["'back\\slash'", "'a\nb'", '"in double"', "'datetime(x'"])
    + each(["integer", "bigint"], ["0", "1", "-1", "+5", "2147483647", "-9007199254740991", "0x10", "(1+2)", "(abs(-3))", "(7 % 4)",
                                  "(1 << 4)", "'12'", "(length('abc'))"])
    + each(["float", "real", "decimal"], ["0.5", "-1.25", "1e3", "1.5e-7", "(3.0/2)", "(round(2.567, 2))"])
    + each(["boolean"], ["0", "1", "true", "false", "TRUE", "FALSE"])
    + each(["date", "time", "datetime"], ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "'2024-02-29'", "'12:34:56'",
                                         "'2024-02-29 12:34:56'", "(date('2024-02-29','+1 day'))", "(datetime('now'))",
                                         "(strftime('%Y-%m-%dT%H:%M:%fZ','now'))", "(julianday('2024-01-01'))"])
    + each(["json"], ["'{}'", "'[]'", "'{\"a\": \"it''s\"}'", "'\"x\"'", "(json_array())", "(json_object('a', 1))", "'null'"])
    + each(["char(36)", "text"], ["(lower(hex(randomblob(16))))", "(upper('abc'))", "('a' || 'b')", "(coalesce(null, 'x'))",
                                  "(substr('abcdef', 2, 3))", "(replace('aba', 'a', 'x'))", "(typeof(1))", "(printf('%05d', 7))",
                                  "(case when 1 then 'y' else 'n' end)", "(cast(5 as text))", "(quote('a'))", "(trim('  a '))",
                                  "('a' like 'A')", "(iif(1, 'a', 'b'))", "(char(65, 66))", "(instr('abc', 'c'))"])
    + each(["blob"], ["x'00ff'", "X'0aB1'", "(zeroblob(4))", "(unicode('a'))"])
)

POSTGRES = (
    each(["varchar(50)", "text", "char(20)"], TEXTS + ["'back\\slash'", "E'a\\nb'", "E'tab\\t'"])
    + each(["smallint", "integer", "bigint"], ["0", "1", "-1", "32767", "(1 + 2)", "(10)", "abs(-3)", "(7 % 4)", "'12'", "(2 * (3 + 4))",
                                              "length('abc')", "(random() * 10)::int", "coalesce(null, 4)", "(-5)"])
    + each(["bigint"], ["9223372036854775807", "-9223372036854775808"])
    + each(["real", "double precision", "numeric", "numeric(10,2)"], ["0.5", "-1.25", "1e3", "0", "10::numeric", "random()", "pi()",
                                                                    "round(2.567, 2)", "'NaN'", "(3.0 / 2)", "sqrt(2)"])
    + each(["boolean"], ["true", "false", "'t'", "'no'"])
    + each(["date"], ["CURRENT_DATE", "now()", "'2024-02-29'", "(CURRENT_DATE + 7)", "(now() + '1 day'::interval)", "'infinity'"])
    + each(["time", "timetz"], ["'12:34:56'", "LOCALTIME", "CURRENT_TIME", "'12:34:56.789'", "now()::time"])
    + each(["timestamp", "timestamptz"], ["now()", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(3)", "LOCALTIMESTAMP", "'2024-02-29 12:34:56'",
                                          "timezone('utc', now())", "(now() at time zone 'utc')", "now() + '1 day'::interval",
                                          "'epoch'", "date_trunc('day', now())", "clock_timestamp()", "to_timestamp(0)",
                                          "statement_timestamp()", "'2024-02-29 12:34:56+02'", "make_timestamp(2024,1,2,3,4,5)"])
    + each(["json", "jsonb"], ["'{}'", "'[]'", "'{\"a\": \"it''s\"}'", "'\"x\"'", "json_build_object('a', 1)", "'null'", "'1'",
                               "json_build_array()", "to_json('x'::text)", "'{\"q\": \"a?b\"}'"])
    + each(["uuid"], ["gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'", "md5('a')::uuid"])
    + each(["text"], ["upper('x')", "concat('a', 'b')", "('a' || 'b')", "CURRENT_USER", "md5('x')", "lower(CURRENT_USER::text)",
                      "to_char(now(), 'YYYY')", "substr('abcdef', 2, 3)", "case when true then 'a' else 'b' end", "encode('a', 'hex')",
                      "repeat('a', 3)", "replace('aba', 'a', 'x')", "left('abc', 2)", "coalesce(null, 'x')", "1::text", "now()::text",
                      "array_to_string(ARRAY['a','b'], ',')", "CURRENT_SCHEMA", "split_part('a-b', '-', 1)", "trim('  a ')", "version()"])
    + each(["text[]"], ["'{}'", "ARRAY[]::text[]", "ARRAY['a','b']", "'{a,b}'"])
    + each(["bit(3)", "varbit(8)"], ["b'101'", "'010'", "x'5'::bit(3)"])
    + each(["bytea"], ["'\\x00ff'", "decode('00ff', 'hex')"])
    + each(["interval"], ["'1 day'", "make_interval(days => 1)"])
    + each(["inet", "macaddr", "money", "point", "int4range", "xml"], ["NULL"])
    + [("inet", "'10.0.0.1'"), ("money", "12.5"), ("point", "point(1, 2)"), ("int4range", "'[1,5)'"), ("int4range", "int4range(1, 5)")]
)

MYSQL = (
    each(["varchar(50)", "char(20)"], TEXTS + ["'back\\\\slash'", "'a\\nb'", "_latin1'abc'", "x'616263'", "0x616263", "concat('a', 'b')"])
    + [("varchar(50)", "(uuid())")]
    + each(["text", "longtext"], ["''", "'abc'", "'it''s'", "'back\\\\slash'", "'a\\nb'", "(upper('x'))", "'null'", "'\"q\"'", "('a(b)')"])
    + each(["tinyint(1)", "smallint", "int", "bigint"], ["0", "1", "-1", "(1 + 2)", "'12'", "(abs(-3))", "(7 % 4)", "(length('abc'))"])
    + each(["int unsigned", "bigint unsigned"], ["0", "1", "4294967295", "(1 << 4)"])
    + each(["bigint unsigned"], ["18446744073709551615", "9223372036854775808"])
    + each(["bigint"], ["9223372036854775807", "-9223372036854775808"])
    + each(["float", "double", "decimal(10,2)"], ["0.5", "-1.25", "1e3", "0", "(pi())", "(round(2.567, 2))", "(rand())", "(3.0 / 2)"])
    + each(["bit(1)"], ["b'0'", "b'1'", "0", "1"]) + each(["bit(8)"], ["b'10101010'", "b'0'", "b'11111111'", "255", "b'1'"])
    + each(["date"], ["'2024-02-29'", "(curdate())", "(current_date)", "(now() + interval 1 day)", "(date_add(curdate(), interval 1 month))"])
    + each(["time"], ["'12:34:56'", "(curtime())", "'-01:00:00'", "(maketime(1, 2, 3))"])
    + each(["datetime", "timestamp"], ["CURRENT_TIMESTAMP", "'2024-02-29 12:34:56'", "(now() + interval 1 day)", "(utc_timestamp())",
                                       "(from_unixtime(1))", "(timestamp('2024-01-02', '03:04:05'))", "(current_timestamp() - interval 1 hour)"])
    + each(["datetime(3)", "timestamp(6)"], ["CURRENT_TIMESTAMP(3)", "CURRENT_TIMESTAMP(6)", "'2024-02-29 12:34:56.789'"])
    + each(["year"], ["2024", "'1999'"])
    + each(["json"], ["'{}'", "'[]'", "'{\"a\": \"it''s\"}'", "'\"x\"'", "(json_array())", "(json_object('a', 1))", "'null'",
                      "'{\"a\": \"x\\\\\\\\y\"}'"])
    + each(["varchar(50)"], ["(upper('x'))", "(concat('a', _utf8mb4'b'))", "(md5('x'))", "(left('abc', 2))", "(substr('abcdef', 2, 3))",
                             "(replace('aba', 'a', 'x'))", "(if(1 > 2, 'a', 'b'))", "(case when 1 then 'y' else 'n' end)",
                             "(coalesce(null, 'x'))", "(cast(5 as char))", "(user())", "(date_format('2024-01-02', '%Y'))", "(lpad('7', 3, '0'))",
                             "(json_unquote(json_extract('{\"a\": \"b\"}', '$.a')))", "(hex(255))", "(repeat('a', 3))", "(version())",
                             "(left(sha2('a', 256), 9))", "(to_base64('a'))", "(trim('  a '))", "(convert('a' using utf8mb4))"])
    + each(["binary(4)", "varbinary(8)", "blob"], ["'ab'", "x'00ff0a0b'", "(unhex('00ff'))"])
    + each(["uuid"], ["'00000000-0000-0000-0000-000000000001'", "(uuid())"])
    + [("enum('a','b')", "'a'"), ("set('a','b')", "'a,b'"), ("inet6", "'::1'"), ("point", "(point(1, 2))")]
)

SPELLINGS = {"sqlite": SQLITE, "postgres": POSTGRES, "mysql": MYSQL}
