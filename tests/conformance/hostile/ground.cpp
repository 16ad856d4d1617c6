// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/hostile/ground.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "engine/store/create_tables.hpp"

extern char** environ;

namespace schemad::test {

namespace {

namespace json = boost::json;

constexpr const char* secret = "S3CRET-canary-";
constexpr const char* file_secret = "S3CRET-file";

// Of each vendor: what lists objects and rows that are to stay, and tables and columns that may be joined by others.
struct Questions {
    const char *objects, *tables, *columns;
};
const Questions& questions(std::string_view vendor) {
    static const Questions sqlite{
        "select type || ' ' || name || ' on ' || tbl_name from sqlite_master where type in ('view', 'trigger') or "
        "(type = "
        "'index' and tbl_name in ('canary', 'target', 'other')) union all select 'column canary.' || name || type from "
        "pragma_table_xinfo('canary') union all select 'key ' || \"from\" from pragma_foreign_key_list('target') union "
        "all "
        "select 'key ' || \"from\" from pragma_foreign_key_list('canary')",
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
        "select name from pragma_table_xinfo('target')"};
    static const Questions postgres{
        "select 'function ' || proname from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = "
        "'public' "
        "union all select 'role ' || rolname from pg_roles union all select 'database ' || datname from pg_database "
        "union "
        "all select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_' union all select 'trigger ' || "
        "tgname from "
        "pg_trigger where not tgisinternal union all select 'setting ' || setconfig::text from pg_db_role_setting "
        "union all "
        "select 'index ' || c.relname from pg_index i join pg_class c on c.oid = indexrelid join pg_class t on t.oid = "
        "indrelid where t.relname in ('canary', 'target', 'other') union all select 'constraint ' || conname from "
        "pg_constraint c join pg_class t on t.oid = conrelid where t.relname in ('canary', 'target') union all select "
        "'column "
        "canary.' || attname || atttypid from pg_attribute where attrelid = (select oid from pg_class where relname = "
        "'canary') and attnum > 0 union all select relkind::text || relname::text from pg_class c join pg_namespace n "
        "on n.oid = "
        "relnamespace where nspname = 'public' and relkind in ('v', 'm', 'S', 'f') union all select 'large ' || oid "
        "from "
        "pg_largeobject_metadata union all select 'extension ' || extname from pg_extension",
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'public' and "
        "relkind in "
        "('r', 'p')",
        "select attname from pg_attribute where attrelid = (select oid from pg_class where relname = 'target') and "
        "attnum > 0 "
        "and not attisdropped"};
    static const Questions mysql{
        "select concat('routine ', routine_name) from information_schema.routines where routine_schema <> 'sys' union "
        "all "
        "select concat('trigger ', trigger_name) from information_schema.triggers where trigger_schema <> 'sys' union "
        "all "
        "select concat('event ', event_name) from information_schema.events union all select concat('user ', user, "
        "'@', host) "
        "from mysql.user union all select concat('schema ', schema_name) from information_schema.schemata union all "
        "select "
        "concat('index ', table_name, '.', index_name, '.', column_name) from information_schema.statistics where "
        "table_schema = database() and table_name in ('canary', 'target', 'other') union all select concat('key ', "
        "constraint_name) from information_schema.referential_constraints where constraint_schema = database() and "
        "table_name in ('canary', 'target') union all select concat('column canary.', column_name, column_type) from "
        "information_schema.columns where table_schema = database() and table_name = 'canary' union all select "
        "concat('view ', table_name) from information_schema.views where table_schema = database() union all select "
        "concat('log ', @@global.general_log_file)",
        "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE "
        "TABLE'",
        "select column_name from information_schema.columns where table_schema = database() and table_name = 'target'"};
    return vendor == "sqlite" ? sqlite : vendor == "postgres" ? postgres : mysql;
}

std::string text_of(const schemad_value& cell) {
    switch (cell.kind) {
    case SCHEMAD_NULL: return "-";
    case SCHEMAD_DOUBLE: return std::to_string(cell.as.real);
    case SCHEMAD_TEXT:
    case SCHEMAD_BLOB: return std::string{view(cell.as.text)};
    default: return std::to_string(cell.as.integer);
    }
}

std::set<std::string> files_in(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
    return names;
}

// True where something is in `now` but neither in `then` nor in `allowed`, or the reverse.
void compare(const std::string& what, const std::set<std::string>& then, const std::set<std::string>& now,
             const std::set<std::string>& allowed, std::vector<std::string>& harm) {
    for (const auto& one : then)
        if (!now.contains(one)) harm.push_back(what + " gone: " + one);
    for (const auto& one : now)
        if (!then.contains(one) && !allowed.contains(one)) harm.push_back(what + " came: " + one);
}

} // namespace

Ground::Ground(const Target& target, bool odd_server) : place_(target), odd_server_(odd_server) {
    std::string name = (std::filesystem::temp_directory_path() / "schemad-hostile-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder_ = name;
    std::filesystem::permissions(folder_, std::filesystem::perms::all); // the server may write where it wants to
    std::ofstream(file_to_read()) << file_secret << "\n";
    odd(true);
    reset();
}

Ground::~Ground() {
    odd(false);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Ground::odd(bool on) const {
    if (!odd_server_) return;
    const bool postgres = place_.vendor().name() == "postgres";
    if (postgres)
        place_.load(std::string("alter database conformance ") +
                    (on ? "set standard_conforming_strings = off" : "reset standard_conforming_strings"));
    else
        place_.load(std::string("set global sql_mode = ") + (on ? "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'" : "default"));
}

void Ground::reset(const std::vector<std::string>& more) {
    place_.clear();
    const auto connection = place_.open(place_.target().variable.empty() ? Settings{{"create", "true"}} : Settings{});
    store::create_meta_tables(*connection);
    const auto run = [&](const std::string& sql) { connection->execute(test::sql_of(sql)); };
    run("create table canary (id integer not null primary key, secret varchar(100))");
    run("create table target (id integer not null primary key, keep varchar(50))");
    run("create table other (id integer not null primary key)");
    for (int i = 1; i <= 3; ++i) {
        const auto id = std::to_string(i);
        run("insert into canary (id, secret) values (" + id + ", '" + secret + id + "')");
        run("insert into target (id, keep) values (" + id + ", 'kept " + id + "')");
    }
    for (const auto& name : more) {
        try {
            run("alter table target add column " + connection->vendor().quoted(name).str() + " integer");
        } catch (const VendorError&) {} // no name for this database
    }
    for (const auto& [collection, column] : {std::pair{"canary", "secret"}, {"target", "keep"}, {"other", ""}}) {
        run("insert into directus_collections (collection) values ('" + std::string(collection) + "')");
        for (const auto* field : {"id", column})
            if (*field)
                run("insert into directus_fields (collection, field) values ('" + std::string(collection) + "', '" +
                    field + "')");
    }
    before_ = look(*connection);
}

std::unique_ptr<Project> Ground::project(bool by_name) const {
    ProjectOptions options;
    options.connection = place_.settings();
    options.history = false;
    if (by_name)
        for (const auto* name : {"canary", "target.keep", "target.id"}) options.protected_names.add(name);
    else
        options.destructive = Destructive::deny;
    return std::make_unique<Project>(options, vendor(place_.target().plugin));
}

std::vector<std::string> Ground::lines(Connection& connection, const std::string& sql) const {
    std::vector<std::string> list;
    const auto rows = connection.query(test::sql_of(sql));
    for (std::size_t row = 0; row < rows->row_count; ++row) {
        std::string line;
        for (std::size_t i = 0; i < rows->column_count; ++i)
            line += (i ? "|" : "") + text_of(rows->cells[row * rows->column_count + i]);
        list.push_back(std::move(line));
    }
    return list;
}

Ground::State Ground::look(Connection& connection) const {
    State state;
    const auto& asked = questions(place_.vendor().name());
    for (const auto* sql : {"select id, secret from canary order by id", "select id, keep from target order by id",
                            "select collection from directus_collections where collection in ('canary', 'target', "
                            "'other') order by collection",
                            "select collection, field, note from directus_fields where collection in ('canary', "
                            "'other') or field in ('id', "
                            "'keep') and collection = 'target' order by collection, field"})
        for (auto& line : lines(connection, sql)) state.rows.push_back(std::move(line));
    const auto objects = lines(connection, asked.objects), tables = lines(connection, asked.tables),
               columns = lines(connection, asked.columns);
    state.objects.insert(objects.begin(), objects.end());
    state.may_grow.insert(columns.begin(), columns.end());
    for (const auto& table : tables)
        if (!table.starts_with("schemad_")) state.may_grow.insert(table);
    state.files = files_in(folder_);
    return state;
}

// A secret that stands where it was not put, in rows that were there or in one that is all defaults.
std::string Ground::leaked(Connection& connection) const {
    const auto find = [&]() -> std::string {
        for (const auto& line : lines(connection, "select * from target"))
            if (line.find("S3CRET") != std::string::npos) return line;
        return {};
    };
    auto found = find();
    if (!found.empty()) return found;
    try {
        connection.execute("insert into target (id, keep) values (99, 'new')");
    } catch (const VendorError&) { return {}; }
    found = find();
    connection.execute("delete from target where id = 99");
    return found;
}

std::vector<std::string> Ground::harm(const std::set<std::string>& allowed) {
    std::vector<std::string> harm;
    try {
        const auto connection = place_.open();
        if (const auto line = leaked(*connection); !line.empty()) harm.push_back("a secret leaked: " + line);
        const auto now = look(*connection);
        if (now.rows != before_.rows) {
            std::string all;
            for (const auto& line : now.rows) all += line + "; ";
            harm.push_back("rows are " + all);
        }
        compare("object", before_.objects, now.objects, {}, harm);
        compare("table or column", before_.may_grow, now.may_grow, allowed, harm);
        compare("file", before_.files, now.files, {}, harm);
    } catch (const std::exception& error) { harm.push_back(std::string("it cannot be looked at: ") + error.what()); }
    return harm;
}

void Ground::shell(const std::string& script, bool careful) {
    std::vector<std::string> words;
    const auto& target = place_.target();
    if (target.variable.empty()) {
        words = {"sqlite3"};
        if (careful) words.push_back("-bail");
        for (const auto& [key, value] : place_.settings())
            if (key == "filename") words.push_back(value);
    } else {
        const auto server = json::parse(std::getenv(target.variable.c_str())).as_object();
        const auto at = [&](const char* key) { return std::string(server.at(key).as_string()); };
        const auto beside = at("bin") + "/psql";
        if (place_.vendor().name() == "postgres")
            words = {access(beside.c_str(), X_OK) == 0 ? beside : "psql",
                     "-XqAt",
                     "-v",
                     std::string("ON_ERROR_STOP=") + (careful ? "1" : "0"),
                     "-h",
                     at("socket"),
                     "-p",
                     std::to_string(server.at("port").as_int64()),
                     "-U",
                     at("user"),
                     "-d",
                     "conformance"};
        else
            words = {
                "mariadb",    "--no-defaults", "-S", at("socket"), "-u", at("user"), "--default-character-set=utf8mb4",
                "conformance"};
        setenv("MYSQL_PWD", at("password").c_str(), 1);
        setenv("PGPASSWORD", at("password").c_str(), 1);
        if (place_.vendor().name() != "postgres" && !careful) words.insert(words.begin() + 2, "--force");
    }
    const auto in = folder_ / "script.sql";
    std::ofstream(in, std::ios::binary) << script;
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, in.c_str(), O_RDONLY, 0);
    for (const int fd : {1, 2}) posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    const int failed = posix_spawnp(&pid, argv[0], &files, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed) throw std::runtime_error("cannot start " + words[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    std::filesystem::remove(in);
}

} // namespace schemad::test
