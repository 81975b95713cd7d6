"""A composing process and two workers, killed at random moments and started again."""

import random
import signal
import time
from itertools import count
from pathlib import Path

import attrs

from compose_core.model.delivery import DeliveryState
from crash_composing import command, compose
from crash_lab import Lab
from crash_processes import Victim, wait_until

_WORKERS = 2
_ENVIRONMENT = {
    "COMPOSE_LEASE_SECONDS": "2",
    "COMPOSE_SMTP_DEADLINE_SECONDS": "1",
    "COMPOSE_SMTP_TIMEOUT_SECONDS": "1",
    "COMPOSE_RETRY_BASE_SECONDS": "1",
}


@attrs.define
class Kills:
    """How many processes were killed.

    Args:
        composing: those that composed.
        delivering: those that delivered.
        after_the_dot: mails that the server had taken and those had not recorded.
    """

    composing: int = 0
    delivering: int = 0
    after_the_dot: int = 0

    @property
    def all(self) -> int:
        return self.composing + self.delivering

    def __str__(self) -> str:
        return (
            f"{self.composing} kills of compose and {self.delivering} of workers, "
            f"{self.after_the_dot} between final dot and record"
        )


@attrs.frozen
class Size:
    """How long it goes on.

    Args:
        sends: how many requests.
        kills: at most so many processes are killed.
        pause: the mean time between two kills, in seconds.
        threads: of each worker.
    """

    sends: int
    kills: int
    pause: float
    threads: int = 1


class RandomKills:
    """Composes requests and delivers them while processes are killed.

    Args:
        lab: where.
        size: how much of it.
        seed: of the moments and the victims.
    """

    def __init__(self, lab: Lab, size: Size, seed: int) -> None:
        self.kills = Kills()
        self.helped = 0
        self._lab = lab
        self._size = size
        self._random = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._names = count(1)
        self._workers = [self._worker() for _ in range(_WORKERS)]
        self._composer = self._composing()

    def run(self) -> None:
        """Kill until all is composed and most of it delivered, then let them come to an end."""
        wait_until(lambda: bool(self.answers), "something is composed")
        self._kill_composing()
        while self._is_under_way():
            time.sleep(self._random.expovariate(1 / self._size.pause))
            self._kill_one()
        if self._composer:
            assert self._composer.join() == 0, self._composer.told
        self._settle()
        for _, worker in self._workers:
            worker.terminate()
        # One that was about to begin has nothing to bring to an end.
        assert {worker.join() for _, worker in self._workers} <= {0, -signal.SIGTERM}

    @property
    def answers(self) -> dict[int, int]:
        """The activity of every request that was answered."""
        if not self._answers.exists():
            return {}
        pairs = (line.split() for line in self._answers.read_text("ascii").splitlines())
        return {int(number): int(activity) for number, activity in pairs}

    @property
    def _answers(self) -> Path:
        return self._lab.folder / "answers"

    def _is_under_way(self) -> bool:
        if self.kills.all == self._size.kills:
            return False
        done = self._lab.states()[DeliveryState.ACCEPTED]
        return self._composer is not None or done < self._size.sends

    def _kill_one(self) -> None:
        if self._composer and not self._composer.is_running:
            assert self._composer.join() == 0, self._composer.told
            self._composer = None
        number = self._random.randrange(_WORKERS + 1)
        if number < _WORKERS:
            self._kill_worker(number)
        else:
            self._kill_composing()

    def _kill_composing(self) -> None:
        if self._composer:
            self._composer.kill()
            self.kills.composing += 1
            self._composer = self._composing()

    def _kill_worker(self, number: int) -> None:
        name, worker = self._workers[number]
        assert worker.is_running, worker.told
        worker.kill()
        self.kills.delivering += 1
        self._lab.must_be_gone(name)
        taken = {mail.message_id for mail in self._lab.sink.mails_of(name)}
        self.kills.after_the_dot += len(taken & self._lab.being_handed_over())
        self._workers[number] = self._worker()

    def _settle(self) -> None:
        """Let the workers end, and do what is left to an operator."""
        while self._lab.open_mails():
            wait_until(self._is_idle, "no mail is due any more")
            self._help()

    def _is_idle(self) -> bool:
        return all(mail.due is None for mail in self._lab.open_mails())

    def _help(self) -> None:
        taken = {mail.message_id for mail in self._lab.sink.mails}
        for mail in self._lab.open_mails():
            self.helped += 1
            if {each.state for each in mail.recipients} == {DeliveryState.DEFERRED}:
                self._lab.operation.retry(mail.activity_id, "operator")
            else:
                delivered = self._lab.message_id_of(mail) in taken
                self._lab.operation.resolve(mail.activity_id, "operator", delivered=delivered)

    def _composing(self) -> Victim | None:
        numbers = [each for each in range(self._size.sends) if each not in self.answers]
        output = self._lab.folder / "compose.log"
        return Victim(compose, self._lab.url, numbers, str(self._answers), output=output)

    def _worker(self) -> tuple[str, Victim]:
        name = f"w{next(self._names)}"
        environment = {
            **_ENVIRONMENT,
            "COMPOSE_DATABASE": self._lab.url_for(name),
            "COMPOSE_SMTP": self._lab.sink.url(name),
        }
        output = self._lab.folder / f"{name}.log"
        words = ("deliver", "--json", "--workers", str(self._size.threads))
        return name, Victim(command, environment, *words, output=output)
