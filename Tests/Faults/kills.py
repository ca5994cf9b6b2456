"""What is killed, and when it is back."""
import collections
import os
import re
import shutil
import signal
import time

from house import Failure, wait_until

BACK_SECONDS_MAX = 60
# tallyd waits longer before each start of a PostgreSQL that keeps ending, up to 10 s; when it is
# started itself, that begins anew.
POSTMASTER_KILLS_MAX = 4


class Killer:
    def __init__(self, house):
        self.house = house
        self.back, self.answered = [], []
        self.killed_at = 0
        self.log_start = house.log.stat().st_size

    def complaints(self):
        """How often each message was logged since this killer began."""
        with open(self.house.log, encoding="utf-8", errors="replace") as log:
            log.seek(self.log_start)
            found = collections.Counter(
                re.sub(r'"', "", match) for match in re.findall(
                    r"level=(?:warning|error|critical) message=(\"[^\"]*\"|\S+)", log.read()))
        return ", ".join(f"{message} {count}" for message, count in found.most_common()) or "quiet"


class PostgresKiller(Killer):
    what = "PostgreSQL"
    restart_is_bounded = False

    def __init__(self, house):
        super().__init__(house)
        self.postmasters = 0

    def kill(self, dice):
        """Kills the postmaster, it with all its processes, sessions, or another process of its."""
        postmaster = self.house.postmaster()
        if postmaster is None:
            raise Failure("no postmaster to kill")
        children = self.house.backends(postmaster)
        sort = dice.choice(["postmaster", "everything", "session", "session", "helper", "sessions"])
        if sort in ("postmaster", "everything"):
            if self.postmasters == POSTMASTER_KILLS_MAX:
                # The orphan is adopted: killing it then takes another path.
                self.house.kill()
                self.house.start()
                self.postmasters = 0
            self.postmasters += 1
        sessions = sorted(pid for pid, title in children if "[local]" in title)
        helpers = sorted(pid for pid, title in children if "[local]" not in title)
        targets = {
            "postmaster": [postmaster],
            "everything": [postmaster, *sessions, *helpers],
            "session": [dice.choice(sessions)] if sessions else helpers[:1],
            "sessions": sessions or helpers[:1],
            "helper": [dice.choice(helpers)],
        }[sort]
        self.took_postmaster = postmaster in targets
        self.postmaster = postmaster
        self.strike(targets)

    def end_everything(self):
        postmaster = self.house.postmaster()
        targets = [postmaster, *(pid for pid, _ in self.house.backends(postmaster))]
        self.took_postmaster, self.postmaster = True, postmaster
        # All stop before the first dies: none writes what another one's death tells it to.
        self.strike(targets, first=signal.SIGSTOP)

    def strike(self, targets, first=None):
        self.killed_at = time.monotonic()
        for number in ([first] if first else []) + [signal.SIGKILL]:
            for target in targets:
                try:
                    os.kill(target, number)
                except ProcessLookupError:
                    pass

    def wait_until_back(self):
        """Returns when PostgreSQL accepts connections again."""
        if self.took_postmaster:
            wait_until(BACK_SECONDS_MAX, lambda: self.house.postmaster() not in
                       (None, self.postmaster))
        else:
            # The postmaster ends all sessions first, and refuses new ones until it has recovered.
            try:
                wait_until(0.3, lambda: not self.house.accepts(), pause=0.005)
            except Failure:
                pass
        wait_until(BACK_SECONDS_MAX, self.house.accepts)
        back = time.monotonic()
        self.back.append(back - self.killed_at)
        return back


class ServerKiller(Killer):
    what = "tallyd"
    restart_is_bounded = True

    def kill(self, dice):
        self.house.kill()
        if dice.random() < 0.1:
            # Once more while it starts.
            self.house.begin_start()
            time.sleep(dice.uniform(0.0, 0.4))
            self.house.kill()

    def wait_until_back(self):
        self.back.append(self.house.start())
        return time.monotonic()


def make_commits_careless(house, portfolio):
    """The tenant's commits no longer wait for the disk, and what they wrote stays in memory for long.

    Its sessions ask for waiting commits when they connect, so a trigger takes that back.
    """
    data = house.cluster / "data"
    local = data / "local.conf"
    local.write_text(
        "wal_writer_delay = 10s\nwal_writer_flush_after = 2GB\nwal_buffers = 128MB\n",
        encoding="utf-8")
    owner = (data / "postgresql.conf").stat()
    os.chown(local, owner.st_uid, owner.st_gid)
    shutil.copymode(data / "postgresql.conf", local)
    portfolio.sql("""
        create function tenant.careless() returns trigger language plpgsql
        security definer as $$
        begin perform pg_catalog.set_config('synchronous_commit', 'off', true); return new; end $$;
        create trigger careless before insert on tenant.command_key
        for each row execute function tenant.careless()""")
