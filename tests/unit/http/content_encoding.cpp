// SPDX-License-Identifier: Apache-2.0
#include "server/http/content_encoding.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/http/deflated.hpp"

using namespace schemad::http;
using namespace schemad::test;
using Fault = Request::BodyFault;

namespace {

Request encoded(std::string body, std::string name) {
    Request request;
    request.headers = {{"Content-Encoding", std::move(name)}};
    request.body = std::move(body);
    request.has_body = true;
    return request;
}

} // namespace

BOOST_AUTO_TEST_CASE(each_wrapper_is_undone) {
    const std::string text = "some text, some text, some text";
    BOOST_TEST(decode(deflated(text, gzip_wrapper), Coding::gzip, 100).body == text);
    BOOST_TEST(decode(deflated(text, zlib_wrapper), Coding::deflate, 100).body == text);
    BOOST_TEST(decode(deflated(text, no_wrapper), Coding::deflate, 100).body == text);
    for (const int wrapper : {gzip_wrapper, zlib_wrapper, no_wrapper}) {
        const auto empty = decode(deflated("", wrapper), wrapper == gzip_wrapper ? Coding::gzip : Coding::deflate, 0);
        BOOST_TEST((empty.fault == Fault::none));
        BOOST_TEST(empty.body.empty());
    }
}

BOOST_AUTO_TEST_CASE(gzip_members_join_and_padding_is_no_fault) {
    using namespace std::string_literals;
    const auto both = deflated("one ", gzip_wrapper) + deflated("two", gzip_wrapper);
    BOOST_TEST(decode(both, Coding::gzip, 100).body == "one two");
    BOOST_TEST(decode(both + "\0\0\0"s, Coding::gzip, 100).body == "one two");
    BOOST_TEST((decode(both + "garbage", Coding::gzip, 100).fault == Fault::corrupt_encoding));
}

BOOST_AUTO_TEST_CASE(corrupt_data_is_named_in_zlibs_words) {
    const auto good = deflated("some text", gzip_wrapper);
    const auto plain = decode("{\"a\":1}", Coding::gzip, 100);
    BOOST_TEST((plain.fault == Fault::corrupt_encoding));
    BOOST_TEST(plain.detail == "incorrect header check");
    BOOST_TEST(decode("", Coding::gzip, 100).detail == "unexpected end of file");
    BOOST_TEST(decode("", Coding::deflate, 100).detail == "unexpected end of file");
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(decode(good.substr(0, size), Coding::gzip, 100).detail == "unexpected end of file");
    auto flipped = good;
    flipped[good.size() - 6] = static_cast<char>(flipped[good.size() - 6] ^ 1); // in the checksum
    BOOST_TEST(decode(flipped, Coding::gzip, 100).detail == "incorrect data check");
}

BOOST_AUTO_TEST_CASE(the_limit_is_on_the_output) {
    const std::string text(100'000, 'x');
    const auto small = deflated(text, gzip_wrapper);
    BOOST_TEST(small.size() < 1000U);
    BOOST_TEST(decode(small, Coding::gzip, text.size()).body == text);
    BOOST_TEST((decode(small, Coding::gzip, text.size() - 1).fault == Fault::too_large));
    const auto bomb = deflated(std::string(64 * 1024 * 1024, '\0'), gzip_wrapper);
    const auto stopped = decode(bomb, Coding::gzip, 1024 * 1024);
    BOOST_TEST((stopped.fault == Fault::too_large));
    BOOST_TEST(stopped.body.capacity() < 1024U);
}

BOOST_AUTO_TEST_CASE(a_requests_body_is_replaced_or_its_fault_noted) {
    auto gzip = encoded(deflated("text", gzip_wrapper), "GZip");
    undo_content_encoding(gzip, 100);
    BOOST_TEST(gzip.body == "text");

    auto plain = encoded("text", "Identity");
    undo_content_encoding(plain, 100);
    BOOST_TEST(plain.body == "text");
    BOOST_TEST((plain.body_fault == Fault::none));

    for (const auto& [name, lower] :
         {std::pair{"BR", "br"}, {"gzip, Deflate", "gzip, deflate"}, {"x-gzip", "x-gzip"}}) {
        auto other = encoded("raw", name);
        undo_content_encoding(other, 100);
        BOOST_TEST((other.body_fault == Fault::unsupported_encoding));
        BOOST_TEST(other.body_fault_detail == lower);
        BOOST_TEST(other.body == "raw");
    }

    auto twice = encoded("raw", "gzip");
    twice.headers.emplace_back("content-encoding", "gzip");
    undo_content_encoding(twice, 100);
    BOOST_TEST(twice.body_fault_detail == "gzip, gzip");

    auto corrupt = encoded("raw", "gzip");
    undo_content_encoding(corrupt, 100);
    BOOST_TEST((corrupt.body_fault == Fault::corrupt_encoding));
    BOOST_TEST(corrupt.body == "raw");

    auto large = encoded(deflated(std::string(101, 'x'), gzip_wrapper), "gzip");
    undo_content_encoding(large, 100);
    BOOST_TEST((large.body_fault == Fault::too_large));
    BOOST_TEST(large.body.empty());

    auto none = encoded("", "gzip");
    none.has_body = false;
    undo_content_encoding(none, 100);
    BOOST_TEST((none.body_fault == Fault::none));
}
