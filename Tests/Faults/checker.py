"""Compares what clients were told with what the database and the ledger hold."""
import collections
import hashlib
import random

from house import Failure, wait_until
from load import IN_FLIGHT_MAX, PAY

EXPORT = "tally.v1.Ledger/Export"
HEAD = "tally.v1.Ledger/Head"
DEBTORS = "tally.v1.Debtors/List"
DEBTOR = "tally.v1.Debtors/Get"
PAGE = 1000
SEAL_SECONDS_MAX = 60
FINDINGS_SHOWN_MAX = 5


class Portfolio:
    """A tenant with accounts to pay into, as it stood before the load."""

    def __init__(self, house, tenant):
        self.house, self.tenant = house, tenant
        self.schema_name = "t_" + tenant.id.replace("-", "")
        with self.client("RISK_ANALYST") as client:
            self.accounts = list(self._accounts(client))
        self.balances = self.read_balances()
        self.known = self.read_transactions()
        self.entry_count = self.read_entry_count()

    def client(self, role):
        return self.house.client(self.tenant.tokens[role])

    def _accounts(self, client):
        schema, ids, after = self.house.schema, [], ""
        while True:
            page = client.unary(DEBTORS, schema.request(
                DEBTORS, page={"size": PAGE, "after": after}))
            ids += [debtor.debtor_id for debtor in page.debtors]
            after = page.next
            if not after:
                break
        for message in pipelined(client, [
            (DEBTOR, schema.request(DEBTOR, debtor_id=one).SerializeToString(), "") for one in ids
        ]):
            yield schema.reply(DEBTOR).FromString(message).accounts[0].account_id

    def sql(self, text):
        return self.house.sql(text.replace("tenant.", self.schema_name + "."))

    def read_balances(self):
        return {account: int(balance) for account, balance in self.sql(
            "select id, balance from tenant.account") if account in set(self.accounts)}

    def read_transactions(self):
        """Account and amount by transaction, of the accounts of this portfolio."""
        mine = set(self.accounts)
        return {identifier: (account, int(amount)) for identifier, account, amount in self.sql(
            "select id, account_id, amount from tenant.account_transaction") if account in mine}

    def read_entry_count(self):
        return int(self.sql("select count(*) from tenant.ledger_entry")[0][0])


def pipelined(client, calls):
    """The replies to many calls on one connection, in the order of the calls."""
    numbers, replies, waiting = {}, [None] * len(calls), list(enumerate(calls))[::-1]
    while waiting or numbers:
        client.cork()
        while waiting and client.in_flight < IN_FLIGHT_MAX:
            place, (method, message, key) = waiting.pop()
            numbers[client.start(method, message, 30, key)] = place
        client.uncork()
        ended = client.next_ended(60)
        if ended is None:
            raise Failure("a call is not answered")
        number, status, messages = ended
        if status.code != 0:
            raise Failure(f"a call is refused: {status.code} {status.reason} {status.message}")
        replies[numbers.pop(number)] = messages[0]
    return replies


class Verdict:
    """Numbers to show, and findings; without findings everything is right."""

    def __init__(self):
        self.findings = []
        self.lost = self.duplicated = 0

    def find(self, what, details=()):
        details = list(details)
        more = f" … {len(details)} in all" if len(details) > FINDINGS_SHOWN_MAX else ""
        shown = ", ".join(map(str, details[:FINDINGS_SHOWN_MAX]))
        self.findings.append(f"{what}{': ' if details else ''}{shown}{more}")


def judge_rows(portfolio, payments, verdict):
    """Payments against the rows of accounts: none lost, none twice, every balance right.

    `payments` are all that were ever sent into the portfolio.
    """
    unresolved = [payment.key for payment in payments if payment.reply is None]
    if unresolved:
        verdict.find("outcomes which stayed unknown", unresolved)
    schema = portfolio.house.schema
    stored = portfolio.read_transactions()
    for old in portfolio.known:
        if stored.pop(old, None) is None:
            verdict.find("a transaction from before is gone", [old])
    told = {}
    lost = []
    for payment in payments:
        if payment.reply is None:
            continue
        identifier = schema.reply(PAY).FromString(payment.reply).transaction_id
        if identifier in told:
            verdict.find("two keys were told one transaction", [payment.key, told[identifier].key])
        told[identifier] = payment
        row = stored.pop(identifier, None)
        if row is None:
            lost.append(payment.key)
        elif row != (payment.account, -payment.amount):
            verdict.find("a transaction of another account or amount", [payment.key])
    verdict.lost += len(lost)
    if lost:
        verdict.find(f"{len(lost)} acknowledged payments are lost", lost)
    verdict.duplicated += len(stored)
    if stored:
        verdict.find(
            f"{len(stored)} payments are duplicated: rows which no key accounts for", stored)
    expected = dict(portfolio.balances)
    for payment in payments:
        if payment.reply is not None:
            expected[payment.account] -= payment.amount
    differing = [account for account, balance in portfolio.read_balances().items()
                 if expected[account] != balance]
    if differing:
        verdict.find("balances differ from the payments told", differing)


def judge_replays(portfolio, payments, seed, verdict, sample=400):
    """Every key that was ever in doubt, and some others, sent again: the same bytes come back."""
    doubted = [payment for payment in payments if payment.in_doubt and payment.reply is not None]
    others = [payment for payment in payments if not payment.in_doubt and payment.reply is not None]
    chosen = doubted + random.Random(seed).sample(others, min(sample, len(others)))
    with portfolio.client("FINANCE_OFFICER") as client:
        replies = pipelined(client, [(PAY, p.message, p.key) for p in chosen])
    differing = [payment.key for payment, reply in zip(chosen, replies) if reply != payment.reply]
    if differing:
        verdict.find("replies which differ when the key comes again", differing)
    return len(doubted), len(chosen)


def wait_until_sealed(portfolio):
    with portfolio.client("AUDITOR") as client:
        request = portfolio.house.schema.request(HEAD)
        wait_until(
            SEAL_SECONDS_MAX, lambda: client.unary(HEAD, request).unsealed_count == 0, pause=0.2)


def judge_ledger(portfolio, payments, other_entries, verdict):
    """Receipts against the exported ledger, entry by entry, by hashes computed here."""
    schema = portfolio.house.schema
    counts = collections.Counter()
    with portfolio.client("AUDITOR") as client:
        for part in client.server_stream(EXPORT, schema.request(EXPORT), deadline=300):
            for leaf in part.chunk.leaves:
                counts[hashlib.sha256(b"\0" + leaf).digest()] += 1
    twice = [leaf.hex() for leaf, count in counts.items() if count > 1]
    if twice:
        verdict.find("entries which stand twice in the ledger", twice)
    promised = 0
    missing = []
    for payment in payments:
        if payment.reply is None:
            continue
        receipt = schema.reply(PAY).FromString(payment.reply).receipt
        promised += len(receipt.leaf_hashes)
        if not receipt.leaf_hashes or any(leaf not in counts for leaf in receipt.leaf_hashes):
            missing.append(payment.key)
    if missing:
        verdict.find("receipts whose entries are not in the ledger", missing)
    expected = portfolio.entry_count + other_entries + promised
    found = sum(counts.values())
    if found != expected:
        verdict.find(f"the ledger has {found} entries, {expected} are accounted for")
    return found


def verify_ledger(portfolio, verdict):
    try:
        return portfolio.house.tally(
            portfolio.tenant, "AUDITOR", "ledger", "verify", "--vkey", portfolio.tenant.vkey
        ).strip()
    except Failure as failure:
        verdict.find(f"the ledger does not verify: {failure}")
        return ""
