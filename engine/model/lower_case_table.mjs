// SPDX-License-Identifier: Apache-2.0
// Writes engine/model/lower_case_table.cpp: node lower_case_table.mjs > lower_case_table.cpp.
const runs = [], ignorable = [], cased = [];
for (let c = 0; c < 0x110000; c++) {
    if (c >= 0xd800 && c < 0xe000) continue;
    const s = String.fromCodePoint(c), lower = [...s.toLowerCase()];
    if (lower.length === 1 && lower[0] !== s) {
        const delta = lower[0].codePointAt(0) - c, last = runs.at(-1), gap = last && c - last.end;
        if (last && last.delta === delta && (last.step === gap || (!last.step && gap <= 2))) { last.step = gap; last.end = c; }
        else runs.push({ start: c, end: c, delta, step: 0 });
    }
    const isIgnorable = /^\p{Case_Ignorable}$/u.test(s), isCased = !isIgnorable && /^\p{Cased}$/u.test(s);
    for (const [list, wanted] of [[ignorable, isIgnorable], [cased, isCased]]) {
        if (!wanted) continue;
        if (list.length && list.at(-1)[1] === c - 1) list.at(-1)[1] = c; else list.push([c, c]);
    }
}
const hex = n => '0x' + n.toString(16);
const lines = (items) => { const out = []; for (let i = 0; i < items.length; i += 5) out.push(items.slice(i, i + 5).join(', ')); return out.join(',\n'); };
console.log(`// SPDX-License-Identifier: Apache-2.0
// Written by lower_case_table.mjs from Unicode ${process.versions.unicode} as Node ${process.version} knows it. Not to be edited.
// clang-format off
#include "engine/model/lower_case_table.hpp"

namespace schemad::model {

const LowerRun lower_runs[] = {
${lines(runs.map(r => `{${hex(r.start)},${hex(r.end)},${r.step || 1},${r.delta}}`))}};
const std::size_t lower_run_count = ${runs.length};

const CodeRange case_ignorable[] = {
${lines(ignorable.map(([a, b]) => `{${hex(a)},${hex(b)}}`))}};
const std::size_t case_ignorable_count = ${ignorable.length};

const CodeRange cased[] = {
${lines(cased.map(([a, b]) => `{${hex(a)},${hex(b)}}`))}};
const std::size_t cased_count = ${cased.length};

} // namespace schemad::model`);
