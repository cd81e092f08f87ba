"""What goes wrong in a schedule, done: at its time or at its message, with a line in the story for each."""

import threading
from collections import Counter
from collections.abc import Callable

from volunteercloud.cli.drill.link import Fate, Message, Step, steps_in
from volunteercloud.cli.drill.schedules import Fault, Planned, Schedule
from volunteercloud.cli.drill.world import LETTERS, World

Tell = Callable[[str], None]


class Storm:
    """From `begin` to `end` the plan's faults happen; then everything is mended. ``done`` counts what was injected."""

    def __init__(self, world: World, schedule: Schedule, tell: Tell) -> None:
        self.world = world
        self.schedule = schedule
        self.tell = tell
        self.done: Counter[str] = Counter()
        self._dice = schedule.dice
        self._at_steps = [one for one in schedule.faults if one.fault is Fault.KILLED_AT_STEP]
        self._seen: set[Step] = set()
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        weather = self.world.weather
        weather.fate, weather.before, weather.after = self._fate, self._before, self._after
        for planned in self.schedule.faults:
            if planned.fault is not Fault.KILLED_AT_STEP:
                self._start(self._happen, planned)

    def end(self) -> None:
        """Over: what still sleeps does nothing more, and all is mended."""
        self._ending.set()
        self.world.weather.clear()
        for thread in self._threads:
            thread.join()
        self.world.heal()

    def _start(self, work: Callable[[Planned], None], planned: Planned) -> None:
        thread = threading.Thread(target=work, args=[planned], daemon=True)
        self._threads.append(thread)
        thread.start()

    def _happen(self, planned: Planned) -> None:
        if self._ending.wait(planned.begins):
            return
        letter = LETTERS[planned.node]
        self.done[planned.fault] += 1
        if planned.fault is Fault.LINK_CUT:
            self.tell(f"the link to {letter} is cut")
            self.world.weather.cut.add(letter)
            self._ending.wait(planned.lasts)
            self.world.weather.cut.discard(letter)
            self.tell(f"the link to {letter} is back")
        elif planned.fault is Fault.CLOCK:
            self.tell(f"the clock of {letter} is {planned.clock:+d} s wrong")
            self.world.nodes[planned.node].set_clock(planned.clock)
        else:
            self._kill(planned.node, planned, "at some moment")

    def _kill(self, place: int, planned: Planned, when: str) -> None:
        letter = LETTERS[place]
        self.tell(f"{', '.join(planned.parts)} of {letter} killed {when}")
        self.world.kill(place, *planned.parts)
        self._start_again(place, planned)

    def _start_again(self, place: int, planned: Planned) -> None:
        def work(_planned: Planned) -> None:
            if not self._ending.wait(planned.lasts):
                self.tell(f"{LETTERS[place]} starts again")
                self.world.start(place)
                self.tell(f"{LETTERS[place]} runs again")

        self._start(work, planned)

    def _fate(self, message: Message) -> Fate:
        with self._lock:
            for fate, share in self.schedule.fates:
                if self._dice.random() < share:
                    self.done[fate] += 1
                    self.tell(f"{_named(message)} to {message.to}: {fate}")
                    return fate
        return Fate.PASSES

    def _before(self, message: Message) -> None:
        for step in sorted(message.steps):
            self._at(step, message, answered=False)

    def _after(self, message: Message) -> None:
        for step in sorted(message.steps | steps_in(message.answer)):
            self._at(step, message, answered=True)
        with self._lock:
            self._seen |= message.steps | steps_in(message.answer)

    def _at(self, step: Step, message: Message, *, answered: bool) -> None:
        """Kill whoever is to be killed at this step, the first time it is seen."""
        with self._lock:
            planned = next((one for one in self._at_steps if one.step == step[1] and one.answered is answered), None)
            if planned is None or step in self._seen:
                return
            self._at_steps.remove(planned)
            self.done[Fault.KILLED_AT_STEP] += 1
            self.done[f"{Fault.KILLED_AT_STEP}: {step[1]}"] += 1
        receiver = LETTERS.index(message.to)
        sender = next((place for place, name in enumerate(self.world.names) if name == message.sender), receiver)
        moment = "after the answer to it" if answered else "before it arrived"
        self._kill(sender if planned.sender else receiver, planned, f"at {step[1]}, {moment}")


def _named(message: Message) -> str:
    steps = sorted({kind for _transfer, kind in message.steps})
    return f"{message.method} {message.path}" + (f" ({', '.join(steps)})" if steps else "")
