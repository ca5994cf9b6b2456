"""Payments under keys: processes which pay, and repeat what broke until its outcome is known."""
import heapq
import multiprocessing
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))
from tally_client import Client, Closed, helps_to_repeat  # noqa: E402

PAY = "tally.v1.Payments/Post"
CURRENCY = "TWD"
VALUE_ON = "2005-09-30"
AMOUNT_MAX = 500
# Below the 100 calls which a connection may have, so that no call waits for a place.
IN_FLIGHT_MAX = 96
DEADLINE_SECONDS = 10
# After the last kill every outcome has to be known within this time.
DRAIN_SECONDS_MAX = 60
RECONNECT_SECONDS = (0.02, 0.2)


class Payment:
    """One request under its key, and what became of it."""
    __slots__ = ("key", "account", "amount", "message", "reply", "attempts", "in_doubt")

    def __init__(self, key, account, amount, message):
        self.key, self.account, self.amount, self.message = key, account, amount, message
        self.reply = None
        self.attempts = 0
        self.in_doubt = False


class Results:
    """What one process has to tell at the end."""

    def __init__(self):
        self.payments = []
        self.acknowledged_at = []
        self.refusals = {}  # Count by "REASON".
        self.closings = {}  # Count by close code or text.
        self.wrong = []  # What no outage explains.


class Payer:
    def __init__(self, address, token, schema, accounts, seed, number, shared):
        self.address, self.token, self.schema = address, token, schema
        self.random = random.Random(f"{seed}/{number}")
        self.accounts = self.random.sample(accounts, len(accounts))
        self.name = f"{seed}-{number}".replace(" ", "-")
        self.shared = shared
        self.results = Results()
        self.made = 0
        self.client = None
        self.sent = {}  # By stream.
        self.again = []  # (when, tie, payment)
        self.ties = 0

    def run(self):
        results = self.results
        gives_up = None
        while True:
            if self.shared.finish.is_set():
                gives_up = gives_up or time.monotonic() + DRAIN_SECONDS_MAX
                if not self.sent and not self.again or time.monotonic() > gives_up:
                    return results
            try:
                if self.client is None:
                    self.client = Client(self.address, self.token, schema=self.schema)
                self.step()
            except (Closed, OSError) as error:
                self.broke(error)

    def step(self):
        client, now = self.client, time.monotonic()
        client.cork()
        try:
            while self.again and self.again[0][0] <= now and client.in_flight < IN_FLIGHT_MAX:
                self.send(heapq.heappop(self.again)[2])
            # What waits to be repeated keeps its place: an outage makes no heap of new payments.
            while (not self.shared.finish.is_set()
                   and client.in_flight + len(self.again) < IN_FLIGHT_MAX):
                self.send(self.new_payment())
        finally:
            client.uncork()
        ended = client.next_ended(0.05)
        while ended:
            self.took(*ended)
            ended = client.next_ended(0) if client.has_ended() else None

    def new_payment(self):
        number = self.made
        self.made += 1
        account = self.accounts[number % len(self.accounts)]
        if self.random.random() < 0.02:
            account = self.accounts[self.random.randrange(10)]  # Some accounts are busier.
        amount = self.random.randint(1, AMOUNT_MAX)
        payment = Payment(
            f"{self.name}-{number}", account, amount,
            self.schema.request(
                PAY, account_id=account, money={"amount": amount, "currency": CURRENCY},
                value_on=VALUE_ON).SerializeToString())
        self.results.payments.append(payment)
        return payment

    def send(self, payment):
        payment.attempts += 1
        # Known as sent before it is: a connection that breaks meanwhile loses none.
        self.sent[self.client.next_stream] = payment
        self.client.start(PAY, payment.message, DEADLINE_SECONDS, payment.key)

    def took(self, stream, status, messages):
        payment = self.sent.pop(stream)
        results = self.results
        if status.code == 0:
            payment.reply = messages[0]
            now = time.monotonic()
            results.acknowledged_at.append(now)
            with self.shared.last.get_lock():
                self.shared.last.value = max(self.shared.last.value, now)
            return
        results.refusals[status.reason] = results.refusals.get(status.reason, 0) + 1
        if not helps_to_repeat(status):
            results.wrong.append(f"{payment.key}: {status.code} {status.reason} {status.message}")
            return
        payment.in_doubt = True
        self.repeat(payment, time.monotonic() + status.retry_after_ms / 1000)

    def repeat(self, payment, when):
        self.ties += 1
        heapq.heappush(self.again, (when, self.ties, payment))

    def broke(self, error):
        code = getattr(error, "code", None)
        what = f"GOAWAY {code}" if code is not None else type(error).__name__
        closings = self.results.closings
        closings[what] = closings.get(what, 0) + 1
        if code not in (None, 0, 14):
            self.results.wrong.append(str(error))
        if self.client:
            self.client.close()
            self.client = None
        for payment in self.sent.values():
            payment.in_doubt = True
            self.repeat(payment, 0)
        self.sent = {}
        time.sleep(self.random.uniform(*RECONNECT_SECONDS))


class Shared:
    def __init__(self, context):
        self.finish = context.Event()
        self.last = context.Value("d", 0.0)  # When the last acknowledgement came.


class Load:
    """Several paying processes."""

    def __init__(self, house, token, accounts, seed, processes):
        context = multiprocessing.get_context("fork")
        self.shared = Shared(context)
        self.began = time.monotonic()
        self.pipes, self.processes = [], []
        for number in range(processes):
            ours, theirs = context.Pipe(duplex=False)
            payer = Payer(
                house.socket, token, house.schema, accounts, seed, number, self.shared)
            process = context.Process(target=_run, args=(payer, theirs), daemon=True)
            process.start()
            theirs.close()
            self.pipes.append(ours)
            self.processes.append(process)

    @property
    def last_acknowledged(self):
        return self.shared.last.value

    def finish(self):
        """No new payments; returns the results when every outcome is known, or time is over."""
        self.shared.finish.set()
        results = [pipe.recv() for pipe in self.pipes]
        for process in self.processes:
            process.join()
        return results

    def abandon(self):
        for process in self.processes:
            process.kill()


def _run(payer, pipe):
    pipe.send(payer.run())
    pipe.close()
