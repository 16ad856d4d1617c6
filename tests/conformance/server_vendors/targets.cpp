// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/server_vendors/targets.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>

#include "vendors/loader/plugin_loader.hpp"

extern char** environ;

namespace schemad::test {

namespace json = boost::json;

const std::vector<Target>& targets() {
    static const std::vector<Target> all = [] {
        std::vector<Target> list{{"sqlite", "sqlite", "", "sqlite"},
                                 {"postgres", "postgres", "SCHEMAD_TEST_POSTGRES", "postgres"},
                                 {"mysql", "mysql", "SCHEMAD_TEST_MYSQL", "mysql"}};
        if (std::getenv("SCHEMAD_TEST_POSTGRES_NEW"))
            list.push_back({"postgres_new", "postgres", "SCHEMAD_TEST_POSTGRES_NEW", "postgres"});
        return list;
    }();
    return all;
}

std::shared_ptr<const Vendor> vendor(const std::string& plugin) {
    // never destroyed: leak reports need the plugins' symbols, and what they keep for ever has to stay reachable
    static auto& loader = *new PluginLoader(SCHEMAD_PLUGIN_DIR, {"sqlite", "postgres", "mysql", "cockroachdb"}, {});
    return loader.load(plugin);
}

namespace {

json::object server_of(const Target& target) {
    const char* text = std::getenv(target.variable.c_str());
    if (!text || !*text)
        throw std::runtime_error(target.variable +
                                 " is not set: run this under tests/servers/with_servers.py, which starts the servers");
    return json::parse(text).as_object();
}

std::string text_of(const json::object& o, const char* key) { return std::string(o.at(key).as_string()); }

class TemporaryText {
public:
    explicit TemporaryText(const std::string& text = {}) {
        char name[] = "/tmp/schemad-text-XXXXXX";
        fd_ = mkstemp(name);
        if (fd_ < 0) throw std::runtime_error("no temporary file");
        unlink(name);
        for (std::size_t done = 0; done < text.size();) {
            const auto n = write(fd_, text.data() + done, text.size() - done);
            if (n < 0) throw std::runtime_error("cannot write");
            done += static_cast<std::size_t>(n);
        }
        lseek(fd_, 0, SEEK_SET);
    }
    ~TemporaryText() { close(fd_); }
    TemporaryText(const TemporaryText&) = delete;
    TemporaryText& operator=(const TemporaryText&) = delete;
    int fd() const noexcept { return fd_; }
    std::string read_all() const {
        std::string all;
        char block[4096];
        lseek(fd_, 0, SEEK_SET);
        for (ssize_t n; (n = read(fd_, block, sizeof block)) > 0;) all.append(block, static_cast<std::size_t>(n));
        return all;
    }

private:
    int fd_ = -1;
};

void run_client(std::vector<std::string> words, const std::string& input) {
    const TemporaryText in(input), out;
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in.fd(), 0);
    posix_spawn_file_actions_adddup2(&files, out.fd(), 1);
    posix_spawn_file_actions_adddup2(&files, out.fd(), 2);
    pid_t pid = 0;
    const int failed = posix_spawnp(&pid, argv[0], &files, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed) throw std::runtime_error("cannot start " + words[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status)) throw std::runtime_error(words[0] + ": " + out.read_all());
}

std::string client(const json::object& server, const char* name) {
    const auto beside = text_of(server, "bin") + "/" + name;
    return access(beside.c_str(), X_OK) == 0 ? beside : name; // the bare server's package has no client
}

constexpr const char* database = "conformance";

void run_sql(const json::object& server, const std::string& in_database, const std::string& sql) {
    if (text_of(server, "vendor") == "postgres") {
        run_client({client(server, "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", text_of(server, "socket"), "-p",
                    std::to_string(server.at("port").as_int64()), "-U", text_of(server, "user"), "-d", in_database},
                   "set client_min_messages = warning;\n" + sql);
    } else {
        setenv("MYSQL_PWD", text_of(server, "password").c_str(), 1);
        run_client({client(server, "mariadb"), "--no-defaults", "-S", text_of(server, "socket"), "-u",
                    text_of(server, "user"), "--default-character-set=utf8mb4", in_database},
                   sql);
    }
}

// Drops what is in the database, or makes it the first time.
void empty(const Target& target, const json::object& server) {
    static std::map<std::string, bool> made;
    const auto admin = text_of(server, "database");
    if (text_of(server, "vendor") != "postgres")
        return run_sql(server, admin,
                       std::string("drop database if exists ") + database + "; create database " + database +
                           " character set utf8mb4;");
    if (!made[target.name])
        run_sql(server, admin,
                std::string("create database ") + database + " template template0 locale 'C' encoding 'UTF8'");
    made[target.name] = true;
    run_sql(
        server, database,
        "do $$ declare s text; begin for s in select quote_ident(nspname) from pg_namespace where nspname !~ '^pg_' "
        "and nspname <> 'information_schema' loop execute 'drop schema ' || s || ' cascade'; end loop; end $$;\n"
        "create schema public;");
}

} // namespace

TestDatabase::TestDatabase(const Target& target) : target_(target), vendor_(test::vendor(target.plugin)) {
    if (target.variable.empty()) {
        char name[] = "/tmp/schemad-place-XXXXXX";
        const int fd = mkstemp(name);
        if (fd < 0) throw std::runtime_error("no temporary file");
        close(fd);
        file_ = name;
        settings_ = {{"filename", file_}};
        return;
    }
    const auto server = server_of(target);
    empty(target, server);
    password_ = text_of(server, "password");
    settings_ = {{"host", text_of(server, "host")},
                 {"port", std::to_string(server.at("port").as_int64())},
                 {"user", text_of(server, "user")},
                 {"password", password_},
                 {"database", database}};
}

TestDatabase::~TestDatabase() {
    if (!file_.empty())
        for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((file_ + suffix).c_str());
}

std::unique_ptr<Connection> TestDatabase::open(const Settings& more) const {
    Settings all;
    for (const auto& [key, value] : settings_) {
        bool replaced = false;
        for (const auto& other : more) replaced = replaced || other.first == key;
        if (!replaced) all.emplace_back(key, value);
    }
    all.insert(all.end(), more.begin(), more.end());
    return vendor_->open(all);
}

void TestDatabase::clear() const {
    if (!target_.variable.empty()) return empty(target_, server_of(target_));
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((file_ + suffix).c_str());
}

void TestDatabase::load(const std::string& sql) const {
    if (!target_.variable.empty()) return run_sql(server_of(target_), database, sql);
    sqlite3* db = nullptr;
    if (sqlite3_open(file_.c_str(), &db) != SQLITE_OK) throw std::runtime_error("cannot open " + file_);
    char* message = nullptr;
    const int status = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message);
    const std::string why = message ? message : "";
    sqlite3_free(message);
    sqlite3_close(db);
    if (status != SQLITE_OK) throw std::runtime_error("sqlite: " + why);
}

void add_case(const std::string& suite, const std::string& name, std::function<void()> run) {
    namespace ut = boost::unit_test;
    auto& all = ut::framework::current_auto_test_suite();
    static std::map<std::string, ut::test_suite*> suites;
    auto*& here = suites[suite];
    if (!here) {
        here = new ut::test_suite(suite, __FILE__, __LINE__); // the framework owns it
        all.add(here);
    }
    here->add(ut::make_test_case(std::move(run), name, __FILE__, __LINE__));
}

Cases::Cases(const std::string& suite, const std::function<void()>& make) {
    try {
        make();
    } catch (const std::exception& e) {
        const std::string why = e.what();
        add_case(suite, "list_of_cases", [why] { BOOST_FAIL(why); });
    }
}

} // namespace schemad::test
