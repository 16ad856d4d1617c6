// SPDX-License-Identifier: Apache-2.0
// Every recorded diff of a choice once more: at every statement of its apply the server refuses it, or another
// connection has just made, dropped or renamed the object it is about. Compared is all that is in the database,
// structure and values. Whatever comes of the apply: what the others left and the diff does not concern is there
// afterwards, to the last value; what it concerns is as it was before (or as others left it), or as it was wished.
#include <cstdio>
#include <map>
#include <set>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "engine/project.hpp"
#include "tests/conformance/interrupted/dump.hpp"
#include "tests/conformance/interrupted/faulty_vendor.hpp"
#include "tests/conformance/interrupted/ground.hpp"
#include "tests/conformance/interrupted/overtaking.hpp"
#include "tests/test_sql.hpp"

namespace {

namespace json = boost::json;
using namespace schemad;
using test::Dump;
using test::Fault;
using test::Overtaking;

class Story {
public:
    Story(const test::Target& target, const json::object& record)
        : place_(target), record_(record), real_(test::vendor(target.plugin)),
          faulty_(std::make_shared<test::FaultyVendor>(real_)) {
        faulty_->overtake = [this](std::string_view sql) { overtake(sql); };
    }

    void tell(const std::string& name) {
        restore();
        before_ = dump();
        faulty_->arm(Fault::error, SIZE_MAX); // counts only
        try {
            project(faulty_)->apply(record_.at("apply_request"), {.force = true});
        } catch (const RequestError& refused) {
            BOOST_TEST_MESSAGE(name + " is refused: " + refused.what());
            return;
        }
        const auto count = faulty_->executed();
        const auto statements = faulty_->statements();
        faulty_->arm(Fault::none, 0);
        after_ = dump();
        const auto shorter = [&](std::size_t points) { // when not everything is asked: two of them
            return test::everything() ? 1 : std::max<std::size_t>(1, points / 2);
        };
        std::vector<std::size_t> changes; // of the structure
        for (std::size_t at = 0; at < count; ++at)
            if (is_about_something(statements[at])) changes.push_back(at);
        const auto where = [&](std::size_t at, const char* kind) {
            return name + ", statement " + std::to_string(at) + " of " + std::to_string(count) + ", " + kind;
        };
        what_.reset();
        for (std::size_t at = 0; at < count; at += shorter(count))
            interrupt(Fault::refused, at, where(at, "refused"), "refused");
        for (std::size_t i = 0; i < changes.size(); i += shorter(changes.size())) {
            if (!test::everything()) interrupt(Fault::refused, changes[i], where(changes[i], "refused"), "refused");
            for (const auto what : {Overtaking::made, Overtaking::dropped, Overtaking::renamed}) {
                what_ = what;
                interrupt(Fault::overtaken, changes[i], where(changes[i], test::name_of(what)), test::name_of(what));
            }
            what_.reset();
        }
        std::printf("%s:", name.c_str());
        for (const auto& [kind, tally] : tallies_) {
            std::printf(" %s", kind.c_str());
            for (const auto& [outcome, points] : tally) std::printf(" %zu %s,", points, outcome.c_str());
        }
        std::printf(" objects lost %zu\n", lost_);
    }

private:
    static bool is_about_something(const std::string& sql) { // whatever the case of its letters
        const auto begins = [&](std::string_view word) {
            return sql.size() > word.size() &&
                   std::equal(word.begin(), word.end(), sql.begin(), [](char a, char b) { return a == (b | 0x20); });
        };
        return begins("create") || begins("alter") || begins("drop");
    }
    // What is about a thing that the others have given another name.
    static std::string as_it_was_called(std::string object) {
        if (const auto at = object.find("_moved"); at != std::string::npos) object.erase(at, 6);
        return object;
    }
    // Theirs waits for nobody: where our transaction holds the object, they cannot come between.
    void overtake(std::string_view sql) {
        const auto other = place_.open({{"lock_timeout_ms", "300"}});
        if (real_->name() == "postgres") other->execute("set lock_timeout = 200");
        const auto theirs = test::overtaking(*what_, sql, *real_, *other->inspect());
        if (theirs.empty()) return;
        try {
            if (real_->name() == "mysql") other->execute("set foreign_key_checks = 0");
            for (const auto& one : theirs) other->execute(test::sql_of(one));
            outcome_ = "in time";
            left_ = theirs;
        } catch (const VendorError&) { outcome_ = "kept out"; }
    }

    void interrupt(Fault kind, std::size_t at, const std::string& where, const std::string& tally) {
        restore();
        outcome_.clear(), left_.clear();
        faulty_->arm(kind, at);
        bool told = false;
        std::string words;
        try {
            project(faulty_)->apply(record_.at("apply_request"), {.force = true});
        } catch (const std::exception& error) { told = true, words = error.what(); }
        BOOST_TEST(faulty_->fired(), where);
        faulty_->arm(Fault::none, 0);
        if (kind == Fault::overtaken && outcome_.empty()) return; // about nothing that this can be done to
        if (outcome_ == "kept out") {
            ++tallies_[tally][outcome_];
            return;
        }
        const auto plain = project(real_);
        std::string outcome = !told ? "done" : words.find("carried on") != std::string::npos ? "finished" : "undone";
        if (!plain->half_done().at("journals").as_array().empty()) {
            outcome = "to be decided";
            BOOST_TEST(words.find("/schema/recover") != std::string::npos, where + ": nobody was told: " + words);
            for (const char* mode : {"undo", "resume"}) try { // says what stands in the way, or leads out
                    plain->recover(mode);
                } catch (const RequestError& error) { BOOST_TEST((error.code == ErrorCode::conflict), where); }
            plain->recover("accept");
            BOOST_TEST(plain->half_done().at("journals").as_array().empty(),
                       where + ": a journal that cannot be ended");
        }
        const auto now = dump();
        // what was there when the others had done theirs
        auto expected = before_;
        if (!left_.empty()) {
            restore();
            const auto other = place_.open();
            if (real_->name() == "mysql") other->execute("set foreign_key_checks = 0");
            try {
                for (const auto& one : left_) other->execute(test::sql_of(one));
            } catch (const VendorError&) { // about what our own earlier steps had made
                BOOST_TEST_MESSAGE(where + ": on what the apply had made");
                left_.clear(), expected.clear();
            }
            if (!left_.empty()) expected = dump();
            if (left_.empty()) expected = both(before_);
        }
        if (kind == Fault::refused) BOOST_TEST(told, where + ": nobody was told");
        std::size_t lost = 0;
        for (const auto& [object, fact] : expected) {
            const auto found = now.find(object);
            if (found != now.end() && found->second == fact) continue;
            const auto was = before_.find(as_it_was_called(object));
            const auto wished = after_.find(as_it_was_called(object));
            const bool concerned = was == before_.end() || wished == after_.end() || wished->second != was->second;
            const bool is_wished = found == now.end() ? wished == after_.end() && was != before_.end()
                                                      : wished != after_.end() && wished->second == found->second;
            if (concerned && is_wished && outcome != "undone") continue;
            // a key or an index that is to be another one may be gone where somebody has to decide, never data
            const bool rebuilt = object.starts_with("key ") || object.starts_with("index ");
            if (concerned && rebuilt && outcome == "to be decided" && found == now.end()) continue;
            ++lost;
            BOOST_ERROR(where + " (" + outcome + ": " + words + "): lost " + object + " = " + fact + "; is " +
                        (found == now.end() ? "gone" : found->second));
        }
        lost_ += lost;
        ++tallies_[tally][outcome];
    }

    // Those facts that the others' deed on a thing of ours can have changed are left out.
    Dump both(const Dump& dump) const {
        Dump kept;
        for (const auto& [object, fact] : dump)
            if (const auto wished = after_.find(object); wished != after_.end() && wished->second == fact)
                kept.emplace(object, fact);
        return kept;
    }

    std::shared_ptr<Project> project(std::shared_ptr<const Vendor> vendor) {
        ProjectOptions options;
        options.connection = place_.settings();
        options.directus_version = std::string{record_.at("directus").as_string()};
        return std::make_shared<Project>(options, std::move(vendor));
    }
    Dump dump() { return test::dump_of(*place_.open()); }
    void restore() { test::restore(place_, std::string{record_.at("database").as_string()}); }

    test::TestDatabase place_;
    json::object record_;
    std::shared_ptr<const Vendor> real_;
    std::shared_ptr<test::FaultyVendor> faulty_;
    std::optional<Overtaking> what_;
    std::string outcome_;
    std::vector<std::string> left_;
    Dump before_, after_;
    std::map<std::string, std::map<std::string, std::size_t>> tallies_;
    std::size_t lost_ = 0;
};

void add_cases() {
    for (const auto& target : test::targets())
        for (const char* name : test::chosen) {
            const auto file = test::conformance() / "cases" / target.vectors / (std::string{name} + ".json");
            if (!std::filesystem::exists(file)) continue; // the fixtures hold some of them
            test::add_case("refused_" + target.name, name, [&target, file, name] {
                const auto record = json::parse(test::slurp(file)).as_object();
                BOOST_REQUIRE(record.at("apply_request").is_object());
                Story(target, record).tell(target.name + " " + name);
            });
        }
}
const test::Cases registered("refused", add_cases);

} // namespace
