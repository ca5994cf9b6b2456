"""Imports of parts of the sample, one after another, while the server is being killed."""
import collections
import csv
import gzip
import re
import subprocess

from house import TOP, Failure

SAMPLE = TOP / "ops" / "sample-data" / "taiwan_card.csv.gz"
MAPPING = TOP / "ops" / "sample-data" / "taiwan_card.mapping.json"
PATIENCE_SECONDS_MAX = 150
# Rows of each file which cannot be imported: every so many lines one of these is broken.
WRONG_EVERY = 97


def write_part(path, first, count):
    """Rows `first`… of the sample as a CSV of its own; some are made wrong. Returns how many."""
    wrong = 0
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as source:
        with open(path, "w", encoding="utf-8", newline="") as out:
            rows, writer = csv.reader(source), csv.writer(out)
            names = next(rows)
            writer.writerow(names)
            limit, identifier, before = names.index("LIMIT_BAL"), names.index("ID"), None
            for number, row in enumerate(rows, 1):
                if number < first:
                    continue
                if number >= first + count:
                    break
                if (number - first) % WRONG_EVERY == 50:
                    wrong += 1
                    # The client finds the first kind, the server the second.
                    if wrong % 2:
                        row[limit] = "1.2.3"
                    else:
                        row[identifier] = before
                before = row[identifier]
                writer.writerow(row)
    return wrong


class Import:
    """One `tally import`, running."""

    def __init__(self, house, tenant, name, first, count):
        self.first, self.count = first, count
        self.path = house.folder / f"{name}.csv"
        self.rejects = house.folder / f"{name}.rejects.csv"
        self.wrong = write_part(self.path, first, count)
        self.kills = 0
        command, environment = house.tally_command(
            tenant, "TENANT_ADMIN", "import", self.path, "--mapping", MAPPING, "--rejects",
            self.rejects, "--patience", "5")
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, cwd=house.folder)

    @property
    def runs(self):
        return self.process.poll() is None

    def facts(self):
        """What it printed at its end."""
        try:
            output, errors = self.process.communicate(timeout=PATIENCE_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            output, errors = self.process.communicate()
            raise Failure("an import does not come to its end:\n" + errors) from None
        if self.process.returncode != 0:
            raise Failure(f"tally import ends with {self.process.returncode}:\n{errors}")
        return dict(re.findall(r"^(\w+)\t(.*)$", output, re.MULTILINE))

    def judge(self, verdict):
        """Every row applied or rejected, once; returns the ledger entries it made."""
        try:
            facts = self.facts()
        except Failure as failure:
            verdict.find(str(failure))
            return 0
        expected = (str(self.count), str(self.count - self.wrong), str(self.wrong))
        found = (facts.get("rows"), facts.get("applied"), facts.get("rejected"))
        if found != expected:
            verdict.find(
                f"{self.path.name}, hit by {self.kills} kills: rows, applied, rejected are "
                f"{found}, {expected} is right")
        return int(facts["entries"])


def judge_against_calm(portfolio, disturbed, calm_portfolio, calm, verdict):
    """What the disturbed imports left is what calm ones of the same files leave elsewhere."""
    for one, other in zip(disturbed, calm):
        if one.rejects.read_bytes() != other.rejects.read_bytes():
            verdict.find(f"the rejects of {one.path.name} differ from those of a calm import")
    left, right = shapes(portfolio), shapes(calm_portfolio)
    if left != right:
        verdict.find("imported accounts differ from those of a calm import",
                     sorted((left - right) + (right - left)))


def shapes(portfolio):
    """Everything of the accounts imported since the portfolio was looked at, without names."""
    rows = portfolio.sql("""
      select a.id, concat_ws('|', a.balance, g.principal_amount, a.opening_overdue_amount,
          t.count, t.sum, t.first, t.last, i.count, i.sum)
      from tenant.account a join tenant.agreement g on g.id = a.agreement_id
      cross join lateral (select count(*), sum(amount), min(value_on) as first,
        max(value_on) as last from tenant.account_transaction where account_id = a.id) as t
      cross join lateral (select count(*), sum(bill_amount) from tenant.instalment
        where account_id = a.id) as i""")
    known = set(portfolio.accounts)
    return collections.Counter(shape for account, shape in rows if account not in known)
