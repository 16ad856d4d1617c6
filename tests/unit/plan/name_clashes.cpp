// SPDX-License-Identifier: Apache-2.0
// Names that the database takes for one are refused before anything is rendered; indexes get free ones. The rules of
// other vendors are put over the SQLite project: engine/plan knows a rule, not a vendor.
#include <schemad/names.h>

#include "engine/model/names.hpp"
#include "engine/plan/name_spaces.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

schemad_names said; // what the vendor below says of names
class Ruled final : public Vendor {
public:
    explicit Ruled(const schemad_names& rules) : real_(sqlite()), copy_(real_->table()) {
        said = rules;
        said.struct_size = sizeof said;
        copy_.get_extension = [](schemad_str name) -> const void* {
            return view(name) == SCHEMAD_NAMES_EXTENSION ? &said : nullptr;
        };
        table_ = &copy_;
    }

private:
    std::shared_ptr<const Vendor> real_;
    schemad_vendor copy_;
};

schemad_names mysql_like() {
    schemad_names rules{};
    rules.flags =
        SCHEMAD_NAMES_FOREIGN_KEYS_IN_DATABASE | SCHEMAD_NAMES_FOREIGN_KEY_IS_INDEX | SCHEMAD_NAMES_BASIC_PLANE;
    rules.tables = rules.columns = rules.indexes = rules.rows = SCHEMAD_NAMES_CASE;
    rules.foreign_keys = SCHEMAD_NAMES_ASCII_CASE;
    rules.longest = 64;
    rules.reserved_columns = str("db_row_id");
    return rules;
}
schemad_names postgres_like() {
    schemad_names rules{};
    rules.flags = SCHEMAD_NAMES_INDEXES_ARE_RELATIONS | SCHEMAD_NAMES_LENGTH_IN_BYTES;
    rules.longest = 63;
    rules.reserved_columns = str("ctid,xmin");
    return rules;
}

std::string refusal_under(const TestProject& project, const schemad_names& rules,
                          const std::function<void(json::value&)>& edit,
                          const std::vector<snapshot::TakenName>& taken = {}) {
    const Ruled vendor(rules);
    return refusal_of([&] {
        const auto diff = project.diff_of(edit);
        auto now = project.model();
        now.taken_names = taken;
        plan::ChangeSet set(diff.get_object(), now.snapshot.get_object());
        plan::make_plan(set, now, vendor, project.dialect);
    });
}
auto column(std::string_view name) {
    return [name](json::value& s) { add(s, "fields", new_field("posts", name, "string", "varchar")); };
}
auto made_table(std::string_view name) {
    return [name](json::value& s) { add_table(s, name); };
}

} // namespace

BOOST_AUTO_TEST_SUITE(name_clashes)

BOOST_AUTO_TEST_CASE(letters_without_case) {
    BOOST_TEST(model::without_case("ÀBC", false) == "àbc");
    BOOST_TEST(model::without_case("ÀBC", true) == "Àbc");
    BOOST_TEST(model::without_case("ΣΑΣ", false) == "σασ"); // each letter alone
    BOOST_TEST(model::without_case("İ", false) == "i");
    BOOST_TEST(model::without_case("é", false) != "e");
}

BOOST_AUTO_TEST_CASE(columns_in_another_case) {
    const TestProject project;
    BOOST_TEST(
        has(project.refusal_of_edit(column("TITLE")), "\"posts.TITLE\" cannot be created: column \"title\" is there"));
    BOOST_TEST(has(refusal_under(project, mysql_like(), column("TITLE")), "column \"title\" is there"));
    BOOST_TEST(refusal_under(project, postgres_like(), column("TITLE")).empty());
    // the field that goes is there until the end
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        take_out(s, "fields", "posts", "title");
        column("Title")(s);
    }),
                   "column \"title\" is there"));
    // two new ones
    const auto both = [](auto& s) {
        column("né")(s);
        column("NÉ")(s);
    };
    BOOST_TEST(has(refusal_under(project, mysql_like(), both), "cannot be created: column \"né\" is there"));
    BOOST_TEST(project.refusal_of_edit(both).empty()); // SQLite knows the letters of ASCII only
    // the same name made again is no clash
    BOOST_TEST(project
                   .plan_of_diff(read(R"({"collections":[],"fields":[{"collection":"posts","field":"title","diff":
        [{"kind":"D","lhs":{}}]},{"collection":"posts","field":"title","diff":[{"kind":"N","rhs":{"collection":"posts",
        "field":"title","type":"string","meta":{"collection":"posts","field":"title"},"schema":{"name":"title",
        "table":"posts","data_type":"varchar"}}}]}],"systemFields":[],"relations":[]})"))
                   .steps.size() > 0);
}

BOOST_AUTO_TEST_CASE(tables_and_what_else_holds_their_names) {
    const TestProject project;
    project.run("create view rep as select 1 as id");
    project.run("create table plain_extra (id integer primary key)");
    project.run("create index taken on plain_extra (id)");
    for (const auto& [name, why] :
         std::initializer_list<std::pair<const char*, const char*>>{{"rep", "rep is a view here"},
                                                                    {"Rep", "a view \"rep\" is there"},
                                                                    {"Plain_Extra", "a table \"plain_extra\" is there"},
                                                                    {"TAKEN", "an index \"taken\" is there"},
                                                                    {"Posts", "a table \"posts\" is there"},
                                                                    {"Schemad_Journal", "cannot be created"},
                                                                    {"sqlite_x", "begins with \"sqlite_\""}})
        BOOST_TEST(has(project.refusal_of_edit(made_table(name)), why),
                   name << ": " << project.refusal_of_edit(made_table(name)));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        add_table(s, "New");
        add_table(s, "nEW");
    }),
                   "a new table \"New\" is there"));
    BOOST_TEST(
        has(refusal_under(project, postgres_like(), made_table("mood"), {{"type", "mood"}}), "mood is a type here"));
    BOOST_TEST(refusal_under(project, postgres_like(), made_table("Mood"), {{"type", "mood"}}).empty());
    BOOST_TEST(
        has(refusal_under(project, mysql_like(), made_table("Plain_Extra")), "a table \"plain_extra\" is there"));
}

BOOST_AUTO_TEST_CASE(a_tracked_view_that_is_to_be_a_table) {
    const TestProject project;
    project.run("create view rep as select 1 as id");
    project.add_collection("rep");
    const auto refused = project.refusal_of_edit([](auto& s) {
        item_of(s, "collections", "rep")["schema"] = json::object{{"name", "rep"}};
        auto id = new_field("rep", "id", "integer", "integer");
        for (const auto flag : {"is_primary_key", "has_auto_increment"}) inside(id, "schema")[flag] = true;
        add(s, "fields", std::move(id));
    });
    BOOST_TEST(has(refused, "rep is a view here"), refused);
}

BOOST_AUTO_TEST_CASE(names_that_cannot_be_held) {
    const TestProject project;
    const std::string long_name(65, 'n'), wide(40, 'n');
    BOOST_TEST(has(refusal_under(project, mysql_like(), column(long_name)), "longer than 64 characters"));
    BOOST_TEST(has(refusal_under(project, postgres_like(), made_table(long_name)), "longer than 63 bytes"));
    BOOST_TEST(refusal_under(project, mysql_like(), column("é" + wide)).empty());
    BOOST_TEST(has(refusal_under(project, mysql_like(), column("x\xF0\x9F\x98\x80")), "a character that names cannot"));
    BOOST_TEST(has(refusal_under(project, mysql_like(), column("Db_Row_Id")), "one of the database's own"));
    BOOST_TEST(has(refusal_under(project, postgres_like(), column("ctid")), "one of the database's own"));
    BOOST_TEST(refusal_under(project, postgres_like(), column("CTID")).empty());
    BOOST_TEST(project.refusal_of_edit(column(long_name)).empty());
}

BOOST_AUTO_TEST_CASE(rows_without_case) {
    const TestProject project;
    const auto alias = [](auto& s) {
        add(s, "fields",
            {{"collection", "posts"},
             {"field", "TITLE"},
             {"type", "alias"},
             {"meta", {{"collection", "posts"}, {"field", "TITLE"}, {"special", json::array{"alias"}}}},
             {"schema", nullptr}});
    };
    const auto folder = [](auto& s) {
        add(s, "collections", {{"collection", "Blog"}, {"meta", {{"collection", "Blog"}}}, {"schema", nullptr}});
    };
    BOOST_TEST(has(refusal_under(project, mysql_like(), alias), "field \"title\" is there"));
    BOOST_TEST(has(refusal_under(project, mysql_like(), folder), "collection \"blog\" is there"));
    BOOST_TEST(project.refusal_of_edit(alias).empty());
    BOOST_TEST(project.refusal_of_edit(folder).empty());
}

BOOST_AUTO_TEST_CASE(free_names_of_foreign_keys) {
    const TestProject project;
    const auto model = project.model();
    const Ruled vendor(mysql_like());
    plan::NameSpaces names(model, vendor);
    BOOST_TEST(names.take_foreign_key("t", "t_e_foreign", "e"));
    BOOST_TEST(!names.take_foreign_key("u", "T_E_foreign", "x")); // one in the database
    BOOST_TEST(names.take_index("t", "a"));
    BOOST_TEST(!names.take_index("t", "A"));
    BOOST_TEST(names.take_index("u", "A"));             // an index is its table's
    BOOST_TEST(!names.take_foreign_key("t", "a", "e")); // the key would make an index of that name
    const Ruled exact(postgres_like());
    plan::NameSpaces others(model, exact);
    BOOST_TEST(others.take_foreign_key("t", "x", "e"));
    BOOST_TEST(others.take_foreign_key("u", "x", "e"));
    BOOST_TEST(!others.take_foreign_key("t", "x", "f"));
    BOOST_TEST(others.take_index("t", "i"));
    BOOST_TEST(!others.take_index("u", "i")); // among the tables
}

BOOST_AUTO_TEST_SUITE_END()
