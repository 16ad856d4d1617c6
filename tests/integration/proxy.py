# SPDX-License-Identifier: Apache-2.0
"""A TCP proxy between schemad and a database server: it can cut or hold every connection at any moment.

cut(): resets all that is open. refuse(True): and whoever comes is reset too. stall(True): takes and holds back what is
sent, as a dead network does. cut_after(n): resets all once n more bytes have come, from whichever side; moved counts
them. Its thread ends with close().
"""
import selectors
import socket
import struct
import threading


class Pair:
    """A client's connection, its own to the server, and what is still to be sent to either."""

    def __init__(self, client, server):
        self.sockets = {client: server, server: client}
        self.client = client
        self.waiting = {client: b"", server: b""}
        self.ended = set()


class Proxy:
    def __init__(self, host, port):
        self.target = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.wake, self.waker = socket.socketpair()
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ, "listener")
        self.selector.register(self.wake, selectors.EVENT_READ, "wake")
        self.pairs, self.lock, self.jobs = {}, threading.Lock(), []
        self.refusing = self.stalling = False
        self.until_cut = None
        self.accepted = self.moved = self.cuts = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    # -- from any thread

    def ask(self, job):
        """Runs it in the proxy's thread and waits for it."""
        done = threading.Event()
        with self.lock:
            self.jobs.append((job, done))
        self.waker.send(b"x")
        if not done.wait(30):
            raise RuntimeError("the proxy does not answer")

    def cut(self):
        self.ask(self.reset_all)

    def refuse(self, whether):
        self.ask(lambda: setattr(self, "refusing", whether))

    def stall(self, whether):
        self.ask(lambda: self.set_stalling(whether))

    def cut_after(self, count):
        self.ask(lambda: setattr(self, "until_cut", None if count is None else self.moved + count))

    def open(self):
        return len(self.pairs) // 2

    def close(self):
        self.ask(self.reset_all)
        self.ask(lambda: setattr(self, "target", None))
        self.thread.join(10)
        for one in (self.listener, self.wake, self.waker):
            one.close()
        self.selector.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # -- in its own

    def run(self):
        while self.target:
            for key, events in self.selector.select():
                if key.data == "listener":
                    self.accept()
                elif key.data == "wake":
                    self.wake.recv(1000)
                elif key.fileobj in self.pairs:  # not closed by one before it
                    self.move(key.fileobj, events)
            with self.lock:
                jobs, self.jobs = self.jobs, []
            for job, done in jobs:
                job()
                done.set()

    def accept(self):
        try:
            client, _ = self.listener.accept()
        except OSError:
            return
        self.accepted += 1
        try:
            if self.refusing:
                raise OSError
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            reset(client)
            return
        pair = Pair(client, server)
        for one in (client, server):
            one.setblocking(False)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.pairs[one] = pair
        self.watch(pair)

    def wanted(self, pair, one):
        events = 0
        if not self.stalling:
            if one not in pair.ended and len(pair.waiting[pair.sockets[one]]) < 1_000_000:
                events |= selectors.EVENT_READ
            if pair.waiting[one]:
                events |= selectors.EVENT_WRITE
        return events

    def watch(self, pair):
        for one in pair.sockets:
            events, registered = self.wanted(pair, one), one in self.selector.get_map()
            if events and registered:
                self.selector.modify(one, events)
            elif events:
                self.selector.register(one, events)
            elif registered:
                self.selector.unregister(one)

    def move(self, one, events):
        pair = self.pairs[one]
        other = pair.sockets[one]
        try:
            if events & selectors.EVENT_READ:
                data = one.recv(65536)
                if data:
                    pair.waiting[other] += data
                else:
                    pair.ended.add(one)
                self.moved += len(data)
                if self.until_cut is not None and self.moved >= self.until_cut:
                    self.until_cut = None
                    return self.reset_all()
            if events & selectors.EVENT_WRITE:
                pair.waiting[one] = pair.waiting[one][one.send(pair.waiting[one]):]
        except OSError:
            return self.drop(pair)
        if any(gone in pair.ended and not pair.waiting[pair.sockets[gone]] for gone in pair.sockets):
            return self.drop(pair)
        self.watch(pair)

    def set_stalling(self, whether):
        self.stalling = whether
        for pair in set(self.pairs.values()):
            self.watch(pair)

    def drop(self, pair):
        for one in pair.sockets:
            if one in self.selector.get_map():
                self.selector.unregister(one)
            self.pairs.pop(one, None)
            reset(one)

    def reset_all(self):
        for pair in set(self.pairs.values()):
            self.cuts += 1
            self.drop(pair)


def reset(one):
    """Closes with RST, not FIN: as a machine that is gone."""
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    one.close()
