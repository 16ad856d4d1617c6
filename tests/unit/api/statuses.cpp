// SPDX-License-Identifier: Apache-2.0
// The table "Statuses" of docs/writing-a-vendor.md, row by row: a plugin that fails with each status, where a request
// reads and in a step of an apply, and what the client gets. The plugin is SQLite with a door in front.
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>

#include "engine/js/object_hash.hpp"
#include "engine/project.hpp"
#include "server/api/error_envelope.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

enum class Call { none, query, step, row, begin_apply, open };
struct Failing {
    Call call = Call::none;
    schemad_status status = SCHEMAD_OK;
    int times = 0;
} failing;

bool fails(Call here, schemad_error* error) {
    if (failing.call != here) return false;
    ++failing.times;
    error->message = str("made up"), error->table = str("posts"), error->column = str("title");
    return true;
}

struct WithDoor : Vendor {
    std::shared_ptr<const Vendor> real = sqlite();
    schemad_vendor copy = real->table();
    WithDoor() {
        copy.open = [](const schemad_setting* settings, std::size_t count, schemad_connection** out,
                       schemad_error* error) {
            return fails(Call::open, error) ? failing.status : sqlite()->table().open(settings, count, out, error);
        };
        copy.query = [](schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                        std::size_t most, schemad_rows* out, schemad_error* error) {
            if (test::has(view(sql), "directus_fields") && fails(Call::query, error)) return failing.status;
            return sqlite()->table().query(c, sql, params, count, most, out, error);
        };
        copy.execute = [](schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                          std::int64_t* affected, schemad_error* error) {
            const bool row = view(sql).starts_with("insert into ") && test::has(view(sql), "directus_fields");
            const bool change = view(sql).starts_with("ALTER TABLE") || view(sql).starts_with("CREATE TABLE");
            if ((row && fails(Call::row, error)) || (change && fails(Call::step, error))) return failing.status;
            return sqlite()->table().execute(c, sql, params, count, affected, error);
        };
        copy.begin = [](schemad_connection* c, std::uint32_t mode, schemad_error* error) {
            if (mode == SCHEMAD_BEGIN_APPLY && fails(Call::begin_apply, error)) return failing.status;
            return sqlite()->table().begin(c, mode, error);
        };
        copy.get_extension = [](schemad_str) -> const void* { return nullptr; }; // each statement by itself
        table_ = &copy;
    }
};

struct Answer {
    int status = 0;
    std::string code;
    bool retry_after = false;
};
std::ostream& operator<<(std::ostream& out, const Answer& a) {
    return out << a.status << ' ' << a.code << (a.retry_after ? " Retry-After" : "");
}

struct Provoked : TestProject {
    json::value payload{
        {"hash", js::versioned_hash(snapshot(), dialect.version())},
        {"diff", diff_of([](auto& s) { add(s, "fields", new_field("posts", "body", "text", "text")); })}};

    Answer answer(Call call, schemad_status status) {
        ProjectOptions options;
        options.name = "default", options.connection = settings(), options.directus_version = "12.4.0";
        options.history = false;
        Project project(std::move(options), std::make_shared<WithDoor>());
        failing = {call, status};
        http::Response told;
        try {
            if (call == Call::query || call == Call::open)
                project.snapshot();
            else
                project.apply(payload, {});
        } catch (...) { told = api::envelope_of(std::current_exception(), "default"); }
        BOOST_TEST(failing.times > 0, "status " << status << " was not provoked");
        failing = {};
        Answer answer{told.status, {}};
        if (!told.body.empty())
            answer.code = std::string(read(told.body).at_pointer("/errors/0/extensions/code").as_string());
        for (const auto& [name, value] : told.headers) answer.retry_after |= name == "Retry-After";
        return answer;
    }
};

// What a cell promises: its last number, as of "..., else 500", with the code that stands behind it or is the only one
// of that number.
Answer promised(const std::string& cell) {
    static const std::regex number("\\b([45]\\d\\d)(?: `([A-Z_]+)`)?");
    static const std::map<int, std::string> only{
        {403, "FORBIDDEN"}, {500, "INTERNAL_SERVER_ERROR"}, {503, "SERVICE_UNAVAILABLE"}};
    Answer found;
    for (std::sregex_iterator at(cell.begin(), cell.end(), number), end; at != end; ++at) {
        found = {std::stoi((*at)[1]), (*at)[2], false};
        if (const auto known = only.find(found.status); known != only.end()) found.code = known->second;
    }
    found.retry_after = has(cell, "Retry-After");
    return found;
}

struct Row {
    std::vector<schemad_status> statuses;
    std::string reading, step, open;
};

const std::map<std::string, schemad_status> statuses{
    {"E_INVALID", 1},     {"E_CONNECTION", 2}, {"E_BUSY", 3},         {"E_UNIQUE", 4},        {"E_NOT_NULL", 5},
    {"E_FOREIGN_KEY", 6}, {"E_TOO_LONG", 7},   {"E_OUT_OF_RANGE", 8}, {"E_CONTAINS_NULL", 9}, {"E_LOSES_VALUES", 10},
    {"E_PERMISSION", 11}, {"E_NOT_FOUND", 12}, {"E_EXISTS", 13},      {"E_UNSUPPORTED", 14},  {"E_SYNTAX", 15},
    {"E_CANCELLED", 16},  {"E_TIMEOUT", 17},   {"E_LIMIT", 18},       {"E_INTERNAL", 19}};

std::vector<Row> table() {
    static const std::regex name("`(E_[A-Z_]+)`");
    std::ifstream page(SCHEMAD_SOURCE_DIR "/docs/writing-a-vendor.md");
    std::vector<Row> rows;
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("| `E_")) continue;
        std::vector<std::string> cells;
        for (std::size_t at = 1; at < line.size();) {
            const auto end = line.find('|', at);
            cells.push_back(line.substr(at, end - at));
            at = end == std::string::npos ? end : end + 1;
        }
        BOOST_REQUIRE(cells.size() >= 4u);
        Row row{{}, cells[1], has(cells[2], "the same") ? cells[1] : cells[2], cells[3]};
        for (std::sregex_iterator at(cells[0].begin(), cells[0].end(), name), end; at != end; ++at)
            row.statuses.push_back(statuses.at((*at)[1]));
        if (has(cells[0], "any other number")) row.statuses.push_back(77);
        rows.push_back(std::move(row));
    }
    return rows;
}

void compare(const Answer& got, const Answer& wanted, schemad_status status, const char* where) {
    BOOST_TEST((got.status == wanted.status && got.code == wanted.code && got.retry_after == wanted.retry_after),
               where << ", status " << status << ": " << got << ", and the page says " << wanted);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(statuses_of_a_vendor, Provoked)

BOOST_AUTO_TEST_CASE(the_page_has_every_status_once) {
    std::map<schemad_status, int> seen;
    for (const auto& row : table())
        for (const auto status : row.statuses) ++seen[status];
    for (schemad_status status = SCHEMAD_E_INVALID; status <= SCHEMAD_E_INTERNAL; ++status)
        BOOST_TEST(seen[status] == 1, "status " << status);
}

BOOST_AUTO_TEST_CASE(a_request_that_reads_is_answered_as_the_page_says) {
    for (const auto& row : table())
        for (const auto status : row.statuses)
            compare(answer(Call::query, status), promised(row.reading), status, "reading");
}

BOOST_AUTO_TEST_CASE(a_step_of_an_apply_is_answered_as_the_page_says) {
    for (const auto& row : table())
        for (const auto status : row.statuses) {
            // of our own rows no expression of the diff can be meant
            const auto call = status == SCHEMAD_E_SYNTAX ? Call::row : Call::step;
            compare(answer(call, status), promised(row.step), status, "step");
        }
    compare(answer(Call::step, SCHEMAD_E_SYNTAX), {400, "INVALID_PAYLOAD"}, SCHEMAD_E_SYNTAX,
            "a step with an expression");
}

BOOST_AUTO_TEST_CASE(a_connection_that_cannot_be_opened_is_answered_as_the_page_says) {
    int rows = 0;
    for (const auto& row : table()) {
        const auto wanted = promised(row.open);
        if (wanted.status == 0) continue; // it says nothing of it
        ++rows;
        for (const auto status : row.statuses) {
            const bool apart = status == SCHEMAD_E_EXISTS && has(row.open, "`E_EXISTS` 500");
            compare(answer(Call::open, status), apart ? Answer{500, "INTERNAL_SERVER_ERROR"} : wanted, status, "open");
        }
    }
    BOOST_TEST(rows >= 8);
}

BOOST_AUTO_TEST_CASE(who_waits_too_long_for_the_lock_is_told_of_a_conflict) {
    compare(answer(Call::begin_apply, SCHEMAD_E_BUSY), {409, "CONFLICT"}, SCHEMAD_E_BUSY, "begin(APPLY)");
}

BOOST_AUTO_TEST_SUITE_END()
