// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "server/cli/changes.hpp"
#include "server/cli/progress_bar.hpp"
#include "server/cli/render.hpp"

using namespace schemad::cli;
namespace json = boost::json;

namespace {

const auto diff = json::parse(R"({"collections":[
  {"collection":"tags","diff":[{"kind":"N","rhs":{"collection":"tags","meta":{},"schema":{"name":"tags"}}}]},
  {"collection":"drafts","diff":[{"kind":"D","lhs":{"collection":"drafts","meta":{},"schema":{"name":"drafts"}}}]}],
 "fields":[
  {"collection":"tags","field":"id","diff":[{"kind":"N","rhs":{"type":"integer","schema":{"is_primary_key":true,"has_auto_increment":true,"is_nullable":false}}}]},
  {"collection":"posts","field":"subtitle","diff":[{"kind":"N","rhs":{"type":"string","schema":{"max_length":80,"is_nullable":false,"is_unique":true,"default_value":"x"}}}]},
  {"collection":"posts","field":"rating","diff":[{"kind":"E","path":["schema","numeric_precision"],"lhs":4,"rhs":3},
     {"kind":"E","path":["schema","is_nullable"],"lhs":true,"rhs":false},{"kind":"A","path":["meta","special"],"index":0,"item":{"kind":"N","rhs":"m2o"}}]},
  {"collection":"posts","field":"bio","diff":[{"kind":"D","lhs":{"type":"text","schema":{}}}]}],
 "systemFields":[],
 "relations":[{"collection":"posts","field":"author","related_collection":"users","diff":[{"kind":"E","path":["schema","on_delete"],"lhs":"SET NULL","rhs":"CASCADE"}]}]})")
                      .as_object();
const auto plan = json::parse(R"({"id":"1","steps":[
  {"entity":"posts.rating","table":"posts","destroys_data":null,"blocked_by":[{"collection":"posts","field":"rating","reason":"would be rounded","count":1,"keys":[17]}]},
  {"entity":"posts.bio","table":"posts","destroys_data":{"what":"values","count":2},"blocked_by":[]},
  {"entity":"drafts","table":"directus_presets","destroys_data":{"what":"rows","count":1},"blocked_by":[]},
  {"entity":"drafts","table":"drafts","destroys_data":{"what":"rows","count":12},"blocked_by":[]}],"warnings":["posts.x: is left out"]})")
                      .as_object();

std::string text_of(const Changes& changes, bool colours = false) {
    std::ostringstream out;
    write_text(changes, {colours, 0}, out);
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_diff_for_people)

BOOST_AUTO_TEST_CASE(it_says_what_changes_and_what_is_lost) {
    const auto text = text_of(changes_of(diff, &plan));
    BOOST_TEST(text == R"(- drafts             goes: collection; 12 rows lost
posts
  + subtitle         string(80), required, unique, default "x"
  ~ rating           precision: 4 -> 3, may be empty: yes -> no, special: also "m2o"
                     1 row in the way: would be rounded (key 17)
  - bio              text; 2 values lost
  ~ author -> users  on delete: "SET NULL" -> "CASCADE"
+ tags               collection
  + id               integer, primary key, counts up
also 1 row lost of directus_presets
note: posts.x: is left out

3 to add, 2 to change, 2 to remove. Lost: 13 rows and 2 values. Rows or settings are in the way: an apply would be refused.
)");
}

BOOST_AUTO_TEST_CASE(nobody_counted_is_said) {
    const auto text = text_of(changes_of(diff, nullptr));
    BOOST_TEST(text.find("nobody counted") != std::string::npos, text);
    BOOST_TEST(text.find("lost") == std::string::npos, text);
    BOOST_TEST(changes_of(diff, nullptr).destroys());
}

BOOST_AUTO_TEST_CASE(colours_are_added_and_nothing_else) {
    const auto changes = changes_of(diff, &plan);
    std::string plain;
    bool inside = false;
    const auto coloured = text_of(changes, true);
    for (const char c : coloured) {
        if (c == '\x1b') inside = true;
        if (!inside) plain += c;
        if (c == 'm') inside = false;
    }
    BOOST_TEST(coloured != plain);
    BOOST_TEST(plain == text_of(changes));
}

BOOST_AUTO_TEST_CASE(names_stay_names) {
    const auto hostile =
        json::parse(
            R"({"collections":[{"collection":"a|b`c\u001b[31m\n# x","diff":[{"kind":"N","rhs":{"meta":{"note":"| x | `y`"},"schema":{}}}]}]})")
            .as_object();
    const auto changes = changes_of(hostile, nullptr);
    BOOST_TEST(text_of(changes).find('\x1b') == std::string::npos);
    BOOST_TEST(text_of(changes).find("\n#") == std::string::npos);
    std::ostringstream out;
    write_markdown(changes, "shop", out);
    BOOST_TEST(out.str() == R"(### Changes of the model of `shop`

| | Collection | Item | Change |
|---|---|---|---|
| add | `a\|b'c\u001b[31m\n# x` |  | `collection, "\| x \| 'y'"` |

1 to add, 0 to change, 0 to remove.
)");
}

BOOST_AUTO_TEST_CASE(an_apply_is_drawn_over_on_a_terminal_and_told_in_lines_elsewhere) {
    const auto job = [](const char* phase, int step, const char* entity) {
        return json::object{{"state", "running"}, {"phase", phase},   {"step", step},
                            {"steps", 4},         {"entity", entity}, {"action", "add column"}};
    };
    std::ostringstream bar, lines, none;
    {
        ProgressBar drawn(bar, ProgressBar::Kind::bar), told(lines, ProgressBar::Kind::lines),
            quiet(none, ProgressBar::Kind::none);
        for (auto* one : {&drawn, &told, &quiet}) {
            one->show(json::object{{"state", "queued"}, {"phase", nullptr}, {"steps", nullptr}});
            one->show(job("running", 1, "posts.a\x1b[2J"));
            one->show(job("running", 1, "posts.a\x1b[2J")); // nothing new
            one->show(job("running", 2, "posts.b"));        // soon after
            one->show(job("verifying", 4, ""));
            one->show(json::object{{"state", 3}, {"phase", 4}, {"step", "x"}});
        }
    }
    const std::string clear = "\r\x1b[K", empty(24, '.');
    BOOST_TEST(bar.str() == clear + '[' + empty + "] queued" + clear + "[######" + std::string(18, '.') +
                                "] 1/4 add column posts.a\\u001b[2J" + clear + '[' + std::string(12, '#') +
                                std::string(12, '.') + "] 2/4 add column posts.b" + clear + '[' + std::string(24, '#') +
                                "] 4/4 verifying" + clear + '[' + empty + "] " + clear);
    BOOST_TEST(lines.str() == "queued\nrunning, 1 of 4: add column posts.a\\u001b[2J\nverifying, 4 of 4\n\n");
    BOOST_TEST(none.str() == "");
}

BOOST_AUTO_TEST_CASE(documents_of_any_form_are_endured) {
    for (
        const auto* text :
        {"{}", R"({"collections":3,"fields":[1,{}],"relations":[{"diff":[{}]}]})",
         R"({"fields":[{"collection":1,"field":[],"diff":[{"kind":"E"},{"kind":"N","rhs":3},{"kind":"D"},{"kind":"A","path":[1,2]}]}]})"}) {
        const auto odd = json::parse(text).as_object();
        const auto odd_plan =
            json::parse(R"({"steps":[3,{"destroys_data":3,"blocked_by":[4]},{"destroys_data":{}}],"warnings":[1]})")
                .as_object();
        BOOST_TEST(!text_of(changes_of(odd, &odd_plan)).empty());
    }
}

BOOST_AUTO_TEST_CASE(records_of_configuration_are_named) {
    const auto object = [](const char* text) { return boost::json::parse(text).as_object(); };
    const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
    const auto plan =
        object(R"({"steps":[{"entity":"directus_roles/r1","kind":"record","action":"insert row"},)"
               R"({"entity":"directus_permissions/new","kind":"record","action":"insert row"},)"
               R"({"entity":"directus_permissions/new","kind":"record","action":"insert row"},)"
               R"({"entity":"directus_flows/f1","kind":"record","action":"update row"},)"
               R"({"entity":"directus_flows/f1","kind":"record","action":"update row"},)"
               R"({"entity":"directus_flows/f2","kind":"record","action":"delete row","table":"directus_flows",)"
               R"("destroys_data":{"count":1,"what":"rows"}}]})");
    const auto planned = text_of(changes_of({}, &plan));
    for (const auto* line : {"directus_roles\n  + r1   record\n", "  ~ f1   record\n  - f2   record\n",
                             "3 to add, 1 to change, 1 to remove. Lost: 1 row."})
        BOOST_TEST(has(planned, line), planned);
    const auto told =
        object(R"({"collections":{"directus_roles":{"created":["r1"],"updated":{"r2":["name"]},"deleted":[3]}}})");
    const auto done = text_of(changes_of({}, nullptr, &told));
    for (const auto* line : {"  + r1  record\n", "  ~ r2  record\n", "  - 3   record\n"})
        BOOST_TEST(has(done, line), done);
    const auto wanted =
        object(R"({"collections":[{"collection":"directus_roles","items":[{"id":"r1"}],"delete":["r2"]}]})");
    const auto changes = changes_of({}, nullptr, &wanted); // nobody planned
    BOOST_TEST(changes.changed == 1u);
    BOOST_TEST(changes.removed == 1u);
    BOOST_TEST(changes.destroys());
}

BOOST_AUTO_TEST_SUITE_END()
