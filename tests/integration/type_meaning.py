# SPDX-License-Identifier: Apache-2.0
"""type_pairs.py's judge: whether a value says the same in its new type as it did before. It knows nothing of how schemad asks.

The same is: what the new value reads as is the old value, or the new value turned back into the old type is; a text is the same
as a number, date, ... when it is one in the plain spelling of it. Anything else has changed in silence.
"""
import datetime
import json
import math
import re
import struct
from decimal import Decimal, InvalidOperation, getcontext

getcontext().prec = 200
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?")
NAMED = ("NaN", "Infinity", "-Infinity")


def single(number):
    """The nearest float of 32 bits, as a double."""
    try:
        return struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)


def same_real(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def decimal(text):
    """The number that a plain spelling gives, else None."""
    if not NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


class Value:
    """kind: integer, decimal, single, double, boolean, text, bytes, date, time, timetz, moment, instant, json, uuid, year, other.

    shown: what a client reads; exact: of a float, its double.
    """

    def __init__(self, kind, shown, exact=None):
        self.kind, self.shown = kind, shown
        self.exact = float(shown) if exact is None and kind in ("single", "double") else exact

    @property
    def is_number(self):
        return self.kind in ("integer", "decimal", "single", "double", "year")

    def number(self):
        return None if self.shown in NAMED or str(self.shown).lower() in ("inf", "-inf", "nan") else Decimal(str(self.shown))

    def __repr__(self):
        return f"{self.kind} {self.shown!r}"


def back_to(kind, text):
    """The number that stands in a text, read as a value of the kind."""
    if text in NAMED:
        return float(text)
    number = decimal(text)
    if number is None:
        return None
    if kind == "single":
        return single(float(number))
    return float(number) if kind == "double" else number


def same_number(old, new):
    if old.number() is None or new.number() is None:
        return same_real(float(old.shown), float(new.shown))
    if old.number() == new.number():
        return True
    if (new.exact is not None and Decimal(new.exact) == old.number()) or (old.exact is not None and Decimal(old.exact) == new.number()):
        return True
    if old.kind == "single":
        return new.kind in ("double", "decimal") and single(float(new.exact if new.kind == "double" else new.number())) == old.exact
    if old.kind == "double":
        return float(new.number() if new.exact is None else new.exact) == old.exact
    return False


def parsed_json(text):
    """With every key, also one that comes twice, and every digit."""
    def number(digits):
        return Decimal(digits)

    def refuse(_):
        raise ValueError
    return json.loads(text, parse_float=number, parse_int=number, parse_constant=refuse, object_pairs_hook=lambda pairs: ("{}", sorted(pairs, key=repr)))


def same_json(a, b):
    try:
        return parsed_json(a) == parsed_json(b)
    except ValueError:
        return False


def date_of(text):
    found = DATE.fullmatch(text)
    if not found:
        return None
    try:
        return datetime.date(*map(int, found.groups()))
    except ValueError:
        return None


def time_of(text):
    found = TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour, minute, second, Decimal(found[4] or 0)


def moment_of(text):
    """(moment, offset in minutes or None), else None."""
    zone = re.search(r"(Z|[+-]\d\d(:?\d\d)?)$", text[10:]) if len(text) > 16 else None
    offset = None
    if zone:
        text = text[:-len(zone[0])]
        digits = zone[0].replace(":", "")
        offset = 0 if zone[0] == "Z" else int(digits[0] + "1") * (int(digits[1:3]) * 60 + int(digits[3:] or 0))
    day = date_of(text[:10])
    if day is None or (len(text) > 10 and text[10] not in " T"):
        return None
    clock = time_of(text[11:]) if len(text) > 10 else (0, 0, 0, Decimal(0))
    if clock is None:
        return None
    return day, clock, offset


def same_moment(a, b):
    if a is None or b is None:
        return False
    def normal(moment):
        day, (hour, minute, second, part), offset = moment
        at = (day.toordinal() * 1440 + hour * 60 + minute - (offset or 0)) * 60 + second
        return at, part
    return normal(a) == normal(b)


def text_is(text, new):
    """Whether a text says what the value of another kind is."""
    if new.is_number:
        if text in NAMED:
            return same_real(float(text), float(new.shown))
        number = decimal(text)
        if number is None or new.number() is None:
            return False
        if number == new.number() or (new.exact is not None and number == Decimal(new.exact)):
            return True
        return new.kind == "double" and repr(float(number)) == text and float(number) == new.exact
    if new.kind == "boolean":
        return (text in ("true", "1")) == (new.shown == "true") and text in ("true", "false", "1", "0")
    if new.kind == "date":
        return date_of(text) is not None and text == new.shown
    if new.kind in ("time", "timetz"):
        shown = new.shown.removesuffix("+00") if new.kind == "timetz" else new.shown
        if text == new.shown:
            return True
        return time_of(text) is not None and time_of(text) == time_of(shown)
    if new.kind == "moment":
        mine = moment_of(text)
        return mine is not None and mine[2] is None and same_moment(mine, moment_of(new.shown))
    if new.kind == "instant":
        return same_moment(moment_of(text), moment_of(new.shown))
    if new.kind == "json":
        return same_json(text, new.shown)
    if new.kind == "uuid":
        return text.lower() == new.shown and len(text) == 36
    if new.kind == "bytes":
        return new.shown == text.encode() or (text.startswith("\\x") and text == "\\x" + new.shown.hex())
    return text == new.shown


def shown_as(value):
    return "\\x" + value.shown.hex() if value.kind == "bytes" else str(value.shown)


def is_same(old, new, charset="utf-8"):
    """old, new: Value, neither null. charset: of an old text's bytes."""
    if old.kind == new.kind and old.shown == new.shown:
        return True
    if old.is_number and new.is_number:
        return same_number(old, new)
    if {old.kind, new.kind} == {"boolean", "integer"} or (old.kind == "boolean" and new.is_number) or (new.kind == "boolean" and old.is_number):
        as_number = {"true": Decimal(1), "false": Decimal(0)}
        return as_number.get(old.shown, None if old.kind == "boolean" else old.number()) == as_number.get(
            new.shown, None if new.kind == "boolean" else new.number())
    if old.kind == "text":
        if new.kind == "bytes" and new.shown == old.shown.encode(charset, "replace"):
            return True
        return text_is(old.shown, new)
    if old.kind == "bytes" and new.kind in ("text", "json", "uuid") and isinstance(new.shown, str):
        if new.shown == "\\x" + old.shown.hex():
            return True
        try:
            return is_same(Value("text", old.shown.decode("utf-8")), new)
        except UnicodeDecodeError:
            return False
    if old.kind == "bytes":
        try:
            return text_is(old.shown.decode("utf-8"), new)
        except UnicodeDecodeError:
            return False
    if new.kind == "text":
        if old.is_number and old.shown in NAMED and new.shown == old.shown:
            return True
        if old.kind == "year" and new.shown == old.shown:  # four digits
            return True
        if old.is_number:
            value = back_to(old.kind, new.shown)
            exact = old.exact if old.exact is not None else old.number()
            return value is not None and (value == exact or (isinstance(exact, float) and same_real(float(value), exact)))
        if old.kind == "json":
            return same_json(old.shown, new.shown)
        return shown_as(old) == new.shown
    if new.kind == "bytes":
        return is_same(old, Value("text", new.shown.decode("utf-8", "surrogateescape")))
    if new.kind == "json":
        text = json.dumps(old.shown) if old.kind == "uuid" and new.shown.startswith('"') else str(old.shown)
        return same_json(text, new.shown)
    kinds = (old.kind, new.kind)
    if kinds in (("json", "json"),):
        return same_json(old.shown, new.shown)
    if kinds in (("moment", "instant"), ("instant", "moment"), ("moment", "moment"), ("instant", "instant"), ("date", "moment"), ("date", "instant"),
                 ("moment", "date"), ("instant", "date")):
        a, b = str(old.shown), str(new.shown)
        if a == b or a.removesuffix("+00") == b.removesuffix("+00"):
            return True
        if moment_of(a) is None or moment_of(b) is None:  # far years, infinity: the day and nothing else
            strip = lambda text: text.removesuffix("+00").replace("+00 BC", " BC").replace(" 00:00:00", "")  # noqa: E731
            return strip(a) == strip(b)
        return same_moment(moment_of(a), moment_of(b))
    if kinds in (("time", "time"), ("time", "timetz"), ("timetz", "time"), ("timetz", "timetz")):
        a, b = (str(x.shown).removesuffix("+00") for x in (old, new))
        return a == b or (time_of(a) is not None and time_of(a) == time_of(b)) or re.sub(r"\.?0+$", "", a) == re.sub(r"\.?0+$", "", b)
    return shown_as(old) == shown_as(new)
