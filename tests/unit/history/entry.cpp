// SPDX-License-Identifier: Apache-2.0
// The chain: an entry that was altered, taken out or put in is named. Texts are ASCII whatever they say.
#include <boost/test/unit_test.hpp>

#include <functional>
#include <vector>

#include "engine/formats/ascii_text.hpp"
#include "engine/formats/formats.hpp"
#include "engine/history/entry.hpp"

namespace {

using namespace schemad::history;

std::vector<Entry> chain_of(std::int64_t count) {
    std::vector<Entry> all;
    for (std::int64_t i = 1; i <= count; ++i) {
        Entry one;
        one.id = i;
        one.happened = "2026-11-21T06:00:00Z";
        one.by = "token:ci";
        one.outcome = applied;
        one.hash_before = "h" + std::to_string(i);
        one.hash_after = "h" + std::to_string(i + 1);
        one.steps = i;
        one.digest = digest_of({});
        if (!all.empty()) one.previous = all.back().seal;
        one.seal = seal_of(one);
        all.push_back(one);
    }
    return all;
}

std::string verdict_of(const std::vector<Entry>& entries) {
    ChainCheck chain;
    for (const auto& entry : entries) chain.see(entry);
    BOOST_TEST(chain.intact() == (chain.verdict() == "intact"));
    return chain.verdict();
}

} // namespace

BOOST_AUTO_TEST_SUITE(history_entry)

BOOST_AUTO_TEST_CASE(what_was_written_is_intact) {
    BOOST_TEST(verdict_of({}) == "intact");
    BOOST_TEST(verdict_of(chain_of(1)) == "intact");
    BOOST_TEST(verdict_of(chain_of(20)) == "intact");
}

BOOST_AUTO_TEST_CASE(each_column_is_sealed) {
    const std::vector<std::function<void(Entry&)>> edits{[](Entry& e) { e.happened = "2026-11-21T06:00:01Z"; },
                                                         [](Entry& e) { e.by = "token:c"; },
                                                         [](Entry& e) { e.outcome = "applied "; },
                                                         [](Entry& e) { e.hash_before = ""; },
                                                         [](Entry& e) { e.hash_after += "0"; },
                                                         [](Entry& e) { e.steps = 0; },
                                                         [](Entry& e) { e.digest[0] ^= 1; },
                                                         [](Entry& e) { e.seal[63] ^= 1; },
                                                         [](Entry& e) { std::swap(e.by, e.outcome); }};
    for (std::size_t i = 0; i < edits.size(); ++i) {
        auto all = chain_of(4);
        edits[i](all[2]);
        BOOST_TEST(verdict_of(all) == "entry 3 was altered", i);
    }
}

BOOST_AUTO_TEST_CASE(one_that_was_sealed_again_does_not_fit_the_next) {
    auto all = chain_of(4);
    all[1].by = "token:other";
    all[1].seal = seal_of(all[1]);
    BOOST_TEST(verdict_of(all) == "entry 3 does not follow the one before, which was altered or replaced");
    // where a text grew at the cost of its neighbour
    all = chain_of(4);
    all[3].previous += all[3].digest;
    BOOST_TEST(verdict_of(all) == "entry 4 does not follow the one before, which was altered or replaced");
}

BOOST_AUTO_TEST_CASE(missing_and_inserted_ones_are_named) {
    auto all = chain_of(4);
    all.erase(all.begin() + 1);
    BOOST_TEST(verdict_of(all) == "entry 2 is missing");
    all = chain_of(4);
    all.erase(all.begin());
    BOOST_TEST(verdict_of(all) == "entry 1 is missing");
    all = chain_of(4);
    all.insert(all.begin() + 2, all[1]);
    BOOST_TEST(verdict_of(all) == "entry 3 is missing"); // there is a second entry 2 instead
    all = chain_of(2);
    auto forged = all.back();
    forged.id = 3;
    all.push_back(forged);
    BOOST_TEST(verdict_of(all) == "entry 3 does not follow the one before, which was altered or replaced");
}

BOOST_AUTO_TEST_CASE(the_texts_are_told_apart) {
    Texts one, other;
    one[Kind::diff] = "{}";
    other[Kind::back] = "{}";
    BOOST_TEST(digest_of(one) != digest_of(other));
    BOOST_TEST(digest_of({}) != digest_of(one));
    other = one;
    other[Kind::plan] = "";
    BOOST_TEST(digest_of(one) != digest_of(other));
    other = one;
    other[Kind::left_out] = "[]";
    BOOST_TEST(digest_of(one) != digest_of(other));
    // an entry from before there was a list of what was left out keeps its digest
    BOOST_TEST(digest_of({}) == "498456a7d984379d0594e44f0e82e68cc5db1d3191cf4b29f069ecd4b7621213");
}

BOOST_AUTO_TEST_CASE(what_is_too_large_goes_and_the_way_back_stays_longest) {
    Texts texts;
    for (const auto kind : all_text_kinds) texts[kind] = std::string(10, 'x');
    BOOST_TEST(texts.shorten(50).empty());
    BOOST_TEST(texts.shorten(25) == "plan, diff, left_out");
    BOOST_TEST(texts[Kind::back].has_value());
    BOOST_TEST(texts.shorten(15) == "back");
    BOOST_TEST(texts[Kind::lost].has_value());
    BOOST_TEST(texts.size() == 10u);
}

BOOST_AUTO_TEST_CASE(texts_are_ascii_and_come_back) {
    for (const std::string text : {"plain", "a \"b\" \\ c", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "a\nb"}) {
        const auto kept = schemad::formats::escaped(text);
        BOOST_TEST(kept.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789 \\\"") == kept.npos, kept);
        BOOST_TEST(schemad::formats::unescaped(kept) == text);
    }
    BOOST_TEST(schemad::formats::escaped("\xF0\x9F\x98\x80") == "\\ud83d\\ude00");
    BOOST_TEST(schemad::formats::unescaped("not \" escaped") == "not \" escaped");
    const std::string json = R"({"a":")"
                             "\xC3\xA9\xE2\x82\xAC"
                             R"("})";
    BOOST_TEST(schemad::formats::ascii_json(json) == R"({"a":"\u00e9\u20ac"})");
    BOOST_TEST(schemad::formats::write_json(schemad::formats::read_json(schemad::formats::ascii_json(json), {})) ==
               json);
}

BOOST_AUTO_TEST_SUITE_END()
