// SPDX-License-Identifier: Apache-2.0
// No text of a document reaches SQL as SQL; the oracle is a database. Hostile strings stand in every string of
// snapshots and diffs; what is applied, and what scripts of the same plans make the vendor's shell do, must leave alone
// what was there: a table and its rows, a column, the list of objects, the files. SCHEMAD_HOSTILE is how many strings
// each vendor gets (without it a short run), SCHEMAD_SEED another seed.
#include <cstdio>
#include <cstdlib>
#include <map>

#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "engine/use_cases/offline_plan.hpp"
#include "tests/conformance/hostile/ground.hpp"
#include "tests/conformance/hostile/strings.hpp"

namespace {

namespace json = boost::json;
using namespace schemad;
using test::Ground;
using test::Hostile;

std::size_t number_from(const char* variable, std::size_t otherwise) {
    const char* text = std::getenv(variable);
    return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

void strings_of(const json::value& value, std::set<std::string>& all) {
    if (const auto* text = value.if_string()) all.emplace(*text);
    if (const auto* list = value.if_array())
        for (const auto& one : *list) strings_of(one, all);
    if (const auto* object = value.if_object())
        for (const auto& member : *object) strings_of(member.value(), all);
}

// An item of a snapshot, and how many hostile strings it holds.
struct Item {
    const char* list;
    json::object item;
    std::size_t strings = 0;
    std::size_t with = SIZE_MAX; // an earlier one that it needs
};

struct Tally {
    std::size_t applied = 0, left_out = 0, refused = 0, failed = 0, applies = 0, scripts = 0, in_scripts = 0,
                unwritten = 0;
    std::size_t total() const { return applied + left_out + refused + failed; }
};

class Story {
public:
    Story(const test::Target& target, bool odd, bool by_name, unsigned seed)
        : ground_(target, odd), hostile_(target.plugin, ground_.file_to_make(), ground_.file_to_read(), seed),
          by_name_(by_name), name_(target.name + (odd ? ", odd server" : "") + (by_name ? ", protected" : ", deny")) {}

    void tell(std::size_t strings) {
        for (std::size_t round = 0; tally_.total() < strings; ++round) {
            if (round % 4 == 0) fresh();
            apply(items(round));
            if (round % 4 == 3) spoiled_diff();
        }
        report("applied");
        // a fuzz that is refused early has tried nothing
        BOOST_TEST(tally_.applied * 10 >= tally_.total() * 3, name_ + ": too few strings are applied");
    }

    void tell_scripts(std::size_t strings) {
        for (std::size_t round = 0; tally_.in_scripts < strings; ++round) {
            fresh();
            const auto before = hostile_.made();
            script(items(round), round % 2 == 1);
            tally_.in_scripts += hostile_.made() - before;
            BOOST_REQUIRE(round < strings); // there is progress
        }
        report("in scripts");
    }

private:
    void fresh() {
        project_.reset(); // no connection may be open
        ground_.reset({hostile_.name(), hostile_.name()});
        project_ = ground_.project(by_name_);
        allowed_.clear();
    }

    std::vector<Item> items(std::size_t round) {
        std::vector<Item> list;
        const auto add = [&](const char* where, auto&& make, std::size_t with = SIZE_MAX) {
            const auto before = hostile_.made();
            list.push_back({where, make(), 0, with});
            list.back().strings = hostile_.made() - before;
        };
        if (round % 3 != 2) {
            for (int i = 0; i < 40; ++i) add("fields", [&] { return hostile_.field("target", field_name()); });
            return list;
        }
        for (int i = 0; i < 4; ++i) {
            std::string name;
            add("collections",
                [&] { return hostile_.collection(name = hostile_.chance(70) ? hostile_.name() : field_name()); });
            const auto made = list.size() - 1;
            json::object id{{"collection", name},
                            {"field", "id"},
                            {"type", "integer"},
                            {"meta", {{"collection", name}, {"field", "id"}}},
                            {"schema",
                             {{"name", "id"},
                              {"table", name},
                              {"data_type", "integer"},
                              {"default_value", nullptr},
                              {"is_nullable", false},
                              {"is_primary_key", true},
                              {"has_auto_increment", false}}}};
            list.push_back({"fields", std::move(id), 0, made});
            for (int f = 0; f < 4; ++f)
                add(
                    "fields", [&] { return hostile_.field(name, field_name()); }, made);
            auto key = hostile_.field(name, "to" + std::to_string(i));
            key["type"] = "integer";
            auto& schema = key["schema"].as_object();
            schema["default_value"] = nullptr, schema["data_type"] = "integer", schema["is_generated"] = false;
            schema["generation_expression"] = nullptr;
            list.push_back({"fields", std::move(key), 0, made});
            add(
                "relations", [&] { return hostile_.relation(name, "to" + std::to_string(i), "other"); }, made);
        }
        return list;
    }
    std::string field_name() { return hostile_.chance(45) ? hostile_.name() : "f" + std::to_string(++plain_names_); }

    json::value wished(const std::vector<Item>& items) {
        auto snapshot = project_->snapshot();
        for (const auto& one : items) snapshot.at(one.list).as_array().push_back(one.item);
        return snapshot;
    }

    void look(const std::string& where) {
        for (const auto& fault : ground_.harm(allowed_)) {
            BOOST_ERROR(name_ + ", " + where + ": " + fault);
            if (++harmed_ >= 20) throw std::runtime_error("that is enough");
        }
    }

    enum class Outcome { done, refused, failed };
    Outcome try_to_apply(const json::value& payload, std::size_t strings, const std::string& what) {
        strings_of(payload, allowed_);
        ++tally_.applies;
        auto outcome = Outcome::done;
        try {
            const auto done = project_->apply(payload, {.force = true});
            std::size_t left =
                0; // by what is said of defaults and whole fields: a spelling that differs is none of ours
            for (const auto& line : done.left_out)
                left += line.property.empty() || line.property.find("default") != std::string::npos;
            left = std::min(strings, left);
            tally_.left_out += left, tally_.applied += strings - left;
        } catch (const RequestError& error) {
            outcome = Outcome::refused, refusal_ = error.what();
            if (std::getenv("SCHEMAD_VERBOSE")) std::printf("refused: %s\n", error.what());
        } catch (const VendorError& error) {
            outcome = Outcome::failed;
            if (std::getenv("SCHEMAD_VERBOSE")) std::printf("failed: %s\n", error.what());
        }
        const auto before = harmed_;
        look("apply");
        if (harmed_ > before) BOOST_TEST_MESSAGE(what), fresh();
        return outcome;
    }

    // What is refused is divided, until it is known which items are.
    void apply(const std::vector<Item>& items) {
        if (items.empty()) return;
        std::size_t strings = 0;
        for (const auto& one : items) strings += one.strings;
        auto outcome = Outcome::refused;
        try {
            auto diff = project_->diff(wished(items), {.force = true}).diff;
            if (!diff) return;
            outcome = try_to_apply(*diff, strings, json::serialize(*diff));
        } catch (const RequestError& error) { refusal_ = error.what(); }
        if (outcome == Outcome::done) return;
        const auto [first, second] = outcome == Outcome::refused ? named(items) : halves(items);
        if (items.size() == 1 || second.empty()) {
            (outcome == Outcome::failed ? tally_.failed : tally_.refused) += strings;
            return;
        }
        if (outcome == Outcome::refused && first.size() == 1 && second.size() > 1)
            tally_.refused += first[0].strings; // it was named
        else
            apply(first);
        apply(second);
    }

    // The one that the refusal names, and the others.
    std::pair<std::vector<Item>, std::vector<Item>> named(const std::vector<Item>& items) {
        std::size_t found = items.size(), longest = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (std::string_view{items[i].list} != "fields" || items[i].with != SIZE_MAX) continue;
            const auto name = std::string{items[i].item.at("field").as_string()};
            if (name.size() > longest && refusal_.find(name) != std::string::npos) found = i, longest = name.size();
        }
        if (found == items.size() || items.size() == 1) return halves(items);
        auto others = items;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(found));
        return {{items[found]}, std::move(others)};
    }

    static std::pair<std::vector<Item>, std::vector<Item>> halves(const std::vector<Item>& items) {
        std::size_t middle = items.size() / 2;
        while (middle > 0 && items[middle].with != SIZE_MAX) --middle; // what belongs together stays together
        if (middle == 0) {
            middle = std::max<std::size_t>(1, items.size() / 2);
            while (middle < items.size() && items[middle].with != SIZE_MAX) ++middle;
        }
        const auto at = items.begin() + static_cast<std::ptrdiff_t>(middle);
        return {{items.begin(), at}, {at, items.end()}};
    }

    void spoiled_diff() {
        json::value payload;
        try {
            auto diff = project_->diff(wished(items(0)), {.force = true}).diff;
            if (!diff) return;
            payload = std::move(*diff);
        } catch (const RequestError&) { return; }
        auto& fields = payload.at("diff").at("fields").as_array();
        for (const auto& one : fields) { // each by itself, as one that is refused refuses all
            json::value alone = json::object{{"hash", payload.at("hash")},
                                             {"diff",
                                              {{"collections", json::array{}},
                                               {"fields", json::array{one}},
                                               {"systemFields", json::array{}},
                                               {"relations", json::array{}}}}};
            const auto before = hostile_.made();
            hostile_.spoil(alone.at("diff").at("fields"), 60);
            const auto strings = hostile_.made() - before;
            if (strings == 0) continue;
            const auto outcome = try_to_apply(alone, strings, json::serialize(alone));
            if (outcome != Outcome::done) (outcome == Outcome::failed ? tally_.failed : tally_.refused) += strings;
        }
    }

    void script(const std::vector<Item>& items, bool offline) {
        PlanAnswer plan;
        auto wanted = wished(items);
        strings_of(wanted, allowed_);
        try {
            if (offline) {
                auto from = project_->snapshot();
                auto made = use_cases::plan_offline({from, wanted, DiffMode::mirror, true}, project_->vendor());
                plan = {std::move(made.document), std::move(made.script.text), std::move(made.script.fault)};
            } else {
                auto diff = project_->diff(wanted, {.force = true}).diff;
                if (!diff) return;
                plan = project_->plan(*diff, {.force = true});
            }
        } catch (const std::exception&) {
            const auto [first, second] = halves(items);
            if (!second.empty()) script(first, offline), script(second, offline);
            return;
        }
        if (!plan.script_fault.empty()) {
            const auto [first, second] = halves(items);
            if (!second.empty()) return script(first, offline), script(second, offline);
            ++tally_.unwritten;
            return;
        }
        project_.reset();
        // a statement that fails must not be followed by the next where a table is made anew: sqlite3 -bail
        const bool rebuilds = ground_.project(by_name_)->vendor().name() == "sqlite" &&
                              plan.script.find("DROP TABLE") != std::string::npos;
        ground_.shell(plan.script, rebuilds);
        ++tally_.scripts;
        const auto before = harmed_;
        look(offline ? "offline script" : "script");
        if (harmed_ > before) BOOST_TEST_MESSAGE(plan.script);
        fresh();
    }

    void report(const char* what) const {
        std::printf(
            "%s, %s: %zu strings (%zu applied, %zu left out, %zu refused, %zu failed) in %zu applies; %zu strings in "
            "%zu scripts, %zu not written; harm %zu\n",
            name_.c_str(), what, tally_.total(), tally_.applied, tally_.left_out, tally_.refused, tally_.failed,
            tally_.applies, tally_.in_scripts, tally_.scripts, tally_.unwritten, harmed_);
        std::fflush(stdout);
    }

    Ground ground_;
    Hostile hostile_;
    const bool by_name_;
    const std::string name_;
    std::unique_ptr<Project> project_;
    std::set<std::string> allowed_;
    std::string refusal_; // the last
    Tally tally_;
    std::size_t harmed_ = 0, plain_names_ = 0;
};

// The control: a rendering that passes a default through as it stands has to be seen as harm, or the stories above
// could not fail. Statements of their own by the shell; clauses and subqueries by the connection, where it takes them.
void tell_unsafe(const test::Target& target) {
    Ground ground(target, false);
    const auto unsafe = [](const std::string& value) {
        return "alter table target add column bad varchar(50) default " + value;
    };
    for (const char* value : {"'a'; drop table canary", "'a'; update canary set secret = 'x'",
                              "'a'; create table intruder (id integer)", "'a'; alter table target drop column keep"}) {
        ground.reset();
        BOOST_TEST(ground.harm({"bad"}).empty()); // before
        ground.shell(unsafe(value) + ";\n", false);
        BOOST_TEST(!ground.harm({"bad"}).empty(), target.name + ": not seen: " + value);
    }
    ground.reset();
    ground.shell(unsafe("'a'") + ";\n", false);
    BOOST_TEST(ground.harm({"bad"}).empty()); // what is harmless is not called harm
    if (target.variable.empty()) return;      // SQLite's ALTER TABLE takes one clause
    ground.reset();
    ground.execute(unsafe("'a', drop column keep"));
    BOOST_TEST(!ground.harm({"bad"}).empty(), target.name + ": a clause that drops a column is not seen");
}

const test::Cases cases("hostile", [] {
    for (const auto& target : test::targets()) {
        auto seed = static_cast<unsigned>(number_from("SCHEMAD_SEED", 9)); // each story has strings of its own
        const auto strings = number_from("SCHEMAD_HOSTILE", target.variable.empty() ? 2000 : 1200);
        const auto scripts = number_from("SCHEMAD_HOSTILE_SCRIPTS", 600);
        test::add_case("hostile", target.name + "_unsafe_is_seen", [&target] { tell_unsafe(target); });
        for (const bool odd : {false, true}) {
            if (odd && target.variable.empty()) continue;
            for (const bool by_name : {false, true}) {
                const auto share = target.variable.empty() ? strings / 2 : strings / 4;
                const auto name = target.name + (odd ? "_odd" : "") + (by_name ? "_protected" : "_deny");
                test::add_case("hostile", name, [=, &target] { Story(target, odd, by_name, seed).tell(share); });
                ++seed;
            }
            test::add_case("hostile", target.name + (odd ? "_odd" : "") + "_scripts",
                           [=, &target] { Story(target, odd, true, seed).tell_scripts(odd ? scripts / 2 : scripts); });
            ++seed;
        }
    }
});

} // namespace
