// SPDX-License-Identifier: Apache-2.0
// propsweep/sqlite.json: one property of the blog's snapshot edited, and what POST /schema/diff of the reference said.
// The name of a case is its edit: "field posts.title: meta.note null -> "zz"", "... deleted", "... new_key added".
#include "tests/conformance/diff/recorded.hpp"

#include <algorithm>
#include <map>

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;

json::object& item_of(json::value& snapshot, ItemKind kind, std::string_view collection, std::string_view field = {}) {
    for (auto& value : snapshot.at(model::list_name(kind)).as_array()) {
        auto& item = value.get_object();
        if (model::text_of(item, "collection") == collection && model::text_of(item, "field") == field) return item;
    }
    throw std::runtime_error("no such item");
}
json::object& field_of(json::value& snapshot, std::string_view collection, std::string_view field) {
    return item_of(snapshot, ItemKind::field, collection, field);
}
json::value& meta_of(json::value& snapshot, std::string_view collection, std::string_view field, std::string_view key) {
    return field_of(snapshot, collection, field)["meta"].as_object()[key];
}
// Erased and put back would change the order of keys.
void erase(json::object& object, std::string_view key) {
    json::object rest;
    for (auto& member : object)
        if (member.key() != key) rest.emplace(member.key(), member.value());
    object = std::move(rest);
}

// The value behind " -> "; nullopt where the recorded name is cut.
std::optional<json::value> new_value(std::string_view edit) {
    const auto parsed = [](std::string_view text) -> std::optional<json::value> {
        try {
            return read(std::string{text});
        } catch (const std::exception&) { return std::nullopt; }
    };
    for (auto at = edit.find(" -> "); at != std::string_view::npos; at = edit.find(" -> ", at + 1)) {
        const auto before = edit.substr(0, at);
        // the old value may be cut at 40 characters, the new one may not
        if (auto after = parsed(edit.substr(at + 4)); after && (parsed(before) || before.size() == 40)) return after;
    }
    return std::nullopt;
}

// "<kind> <item>(<label>): <object>.<key> <edit>"; false when the name is of another form.
bool edit_property(json::value& snapshot, std::string_view name) {
    const auto colon = name.find(": ");
    auto head = name.substr(0, colon), rest = name.substr(colon + 2);
    const auto word = head.substr(0, head.find(' '));
    if (word != "collection" && word != "field" && word != "relation") return false;
    const auto kind = word == "collection" ? ItemKind::collection
                      : word == "field"    ? ItemKind::field
                                           : ItemKind::relation;
    head.remove_prefix(word.size() + 1);
    head = head.substr(0, head.find('('));
    const auto dot = head.find('.');
    auto& item =
        item_of(snapshot, kind, head.substr(0, dot), dot == head.npos ? std::string_view{} : head.substr(dot + 1));

    const auto path = rest.substr(0, rest.find(' '));
    const auto owner = path.substr(0, path.find('.')), key = path.substr(path.find('.') + 1);
    rest.remove_prefix(path.size() + 1);
    auto& object = owner == "None" ? item : item[owner].as_object();
    if (rest == "deleted")
        erase(object, key);
    else if (rest == "added")
        object[key] = 1;
    else if (auto value = new_value(rest))
        object[key] = std::move(*value);
    else
        return false;
    return true;
}

void reverse(json::value& snapshot, std::string_view list) {
    auto& items = snapshot.at(list).as_array();
    std::reverse(items.begin(), items.end());
}

void note(json::value& meta) { meta.as_object()["note"] = "n"; }

void as_doubles(json::value& value) {
    if (value.is_int64())
        value = static_cast<double>(value.get_int64());
    else if (auto* object = value.if_object())
        for (auto& member : *object) as_doubles(member.value());
    else if (auto* array = value.if_array())
        for (auto& element : *array) as_doubles(element);
}

// New items cannot be told from a name: they are the recorded ones.
void append_new(json::value& snapshot, ItemKind kind, const json::value& recorded) {
    for (const auto& entry : model::list_of(recorded.get_object(), kind)) {
        const auto& change = entry.at("diff").get_array()[0].get_object();
        if (change.at("kind").get_string() == "N")
            snapshot.at(model::list_name(kind)).as_array().push_back(change.at("rhs"));
    }
}

void remove_all_of(json::value& snapshot, std::string_view collection, std::string_view field = {}) {
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation}) {
        json::array kept;
        for (const auto& value : model::list_of(snapshot.get_object(), kind)) {
            const auto& item = value.get_object();
            if (model::text_of(item, "collection") == collection &&
                (field.empty() || model::text_of(item, "field") == field))
                continue;
            kept.push_back(value);
        }
        snapshot.at(model::list_name(kind)) = std::move(kept);
    }
}

using Edit = std::function<void(json::value& snapshot, const json::value& recorded)>;

const std::map<std::string_view, Edit>& named_edits() {
    const auto options = [](json::value& s) -> json::object& {
        return meta_of(s, "posts", "status", "options").as_object();
    };
    const auto choice = [options](json::value& s) -> json::object& {
        return options(s)["choices"].as_array()[0].as_object();
    };
    const auto translation = [](json::value& s) -> json::value& {
        return meta_of(s, "posts", "title", "translations").as_array()[0];
    };
    static const std::map<std::string_view, Edit> edits{
        {R"(field posts.title: meta.translations [{"language": "de-DE", "translation": "T -> [{"language": "de-DE", "translation": "Titel"}, {"language":)",
         [](auto& s, auto&) { meta_of(s, "posts", "title", "translations").as_array().push_back("zz"); }},
        {R"(field posts.status(options): meta.options {"choices": [{"text": "Published", "valu -> {"choices": [{"text": "Published", "value": "published"}, {")",
         [=](auto& s, auto&) { options(s)["zz"] = 1; }},
        {"options: key added", [=](auto& s, auto&) { options(s)["allowNone"] = true; }},
        {"options: key removed", [=](auto& s, auto&) { options(s).clear(); }},
        {"options: key added + note E",
         [=](auto& s, auto&) {
             options(s)["allowNone"] = true;
             meta_of(s, "posts", "status", "note") = "n";
         }},
        {"options: choice key added", [=](auto& s, auto&) { choice(s)["icon"] = "x"; }},
        {"options: choice key removed", [=](auto& s, auto&) { erase(choice(s), "text"); }},
        {"options: choice key added + choice appended",
         [=](auto& s, auto&) {
             choice(s)["icon"] = "x";
             options(s)["choices"].as_array().push_back(json::object{{"a", 1}});
         }},
        {"options: nested type change list->dict",
         [=](auto& s, auto&) {
             options(s)["choices"] = {{"a", 1}};
         }},
        {"options: replaced by other keys",
         [](auto& s, auto&) {
             meta_of(s, "posts", "status", "options") = {{"x", 1}, {"y", 2}};
         }},
        {"options: number 1 -> 1.0", [](auto& s, auto&) { as_doubles(s.at("fields")); }},
        {"translations: element key added", [=](auto& s, auto&) { translation(s).as_object()["x"] = 1; }},
        {"translations: element replaced",
         [=](auto& s, auto&) {
             translation(s) = {{"language", "es-ES"}, {"translation", "T"}};
         }},
        {"translations: element null", [=](auto& s, auto&) { translation(s) = nullptr; }},
        {"special: element replaced",
         [](auto& s, auto&) { meta_of(s, "posts", "date_created", "special").as_array()[0] = "zz"; }},
        {"special reordered",
         [](auto& s, auto&) {
             auto& special = meta_of(s, "posts", "date_created", "special").as_array();
             std::reverse(special.begin(), special.end());
         }},
        {"default_value \"0\" vs 0",
         [](auto& s, auto&) { field_of(s, "posts", "rating")["schema"].as_object()["default_value"] = "0"; }},
        {"default_value 0.0",
         [](auto& s, auto&) { field_of(s, "posts", "rating")["schema"].as_object()["default_value"] = 0.0; }},
        {"default_value \"\"",
         [](auto& s, auto&) { field_of(s, "posts", "body")["schema"].as_object()["default_value"] = ""; }},
        {"default_value \"NULL\"",
         [](auto& s, auto&) { field_of(s, "posts", "body")["schema"].as_object()["default_value"] = "NULL"; }},
        {"is_nullable 1 instead of true",
         [](auto& s, auto&) { field_of(s, "posts", "body")["schema"].as_object()["is_nullable"] = 1; }},
        {"max_length \"255\"",
         [](auto& s, auto&) { field_of(s, "posts", "title")["schema"].as_object()["max_length"] = "255"; }},
        {"collections reordered", [](auto& s, auto&) { reverse(s, "collections"); }},
        {"fields reordered", [](auto& s, auto&) { reverse(s, "fields"); }},
        {"relations reordered", [](auto& s, auto&) { reverse(s, "relations"); }},
        {"several edits: order of entries",
         [](auto& s, auto& recorded) {
             for (const auto& [c, f] : {std::pair{"tags", "label"},
                                        {"posts", "body"},
                                        {"posts", "title"},
                                        {"categories", "slug"},
                                        {"authors", "name"}})
                 note(field_of(s, c, f)["meta"]);
             remove_all_of(s, "posts", "rating");
             append_new(s, ItemKind::field, recorded);
         }},
        {"several collections: order",
         [](auto& s, auto& recorded) {
             for (const auto c : {"tags", "posts", "authors"}) note(item_of(s, ItemKind::collection, c)["meta"]);
             remove_all_of(s, "posts_tags");
             append_new(s, ItemKind::collection, recorded);
             append_new(s, ItemKind::field, recorded);
         }},
    };
    return edits;
}

// The body of a refusal. The recorded one is cut when it is long.
std::string body_of(const std::string& refusal) {
    const std::string before = "Invalid payload. ";
    BOOST_REQUIRE(refusal.starts_with(before) && refusal.ends_with("."));
    json::object extensions{{"reason", refusal.substr(before.size(), refusal.size() - before.size() - 1)},
                            {"code", "INVALID_PAYLOAD"}};
    json::object body;
    auto& errors = body["errors"].emplace_array();
    errors.push_back(json::object{{"message", refusal}, {"extensions", std::move(extensions)}});
    return text_of(json::value(std::move(body)));
}
constexpr std::size_t recorded_error_max = 300;

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_single_edits)

BOOST_AUTO_TEST_CASE(every_edit_gives_the_recorded_answer) {
    const auto current = read(slurp(conformance() / "snapshots/sqlite/blog/snapshot.json")).at("data");
    const auto sweep = read(slurp(conformance() / "propsweep/sqlite.json"));
    const auto& cases = sweep.get_array();
    BOOST_TEST(cases.size() > 0u);
    for (const auto& one : cases) {
        const std::string_view name = one.at("name").get_string();
        const auto status = one.at("status").to_number<int>();
        BOOST_TEST_CONTEXT(name) {
            const auto* recorded = one.get_object().if_contains("diff");
            auto after = current;
            const auto& edits = named_edits();
            if (const auto found = edits.find(name); found != edits.end())
                found->second(after, recorded ? *recorded : json::value{});
            else
                BOOST_REQUIRE(edit_property(after, name));

            std::optional<json::object> diff;
            const auto refusal = refusal_of([&] {
                diff::validate_snapshot(after, {"12.4.0", "sqlite"}, false);
                diff = diff::snapshot_diff(current.get_object(), after.get_object(), {});
            });
            if (status == 400) {
                const std::string error{one.at("error").get_string()};
                const auto body = body_of(refusal);
                BOOST_TEST((error.size() < recorded_error_max ? body : body.substr(0, error.size())) == error);
            } else if (status == 204)
                BOOST_TEST(text_of(diff) + refusal == "nothing differs");
            else
                BOOST_TEST(text_of(diff) + refusal == lists_of(*recorded));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
