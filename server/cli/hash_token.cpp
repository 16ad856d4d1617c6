// SPDX-License-Identifier: Apache-2.0
#include "server/auth/random_token.hpp"
#include "server/auth/token_match.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"

namespace schemad::cli {
namespace {

constexpr std::size_t max_token_bytes = 4096;
constexpr std::size_t short_token_bytes = 16;

// The first line, without its end; empty when there is none.
std::string read_token(std::istream& in) {
    std::string token;
    for (char c = 0; in.get(c) && c != '\n';) {
        if (token.size() == max_token_bytes)
            throw UsageError("the token is longer than " + std::to_string(max_token_bytes) + " bytes");
        token += c;
    }
    if (token.ends_with('\r')) token.pop_back();
    return token;
}

// A person at a terminal is not asked: a token should be made, not thought of.
int hash_token(const Options& options, Streams& streams) {
    const bool make = options.has("generate") || streams.in_is_terminal;
    auto token = make ? std::string() : read_token(streams.in);
    if (!make && token.empty()) // what should have written one has failed: a new one would be nobody's
        throw UsageError("standard input holds no token; `schemad hash-token --generate` makes one");
    if (token.find_first_of(" \t") != std::string::npos)
        throw UsageError("the token has a blank in it; no request could carry it");
    if (token.empty()) {
        token = auth::random_token();
        streams.out << "token: " << token << '\n';
    } else if (token.size() < short_token_bytes) {
        streams.err << "note: a token this short can be guessed; `schemad hash-token --generate` makes a long one\n";
    }
    streams.out << "sha256: " << auth::sha256_hex(token) << '\n';
    return 0;
}

} // namespace

Command hash_token_command() {
    return {"hash-token",
            "make a token, or hash one, for the configuration",
            "Reads a token from standard input, or makes one at a terminal, and prints its hash for\n"
            "`tokens` of the configuration. A token that was made is shown once, here.",
            {{"generate", "", "make one without reading standard input"}},
            hash_token,
            {},
            {{"schemad hash-token --generate", "a new token and its hash"}}};
}

} // namespace schemad::cli
