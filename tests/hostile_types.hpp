// SPDX-License-Identifier: Apache-2.0
// Names of types that a snapshot may bring as the vendor's own and that are none, or more than one: what would be SQL
// if a vendor wrote it down instead of a name from its list. For the unit tests of every vendor.
#pragma once

namespace schemad::test {

inline constexpr const char* hostile_types[] = {
    "int); DROP TABLE t; --",
    "int, evil int",
    "int default (select 1)",
    "int/**/",
    "int -- ",
    "int\nevil",
    "INT;",
    "varchar(10)); --",
    "varchar(10",
    "varchar)10(",
    "varchar(10) collate x",
    "varchar(10,(select 1))",
    "character varying(10) default 'x'",
    "numeric(10,2) not null",
    "numeric(10,2)[]; drop table t",
    "numeric[](1)",
    "numeric[1]",
    "[]",
    "double precision, evil text",
    "double  precision check (true)",
    "enum('a','b')",
    "enum('a\\',0); drop table t; --')",
    "enum('a') charset binary, evil int",
    "set('a','b'), evil int",
    "int unsigned zerofill, evil int",
    "int unsigned unsigned",
    "int unsigned generated always as (1)",
    "decimal(10,2) unsigned); --",
    "bigint unsigned auto_increment",
    " unsigned",
    "`x`",
    "\"x\"",
    "\"x\".\"y\"",
    "'x'",
    "$$x$$",
    "a$$x$",
    "point srid 0",
    "geometry(Point,4326",
    "Point),evil geometry(Point",
    "?",
    "\\",
};

} // namespace schemad::test
