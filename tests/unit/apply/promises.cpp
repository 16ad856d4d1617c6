// SPDX-License-Identifier: Apache-2.0
// Documents made by rule: applied, named or refused, but never a result that nobody understands (an internal error, of
// which the document's author would have nothing to mend, and which is too late where schema changes commit). What was
// applied beside a removal finds nothing to do the second time.
#include "tests/unit/plan/project_fixture.hpp"

#include <array>

#include "engine/project.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

struct Place {
    std::string list, collection, field, object, key; // object empty: a member of the item itself
};
std::vector<Place> places_of(const json::value& snapshot, const std::vector<std::array<const char*, 3>>& items) {
    std::vector<Place> all;
    for (const auto& [list, collection, field] : items) {
        auto copy = snapshot;
        for (const auto& member : item_of(copy, list, collection, field)) {
            all.push_back({list, collection, field, "", std::string{member.key()}});
            if (const auto* inner = member.value().if_object())
                for (const auto& one : *inner)
                    all.push_back({list, collection, field, std::string{member.key()}, std::string{one.key()}});
        }
    }
    return all;
}

// A project as new for each document that changes one.
class Deployments {
public:
    const json::value& snapshot() {
        if (!project_) {
            project_ = std::make_unique<TestProject>();
            project_->run("update directus_collections set sort_field = 'rating' where collection = 'posts'");
            ProjectOptions options;
            options.connection = project_->settings();
            server_ = std::make_unique<Project>(options, sqlite());
            snapshot_ = project_->snapshot();
        }
        return snapshot_;
    }
    enum class Times { once, twice };
    void deploy(const json::value& wanted, const std::string& told, Times times) {
        try {
            if (steps(wanted) == 0) return;
            if (times == Times::twice) BOOST_TEST(steps(wanted) == 0U, told << ": the second time");
        } catch (const RequestError& error) {
            BOOST_TEST((error.code != ErrorCode::internal), told << ": " << error.what());
            if (!applied_) return;
            BOOST_ERROR(told << ": the second time: " << error.what());
        } catch (const std::exception& error) { BOOST_ERROR(told << ": " << error.what()); }
        server_.reset(), project_.reset(), applied_ = false;
    }

private:
    std::size_t steps(const json::value& wanted) {
        const auto diff = server_->diff(wanted, {.force = true}).diff;
        const auto done = diff ? server_->apply(*diff, {}).steps : 0;
        applied_ = applied_ || done > 0;
        return done;
    }
    std::unique_ptr<TestProject> project_;
    std::unique_ptr<Project> server_;
    json::value snapshot_;
    bool applied_ = false;
};

void set(json::value& snapshot, const Place& at, const std::optional<json::value>& value) {
    auto& item = item_of(snapshot, at.list, at.collection, at.field);
    auto* object = at.object.empty() ? &item : item[at.object].if_object();
    if (!object) return;
    if (value)
        (*object)[at.key] = *value;
    else
        object->erase(at.key);
}

std::string name_of(const Place& at, const std::optional<json::value>& value) {
    return at.list + " " + at.collection + "." + at.field + " " + at.object + "." + at.key +
           (value ? " = " + text_of(*value) : " not stated");
}

} // namespace

BOOST_AUTO_TEST_SUITE(promises)

BOOST_AUTO_TEST_CASE(no_property_of_a_document_makes_a_fault_of_ours) {
    const json::value values[] = {nullptr, true, 7, "", "other", json::array{"a,b", 1}, json::object{{"x", 1}}};
    Deployments deployments;
    const auto places = places_of(deployments.snapshot(), {{"collections", "posts", ""},
                                                           {"collections", "blog", ""},
                                                           {"fields", "posts", "title"},
                                                           {"fields", "posts", "author"},
                                                           {"fields", "posts", "id"},
                                                           {"fields", "authors", "posts"},
                                                           {"relations", "posts", "author"}});
    BOOST_TEST(places.size() > 100U);
    for (const auto& place : places)
        for (const auto& value : values) {
            auto wanted = deployments.snapshot();
            set(wanted, place, value);
            // what no column holds as it is stated is written again each time
            deployments.deploy(wanted, name_of(place, value), Deployments::Times::once);
        }
}

// What goes takes what hangs on it along, or is refused, whatever is said of that in the same document.
BOOST_AUTO_TEST_CASE(nothing_that_is_said_beside_a_removal_makes_one_either) {
    struct Removal {
        const char* name;
        void (*run)(json::value&);
    };
    const Removal removals[] = {
        {"without posts.author", [](json::value& s) { take_out(s, "fields", "posts", "author"); }},
        {"posts.author an alias",
         [](json::value& s) {
             auto& field = field_of(s, "posts", "author");
             field["type"] = "alias", field["schema"] = nullptr,
             inside(field, "meta")["special"] = json::array{"alias"};
         }},
        {"without posts.rating", [](json::value& s) { take_out(s, "fields", "posts", "rating"); }},
        {"without authors.posts", [](json::value& s) { take_out(s, "fields", "authors", "posts"); }},
        {"without the relation", [](json::value& s) { take_out(s, "relations", "posts", "author"); }},
        {"without the folder", [](json::value& s) { take_out(s, "collections", "blog"); }},
        {"without posts", [](json::value& s) { take_out(s, "collections", "posts"), take_out(s, "fields", "posts"); }},
        {"without authors",
         [](json::value& s) { take_out(s, "collections", "authors"), take_out(s, "fields", "authors"); }},
    };
    const std::optional<json::value> values[] = {std::nullopt, json::value(nullptr), json::value("posts"),
                                                 json::value("cascade")};
    Deployments deployments;
    const auto places = places_of(deployments.snapshot(), {{"relations", "posts", "author"}});
    for (const auto& removal : removals)
        for (const auto& place : places)
            for (const auto& value : values) {
                const bool names_it = place.key == "collection" || place.key == "field";
                // another entity, none at all, or no object
                if (place.object.empty() && (names_it || (value && value->is_string()))) continue;
                auto wanted = deployments.snapshot();
                set(wanted, place, value);
                try {
                    removal.run(wanted);
                } catch (const std::exception&) { continue; } // what was to go has lost its name, or was no object
                deployments.deploy(wanted, std::string{removal.name} + ", " + name_of(place, value),
                                   Deployments::Times::twice);
            }
}

BOOST_AUTO_TEST_SUITE_END()
