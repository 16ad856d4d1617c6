// SPDX-License-Identifier: Apache-2.0
// Hostile strings, made of the tokens that databases and their shells know, and documents full of them. The same seed
// gives the same strings. One thread.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace schemad::test {

class Hostile {
public:
    // vendor: whose grammar is used most. file: what the payloads for shells and servers would make, and what they
    // would read.
    Hostile(std::string vendor, std::string file_to_make, std::string file_to_read, unsigned seed);

    std::string text();       // anything
    std::string short_text(); // no longer than the columns of the meta tables
    std::string expression(); // near to a default of this vendor
    std::string type();       // near to a type
    std::string name();       // never of "pwned", always another one
    std::size_t made() const noexcept { return made_; }
    bool chance(unsigned percent) { return below(100) < percent; }
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }

    boost::json::object field(const std::string& collection, const std::string& field);
    boost::json::object relation(const std::string& collection, const std::string& field, const std::string& to);
    boost::json::object collection(const std::string& name);
    // Some of the strings in it become hostile, wherever they stand, but for those of a change's "kind".
    void spoil(boost::json::value& document, unsigned per_mille);

private:
    std::string pick(const std::vector<std::string>& list) { return list[below(list.size())]; }
    std::string attack();

    std::string vendor_;
    std::vector<std::string> tokens_, attacks_, shells_, expressions_, types_;
    std::mt19937_64 random_;
    std::size_t made_ = 0, names_ = 0;
    bool rare_ = false;
};

} // namespace schemad::test
