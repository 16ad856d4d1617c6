// SPDX-License-Identifier: Apache-2.0
// What a row of one of Directus's own collections looks like as an item: its columns with the type that each is told
// as, and the lists that relations give it. Made of the catalog and the flags that Directus or the project states.
// Borrows the catalog. Threads: as the connection. Errors: VendorError.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <schemad/host.hpp>

namespace schemad::items {

struct Field {
    std::string name, type;
    std::string related{}; // the collection of which it names a row; empty: none
    bool secret = false;   // told as asterisks
    bool uuid = false;     // of the database's own type, which takes nothing else
};

struct List { // the rows of `collection` whose `field` names this one
    std::string name, collection, field, sort_field;
};

struct Shape {
    std::string collection, key;
    std::vector<Field> fields{};
    std::vector<List> lists{};
    const Field* field(std::string_view name) const noexcept;
    const List* list(std::string_view name) const noexcept;
};

// Of one view of the database; each is made when it is first asked for.
class Shapes {
public:
    Shapes(Connection& connection, const schemad_catalog& catalog) : connection_(connection), catalog_(catalog) {}
    // Null: not a collection of Directus's own, or the database has no such table (with one key).
    const Shape* find(std::string_view collection);
    Connection& connection() const noexcept { return connection_; }

private:
    using Specials = std::map<std::string, std::vector<std::string>, std::less<>>;
    Specials stated_specials(std::string_view collection);
    void add_fields(Shape&, const Specials&) const;
    void add_lists(Shape&) const;
    bool has_column(std::string_view table, std::string_view name) const;

    Connection& connection_;
    const schemad_catalog& catalog_;
    std::map<std::string, std::optional<Shape>, std::less<>> shapes_;
};

} // namespace schemad::items
