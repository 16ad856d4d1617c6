// SPDX-License-Identifier: Apache-2.0
// Every recorded diff of a choice, interrupted at every statement and commit of its apply: by an error of that
// statement, a connection lost before or after it, the process killed before or after it, and its lease lost before or
// after it (the owner paused until the server ended its session and another one settled what it had begun). Afterwards,
// and after what the next start does, the model is the one before or the one after; on a database that rolls schema
// changes back, never the one after unless it was told so. SCHEMAD_INTERRUPT=all tries every point of every case; else
// a share of them, spread evenly. Some go with records of configuration, and one is of those alone: there every row of
// every table is compared, too.
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/configuration/planned.hpp"
#include "engine/error.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/project.hpp"
#include "tests/conformance/interrupted/dump.hpp"
#include "tests/conformance/interrupted/faulty_vendor.hpp"
#include "tests/conformance/interrupted/ground.hpp"
#include "tests/conformance/server_vendors/targets.hpp"
#include "tests/test_sql.hpp"

namespace {

namespace json = boost::json;
using namespace schemad;
using test::Fault;

// Where an apply was last.
struct LastPhase final : ApplyProgress {
    Phase phase = Phase::waiting;
    void entered(Phase now) noexcept override { phase = now; }
    void reached(std::size_t, std::size_t, std::string_view, std::string_view) noexcept override {}
};

class Story {
public:
    Story(const test::Target& target, const json::object& record, const json::value& configuration = nullptr)
        : place_(target), record_(record), payload_(record.at("apply_request")), rows_too_(!configuration.is_null()),
          faulty_(std::make_shared<test::FaultyVendor>(test::vendor(target.plugin))) {
        if (rows_too_) payload_.as_object()["configuration"] = configuration;
        faulty_->meanwhile = [this](const schemad_vendor& real, schemad_connection* owner) { meanwhile(real, owner); };
    }

    void tell(const std::string& name) {
        restore();
        const auto before = state();
        faulty_->arm(Fault::error, SIZE_MAX); // counts only
        try {
            project(faulty_)->apply(payload_, {.force = true});
        } catch (const RequestError& refused) {
            BOOST_TEST(!rows_too_, refused.what());
            BOOST_TEST_MESSAGE(name + " is refused: " + refused.what());
            return;
        }
        const auto count = faulty_->executed();
        const auto after = state();
        if (count == 0) { // this vendor has nothing to do: both spellings are one to it
            BOOST_TEST(before == after);
            return;
        }
        const std::size_t stride = test::everything() ? 1 : std::max<std::size_t>(1, count / 2);
        bool fresh = false;
        std::size_t turn = name.size(); // beside the error each point gets one other kind when not everything is asked
        for (std::size_t at = 0; at < count; at += stride, ++turn)
            for (std::size_t i = 0; i < kinds.size(); ++i) {
                if (!test::everything() && i >= 1 && (i - 1) != turn % (kinds.size() - 1)) continue;
                if (place_.target().variable.empty() && is_pause(kinds[i])) continue; // nobody takes a file's lock away
                if (!fresh || rows_too_) restore(); // a sequence counts on, whatever is rolled back
                fresh = interrupt(kinds[i], at, before, after,
                                  name + ", statement " + std::to_string(at) + " of " + std::to_string(count) + ", " +
                                      name_of(kinds[i]));
            }
        std::printf("%s:", name.c_str());
        for (const auto kind : kinds)
            if (const auto& tally = tallies_[kind]; tally.interrupted)
                std::printf(" %s %zu/%zu", name_of(kind), tally.unchanged, tally.interrupted);
        std::printf(" (as before/of; the others done)\n");
    }

private:
    static constexpr std::array kinds{Fault::error,      Fault::lost_before,   Fault::lost_after,  Fault::died_before,
                                      Fault::died_after, Fault::paused_before, Fault::paused_after};
    static bool is_pause(Fault kind) { return kind == Fault::paused_before || kind == Fault::paused_after; }
    static bool is_death(Fault kind) { return kind == Fault::died_before || kind == Fault::died_after; }

    // The server ends the paused owner's session, as it does after apply_idle_timeout_ms; another process settles.
    void meanwhile(const schemad_vendor& real, schemad_connection* owner) {
        const bool postgres = place_.vendor().name() == "postgres";
        Rows session;
        real.query(owner, str(postgres ? "select pg_backend_pid()" : "select connection_id()"), nullptr, 0, 1u << 20,
                   session.out(), nullptr);
        BOOST_REQUIRE(session->row_count == 1);
        const auto id = std::to_string(session->cells[0].as.integer);
        place_.open()->execute(test::sql_of(postgres ? "select pg_terminate_backend(" + id + ", 5000)" : "kill " + id));
        project(test::vendor(place_.target().plugin))->recover();
    }

    // False: nobody was told of a fault.
    bool apply_in_a_process_that_dies() {
        std::fflush(nullptr);
        const auto child = fork();
        BOOST_REQUIRE(child >= 0);
        if (child == 0) {
            try {
                project(faulty_)->apply(payload_, {.force = true});
            } catch (...) {}
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }

    // True: the project is as it was before.
    bool interrupt(Fault kind, std::size_t at, const std::string& before, const std::string& after,
                   const std::string& where) {
        faulty_->arm(kind, at);
        bool told = false;
        if (is_death(kind)) {
            told = apply_in_a_process_that_dies();
        } else {
            LastPhase last;
            try {
                ApplyRequest request;
                request.force = true;
                request.progress = &last;
                project(faulty_)->apply(payload_, request);
            } catch (const std::exception&) { told = true; }
            BOOST_TEST(faulty_->fired(), where);
            const bool begun = last.phase == ApplyProgress::Phase::running ||
                               last.phase == ApplyProgress::Phase::verifying ||
                               last.phase == ApplyProgress::Phase::recovering;
            const bool rolls_back = place_.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL);
            if (told && begun)
                BOOST_TEST((rolls_back == (last.phase != ApplyProgress::Phase::recovering)), where + ": another phase");
        }
        const bool committed = faulty_->at_commit() || is_death(kind); // the answer to a commit may be what is lost
        BOOST_TEST((told || committed), where + ": nobody was told");
        faulty_->arm(Fault::none, 0);
        try {
            project(test::vendor(place_.target().plugin))->recover(); // the next start
        } catch (const std::exception& error) {
            BOOST_ERROR(where + ": cannot be recovered: " + error.what());
            return false;
        }
        const auto now = state();
        auto& tally = tallies_[kind];
        ++tally.interrupted, tally.unchanged += now == before;
        BOOST_TEST((now == before || now == after), where + ": half done");
        if (now == after && now != before && !committed && place_.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL))
            BOOST_ERROR(where + ": done, though an error was told");
        return now == before;
    }

    std::shared_ptr<Project> project(std::shared_ptr<const Vendor> vendor) {
        ProjectOptions options;
        options.connection = place_.settings();
        options.directus_version = std::string{record_.at("directus").as_string()};
        return std::make_shared<Project>(options, std::move(vendor));
    }
    // The model's hash; with records, the rows of every table as well.
    std::string state() {
        auto text = hash();
        if (!rows_too_) return text;
        const auto connection = place_.open();
        for (const auto& [what, how] : test::dump_of(*connection)) text += "\n" + what + ": " + how;
        return text;
    }
    std::string hash() {
        const auto snapshot = project(test::vendor(place_.target().plugin))->snapshot();
        return js::versioned_hash(snapshot, std::string_view{record_.at("directus").as_string()});
    }
    void restore() {
        test::restore(place_, std::string{record_.at("database").as_string()});
        if (!rows_too_) return;
        const auto connection = place_.open();
        for (const auto* row :
             {"('40000000-0000-4000-8000-000000000001', 'kept', null)",
              "('40000000-0000-4000-8000-000000000002', 'goes', null)",
              "('40000000-0000-4000-8000-000000000003', 'goes', '40000000-0000-4000-8000-000000000002')"})
            connection->execute(
                test::sql_of("insert into directus_folders (id, name, parent) values " + std::string{row}));
    }

    test::TestDatabase place_;
    json::object record_;
    json::value payload_;
    const bool rows_too_;
    std::shared_ptr<test::FaultyVendor> faulty_;
    struct Tally {
        std::size_t interrupted = 0, unchanged = 0;
    };
    std::map<Fault, Tally> tallies_;
};

// made: roles, policies, permissions, settings come and change; gone: folders go that point to one another.
const json::value& records(std::string_view which) {
    static const auto parsed = json::parse(test::slurp(std::filesystem::path(SCHEMAD_SOURCE_DIR) / "tests" /
                                                       "conformance" / "interrupted" / "records.json"));
    return parsed.at(which);
}
constexpr std::pair<const char*, const char*> with_records[] = {{"made", ""},
                                                                {"gone", ""},
                                                                {"made", "field-remove"},
                                                                {"gone", "add-collection"},
                                                                {"gone", "remove-collection-full"}};

void add_cases() {
    for (const auto& target : test::targets())
        for (const char* name : test::chosen) {
            const auto file = test::conformance() / "cases" / target.vectors / (std::string{name} + ".json");
            if (!std::filesystem::exists(file)) continue; // the fixtures hold some of them
            test::add_case(target.name, name, [&target, file, name] {
                const auto record = json::parse(test::slurp(file)).as_object();
                BOOST_REQUIRE(record.at("apply_request").is_object());
                Story(target, record).tell(target.name + " " + name);
            });
        }
    for (const auto& target : test::targets())
        for (const auto& [which, name] : with_records) {
            const bool alone = std::string_view{name}.empty();
            const auto file =
                test::conformance() / "cases" / target.vectors / (std::string{alone ? "field-remove" : name} + ".json");
            if (!std::filesystem::exists(file)) continue;
            const auto called = "records-" + std::string{which} + (alone ? "" : "-with-") + name;
            test::add_case(target.name, called, [&target, file, called, alone, which = std::string{which}] {
                auto record = json::parse(test::slurp(file)).as_object();
                if (alone) record["apply_request"] = configuration::payload_of(nullptr, true);
                Story(target, record, records(which)).tell(target.name + " " + called);
            });
        }
}
const test::Cases registered("interrupted", add_cases);

} // namespace
