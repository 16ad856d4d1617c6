// SPDX-License-Identifier: Apache-2.0
// The sub-commands: each is a function of its arguments and three streams that returns the exit status:
// 0 done, 1 failed, 2 called wrongly. Errors: run() catches everything and explains it on `err`.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace schemad::cli {

struct Streams {
    std::istream& in;
    std::ostream& out; // results: what a script reads
    std::ostream& err; // explanations
};
using Arguments = std::vector<std::string>;

int serve(const Arguments&, Streams&);
int init(const Arguments&, Streams&);
int adopt(const Arguments&, Streams&);
int check_config(const Arguments&, Streams&);
int hash_token(const Arguments&, Streams&);
int plan(const Arguments&, Streams&);
int translate(const Arguments&, Streams&);
int vendors(const Arguments&, Streams&);

// The whole program: the arguments after its name.
int run(const Arguments&, Streams&);

} // namespace schemad::cli
