// SPDX-License-Identifier: Apache-2.0
// Every recorded diff of a choice, interrupted at every statement of its apply: by an error of that statement, by a
// connection lost before it, by one lost after it. Afterwards, and after what the next start does, the model is the one
// before or the one after; on a database that rolls schema changes back, never the one after unless it was told so.
// SCHEMAD_INTERRUPT=all tries every point of every case; else a share of them, spread evenly.
#include <cstdio>
#include <cstdlib>
#include <set>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/project.hpp"
#include "tests/conformance/interrupted/faulty_vendor.hpp"
#include "tests/conformance/server_vendors/targets.hpp"

namespace {

namespace json = boost::json;
using namespace schemad;
using test::Fault;

constexpr const char* chosen[] = {
    "add-collection",
    "add-m2a",
    "field-add-decimal",
    "field-add-unique-indexed",
    "field-default-change",
    "field-index-add",
    "field-meta-note-width",
    "field-nullable-to-notnull-no-nulls",
    "field-precision-change",
    "field-remove",
    "field-remove-m2o",
    "field-rename",
    "field-type-string-to-text",
    "field-unique-add",
    "relation-add-on-existing-column",
    "relation-on-delete-change",
    "relation-remove",
    "relation-related-collection-change",
    "remove-collection-full",
    "remove-collection-referenced",
    "system-field-index-remove",
    "all-to-empty",
};

bool everything() {
    const char* wanted = std::getenv("SCHEMAD_INTERRUPT");
    return wanted && std::string_view{wanted} == "all";
}

class Story {
public:
    Story(const test::Target& target, const json::object& record)
        : place_(target), record_(record), faulty_(std::make_shared<test::FaultyVendor>(test::vendor(target.plugin))) {}

    void tell(const std::string& name) {
        restore();
        const auto before = hash();
        const auto payload = record_.at("apply_request");
        faulty_->arm(Fault::error, SIZE_MAX); // counts only
        try {
            project(faulty_)->apply(payload, {.force = true});
        } catch (const RequestError& refused) {
            BOOST_TEST_MESSAGE(name + " is refused: " + refused.what());
            return;
        }
        const auto count = faulty_->executed();
        const auto after = hash();
        if (count == 0) { // this vendor has nothing to do: both spellings are one to it
            BOOST_TEST(before == after);
            return;
        }
        const std::size_t stride = everything() ? 1 : std::max<std::size_t>(1, count / 2);
        bool fresh = false;
        for (std::size_t at = 0; at < count; at += stride)
            for (const auto kind : {Fault::error, Fault::lost_before, Fault::lost_after}) {
                if (!fresh) restore();
                const auto where = name + ", statement " + std::to_string(at) + " of " + std::to_string(count) +
                                   (kind == Fault::error         ? ", error"
                                    : kind == Fault::lost_before ? ", lost before"
                                                                 : ", lost after");
                fresh = interrupt(kind, at, before, after, where);
            }
        std::printf("%s: %zu of %zu left as before, the others done\n", name.c_str(), unchanged_, interruptions_);
    }

private:
    // True: the project is as it was before.
    bool interrupt(Fault kind, std::size_t at, const std::string& before, const std::string& after,
                   const std::string& where) {
        faulty_->arm(kind, at);
        bool told = false;
        try {
            project(faulty_)->apply(record_.at("apply_request"), {.force = true});
        } catch (const std::exception&) { told = true; }
        BOOST_TEST(faulty_->fired(), where);
        BOOST_TEST(told, where + ": nobody was told");
        faulty_->arm(Fault::none, 0);
        try {
            project(test::vendor(place_.target().plugin))->recover(); // the next start
        } catch (const std::exception& error) {
            BOOST_ERROR(where + ": cannot be recovered: " + error.what());
            return false;
        }
        const auto now = hash();
        ++interruptions_, unchanged_ += now == before;
        BOOST_TEST((now == before || now == after), where + ": half done");
        if (now == after && now != before && place_.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL))
            BOOST_ERROR(where + ": done, though an error was told");
        return now == before;
    }

    std::shared_ptr<Project> project(std::shared_ptr<const Vendor> vendor) {
        ProjectOptions options;
        options.connection = place_.settings();
        options.directus_version = std::string{record_.at("directus").as_string()};
        return std::make_shared<Project>(options, std::move(vendor));
    }
    std::string hash() {
        const auto snapshot = project(test::vendor(place_.target().plugin))->snapshot();
        return js::versioned_hash(snapshot, std::string_view{record_.at("directus").as_string()});
    }
    void restore() {
        place_.clear();
        place_.load(test::slurp(test::conformance() / "databases" / place_.target().vectors /
                                (std::string{record_.at("database").as_string()} + ".sql")));
        if (place_.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return;
        // the two tables of the journal are made by the first apply alone: by one that fails right behind that
        faulty_->arm(Fault::error, 2);
        try {
            project(faulty_)->apply(record_.at("apply_request"), {.force = true});
        } catch (const std::exception&) {}
        faulty_->arm(Fault::none, 0);
    }

    test::Place place_;
    json::object record_;
    std::shared_ptr<test::FaultyVendor> faulty_;
    std::size_t interruptions_ = 0, unchanged_ = 0;
};

void add_cases() {
    for (const auto& target : test::targets())
        for (const char* name : chosen) {
            const auto file = test::conformance() / "cases" / target.vectors / (std::string{name} + ".json");
            if (!std::filesystem::exists(file)) continue; // the fixtures hold some of them
            test::add_case(target.name, name, [&target, file, name] {
                const auto record = json::parse(test::slurp(file)).as_object();
                BOOST_REQUIRE(record.at("apply_request").is_object());
                Story(target, record).tell(target.name + " " + name);
            });
        }
}
const test::Cases registered("interrupted", add_cases);

} // namespace
