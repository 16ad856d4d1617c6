# SPDX-License-Identifier: Apache-2.0
"""SQL on the database servers from within a test: libpq and libmariadb through ctypes, as Python brings neither.

Every cell is text, or None for NULL; what is no UTF-8 is kept by surrogates. A connection belongs to one thread.
"""
import ctypes
import ctypes.util


class SqlError(Exception):
    pass


def library(*names):
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise SystemExit(f"none of {', '.join(names)} can be loaded: scripts/install-packages --test")


def text(raw):
    return raw.decode("utf-8", "surrogateescape")


class Connection:
    def one(self, sql):
        """The first cell."""
        return self.rows(sql)[0][0]

    def column(self, sql):
        return [row[0] for row in self.rows(sql)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class PostgresConnection(Connection):
    """settings: libpq's keywords."""

    pq = None

    def __init__(self, **settings):
        if not PostgresConnection.pq:
            PostgresConnection.pq = self.load()
        keys = [key.encode() for key in settings] + [None]
        values = [str(value).encode() for value in settings.values()] + [None]
        array = ctypes.c_char_p * len(keys)
        self.handle = self.pq.PQconnectdbParams(array(*keys), array(*values), 0)
        if self.pq.PQstatus(self.handle) != 0:
            fault = text(self.pq.PQerrorMessage(self.handle))
            self.close()
            raise SqlError(fault)
        self.rows("set client_min_messages = warning")

    @staticmethod
    def load():
        pq = library("libpq.so.5")
        pointer, string, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
        for name, result, parameters in (
                ("PQconnectdbParams", pointer, [pointer, pointer, number]), ("PQstatus", number, [pointer]),
                ("PQerrorMessage", string, [pointer]), ("PQfinish", None, [pointer]), ("PQexec", pointer, [pointer, string]),
                ("PQresultStatus", number, [pointer]), ("PQresultErrorMessage", string, [pointer]), ("PQclear", None, [pointer]),
                ("PQntuples", number, [pointer]), ("PQnfields", number, [pointer]), ("PQgetisnull", number, [pointer, number, number]),
                ("PQgetvalue", pointer, [pointer, number, number]), ("PQgetlength", number, [pointer, number, number])):
            function = getattr(pq, name)
            function.restype, function.argtypes = result, parameters
        return pq

    def rows(self, sql):
        """Of the last of these statements, which are one transaction if they open none."""
        pq = self.pq
        result = pq.PQexec(self.handle, sql.encode("utf-8", "surrogateescape"))
        try:
            if pq.PQresultStatus(result) not in (0, 1, 2):  # empty, command, rows
                raise SqlError(text(pq.PQresultErrorMessage(result) or pq.PQerrorMessage(self.handle)) + sql[:300])
            columns = range(pq.PQnfields(result))
            return [tuple(None if pq.PQgetisnull(result, row, column) else
                          text(ctypes.string_at(pq.PQgetvalue(result, row, column), pq.PQgetlength(result, row, column)))
                          for column in columns) for row in range(pq.PQntuples(result))]
        finally:
            pq.PQclear(result)

    script = rows

    def close(self):
        if self.handle:
            self.pq.PQfinish(self.handle)
        self.handle = None


class MariaDbConnection(Connection):
    """settings: host, port, socket, user, password, database."""

    my = None
    MULTI_STATEMENTS = 1 << 16

    def __init__(self, host="", port=0, socket=None, user="", password="", database=None):
        if not MariaDbConnection.my:
            MariaDbConnection.my = self.load()
        my, encoded = self.my, lambda value: str(value).encode() if value else None
        self.handle = my.mysql_init(None)
        my.mysql_options(self.handle, 7, b"utf8mb4")  # MYSQL_SET_CHARSET_NAME
        if not my.mysql_real_connect(self.handle, encoded(host), encoded(user), encoded(password), encoded(database), int(port or 0),
                                     encoded(socket), self.MULTI_STATEMENTS):
            fault = text(my.mysql_error(self.handle))
            self.close()
            raise SqlError(fault)

    @staticmethod
    def load():
        my = library("libmariadb.so.3", "libmysqlclient.so.21")
        pointer, string, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint
        for name, result, parameters in (
                ("mysql_init", pointer, [pointer]), ("mysql_options", number, [pointer, number, string]),
                ("mysql_real_connect", pointer, [pointer, string, string, string, string, number, string, ctypes.c_ulong]),
                ("mysql_real_query", number, [pointer, string, ctypes.c_ulong]), ("mysql_store_result", pointer, [pointer]),
                ("mysql_num_fields", number, [pointer]), ("mysql_fetch_row", ctypes.POINTER(ctypes.c_void_p), [pointer]),
                ("mysql_fetch_lengths", ctypes.POINTER(ctypes.c_ulong), [pointer]), ("mysql_free_result", None, [pointer]),
                ("mysql_next_result", ctypes.c_int, [pointer]), ("mysql_errno", number, [pointer]),
                ("mysql_error", string, [pointer]), ("mysql_close", None, [pointer])):
            function = getattr(my, name)
            function.restype, function.argtypes = result, parameters
        return my

    def rows(self, sql):
        """Of the last of these statements that has any."""
        my, raw = self.my, sql.encode("utf-8", "surrogateescape")
        if my.mysql_real_query(self.handle, raw, len(raw)):
            raise SqlError(text(my.mysql_error(self.handle)) + ": " + sql[:300])
        found = []
        while True:
            result = my.mysql_store_result(self.handle)
            if result:
                found, columns = [], range(my.mysql_num_fields(result))
                while row := my.mysql_fetch_row(result):
                    lengths = my.mysql_fetch_lengths(result)
                    found.append(tuple(None if row[at] is None else text(ctypes.string_at(row[at], lengths[at])) for at in columns))
                my.mysql_free_result(result)
            left = my.mysql_next_result(self.handle)
            if left > 0 or my.mysql_errno(self.handle):
                raise SqlError(text(my.mysql_error(self.handle)))
            if left < 0:
                return found

    script = rows

    def close(self):
        if self.handle:
            self.my.mysql_close(self.handle)
        self.handle = None
