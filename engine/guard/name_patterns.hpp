// SPDX-License-Identifier: Apache-2.0
// Patterns for names of collections and fields, as in `protected` and `ignore` of a project: `posts` (the collection
// and all that is in it), `posts.title`, `log_*`, `*.internal_*`. docs/operations.md has the grammar.
//
// Immutable once filled; any thread. Matching takes no more steps than pattern times name, whatever they hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace schemad::guard {

// One name's pattern: the part before the dot, or the part after it.
class NamePart {
public:
    // Throws std::invalid_argument.
    explicit NamePart(std::u32string_view text);
    bool matches(std::u32string_view name) const;

private:
    struct Token {
        enum class Kind { one, any, run, set } kind;
        char32_t c = 0;
        std::u32string ranges; // of a set: first and last of each
        bool negated = false;
        bool takes(char32_t) const;
    };
    std::vector<Token> tokens_;
};

class NamePatterns {
public:
    static constexpr std::size_t max_patterns = 200;
    static constexpr std::size_t max_bytes = 256; // of a pattern

    // Throws std::invalid_argument that says what is wrong, without quoting the pattern.
    void add(std::string_view pattern);
    bool empty() const noexcept { return patterns_.empty(); }
    std::size_t size() const noexcept { return patterns_.size(); }
    bool names_fields() const noexcept; // some pattern has a part for a field
    // The collection itself is meant, and so everything in it.
    bool collection(std::string_view name) const;
    // The field is meant, by itself or with its collection.
    bool field(std::string_view collection, std::string_view name) const;

private:
    struct Pattern {
        NamePart collection;
        std::vector<NamePart> field; // none or one
    };
    std::vector<Pattern> patterns_;
};

} // namespace schemad::guard
