// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/raw_client.hpp"

#include <libpq-fe.h>
#include <mysql.h>

#include <stdexcept>

namespace schemad::bench {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& o, const char* key) { return std::string(o.at(key).as_string()); }

class RawPostgres final : public RawClient {
public:
    RawPostgres(const json::object& server, const std::string& database) {
        const auto port = std::to_string(server.at("port").to_number<int>()), host = text_of(server, "host"),
                   user = text_of(server, "user"), password = text_of(server, "password");
        const char* const keys[] = {"host", "port", "user", "password", "dbname", "sslmode", nullptr};
        const char* const values[] = {host.c_str(),     port.c_str(), user.c_str(), password.c_str(),
                                      database.c_str(), "disable",    nullptr};
        connection_ = PQconnectdbParams(keys, values, 0);
        if (PQstatus(connection_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_));
        run("set client_min_messages = warning");
    }
    ~RawPostgres() override { PQfinish(connection_); }

    std::size_t run(const std::string& sql) override {
        return bytes_of(PQexecParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    }
    std::size_t run_all(const std::vector<std::string>& statements) override {
        PQenterPipelineMode(connection_);
        for (const auto& sql : statements)
            PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
        PQpipelineSync(connection_);
        std::size_t bytes = 0;
        for (bool synced = false; !synced;)
            while (auto* result = PQgetResult(connection_)) {
                synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
                bytes += bytes_of(result);
                if (synced) break;
            }
        PQexitPipelineMode(connection_);
        return bytes;
    }

private:
    std::size_t bytes_of(PGresult* result) {
        const auto status = PQresultStatus(result);
        std::size_t bytes = 0;
        for (int row = 0; row < PQntuples(result); ++row)
            for (int i = 0; i < PQnfields(result); ++i) bytes += static_cast<std::size_t>(PQgetlength(result, row, i));
        PQclear(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC)
            throw std::runtime_error(PQerrorMessage(connection_));
        return bytes;
    }
    PGconn* connection_;
};

class RawMySql final : public RawClient {
public:
    RawMySql(const json::object& server, const std::string& database) : connection_(mysql_init(nullptr)) {
        const unsigned tcp = MYSQL_PROTOCOL_TCP;
        mysql_options(connection_, MYSQL_OPT_PROTOCOL, &tcp);
        mysql_options(connection_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
        if (!mysql_real_connect(connection_, text_of(server, "host").c_str(), text_of(server, "user").c_str(),
                                text_of(server, "password").c_str(), database.c_str(),
                                server.at("port").to_number<unsigned>(), nullptr, 0))
            throw std::runtime_error(mysql_error(connection_));
    }
    ~RawMySql() override { mysql_close(connection_); }

    std::size_t run(const std::string& sql) override {
        if (mysql_real_query(connection_, sql.data(), static_cast<unsigned long>(sql.size())))
            throw std::runtime_error(mysql_error(connection_));
        std::size_t bytes = 0;
        if (auto* rows = mysql_use_result(connection_)) {
            const unsigned count = mysql_num_fields(rows);
            while (mysql_fetch_row(rows)) {
                const auto* sizes = mysql_fetch_lengths(rows);
                for (unsigned i = 0; i < count; ++i) bytes += sizes[i];
            }
            mysql_free_result(rows);
        }
        if (mysql_errno(connection_)) throw std::runtime_error(mysql_error(connection_));
        return bytes;
    }
    std::size_t run_all(const std::vector<std::string>& statements) override {
        std::size_t bytes = 0;
        for (const auto& sql : statements) bytes += run(sql);
        return bytes;
    }

private:
    MYSQL* connection_;
};

} // namespace

std::unique_ptr<RawClient> raw_client(const json::object& server, const std::string& database) {
    if (text_of(server, "vendor") == "mysql") return std::make_unique<RawMySql>(server, database);
    return std::make_unique<RawPostgres>(server, database);
}

std::vector<std::string> bare_queries(const std::string& vendor, const std::string& database) {
    std::vector<std::string> all{"select * from directus_collections", "select * from directus_fields",
                                 "select * from directus_relations"};
    if (vendor == "mysql") {
        const std::string here = "_SCHEMA = '" + database + "'", information = " from information_schema.";
        all.push_back("select TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_COLLATION" + information +
                      "TABLES where TABLE" + here);
        all.push_back("select TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_DEFAULT, COLUMN_TYPE, "
                      "CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, IS_NULLABLE, COLUMN_KEY, EXTRA, "
                      "COLUMN_COMMENT, COLLATION_NAME, GENERATION_EXPRESSION" +
                      information + "COLUMNS where TABLE" + here);
        all.push_back("select TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, NON_UNIQUE, COLUMN_NAME" + information +
                      "STATISTICS where TABLE" + here);
        all.push_back("select TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE" + information +
                      "REFERENTIAL_CONSTRAINTS where CONSTRAINT" + here);
        all.push_back("select TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME, REFERENCED_TABLE_NAME, "
                      "REFERENCED_COLUMN_NAME" +
                      information + "KEY_COLUMN_USAGE where TABLE" + here);
        all.push_back("select TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE" + information +
                      "CHECK_CONSTRAINTS where CONSTRAINT" + here);
        return all;
    }
    const auto of_tables = [&](const std::string& what, const std::string& from, const std::string& kinds) {
        all.push_back("select " + what + " from pg_class c" + from +
                      " where c.relnamespace = 'public'::regnamespace and c.relkind in (" + kinds + ")");
    };
    of_tables("c.oid, c.relname, c.relkind", "", "'r', 'p', 'v', 'm', 'f'");
    of_tables("d.objoid, d.objsubid, d.description",
              " join pg_description d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass", "'r'");
    of_tables("d.adrelid, d.adnum, pg_get_expr(d.adbin, d.adrelid)", " join pg_attrdef d on d.adrelid = c.oid", "'r'");
    of_tables("p.refobjid, p.refobjsubid",
              " join pg_depend p on p.refobjid = c.oid join pg_class s on s.oid = p.objid and s.relkind = 'S' and "
              "p.refclassid = 'pg_class'::regclass and p.classid = 'pg_class'::regclass and p.deptype in ('a', 'i')",
              "'r'");
    of_tables("a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.atttypmod, a.attnotnull, "
              "a.attidentity, a.attgenerated, a.attcollation",
              " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped", "'r'");
    of_tables(
        "k.oid, k.conrelid, k.conname, k.contype, k.confupdtype, k.confdeltype, k.confrelid, k.conkey, k.confkey, "
        "case when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end",
        " join pg_constraint k on k.conrelid = c.oid", "'r'");
    of_tables("i.indexrelid, i.indrelid, o.relname, i.indisunique, i.indisprimary, i.indpred is not null, i.indkey",
              " join pg_index i on i.indrelid = c.oid join pg_class o on o.oid = i.indexrelid", "'r'");
    return all;
}

} // namespace schemad::bench
