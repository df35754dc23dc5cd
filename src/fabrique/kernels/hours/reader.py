"""From tokens to clauses: who opens when, in the order in which people write it."""

import re
from dataclasses import replace
from typing import Self

from fabrique.kernels.hours.exceptions import Exceptions
from fabrique.kernels.hours.model import NOON, Clause, Range, Token
from fabrique.kernels.hours.ranges import pair_times


class Reader(Exceptions):
    """One pass over the tokens. `clauses`, `orphans` (words of no clause) and `flags` are the outcome."""

    def read(self) -> Self:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            step = getattr(self, f"_on_{token.kind}", None)
            self.at += 1
            if not step:
                continue
            waiting = len(self.pending)
            step(token)
            if len(self.pending) > waiting:
                self.pending_start = token.start if self.pending_start < 0 else self.pending_start
                continue
            if self.current.start < 0 and token.kind != "bracket":
                self.current.start = token.start
            self.current.end = self.tokens[self.at - 1].end
        while self.push():
            pass
        self.orphans.extend(self.pending)
        return self

    def _on_allday(self, token: Token) -> None:
        following = self.peek(frozenset({"filler", "to", "and"}), self.at)
        if following is not None and following.kind == "days":
            self.at = self.tokens.index(following) + 1
        after = self.peek(frozenset({"to", "and", "stop"}), self.at)
        end = token.end
        if after is not None and after.kind in ("word", "filler"):
            while self.at < len(self.tokens) and self.tokens[self.at].kind in ("word", "filler", "to", "and"):
                self.at += 1
                end = self.tokens[self.at - 1].end
            if self.current.has_body:
                self.push()
            self.orphans.append(self.words(token.start, end))
            return
        clause = self.current
        if clause.has_body:
            self.push()
        days = frozenset(range(7)) if following is not None and following.kind == "days" else frozenset()
        self.current.days = self.current.days | days or frozenset()
        self.current.ranges = [(0, 1440)]

    def _on_until(self, token: Token) -> None:
        following = self.peek(frozenset({"filler"}), self.at)
        if following is None or following.kind != "time":
            self._on_word(token)

    def _on_time(self, token: Token) -> None:
        run, links, self.at = self._time_run(self.at - 1)
        self._leave_new_end(run, links)
        self.resume()
        before = self.before_index(self.tokens.index(token))
        ranges, bad = pair_times(run, links)
        for start, end in bad:
            lone = len(run) == 1 and run[0].kind == "time"
            if lone and self._new_end(run[0], before):
                return
            self.flags.add("hours-partial" if lone else "hours-invalid-time")
            if ranges:
                self.orphans.append(self.words(start, end))
            else:
                self.note_bad(self.words(start, end))
        if not ranges:
            return
        clause = self.current
        slash = before is not None and self.text[before.start] == "/" and self._closed_before(before)
        if clause.closed and (clause.half or slash) and clause.days and not clause.negated:
            clause.closed = False  # « mardi : fermé le matin / 13h45 – 17h30 »
        elif clause.has_body and self._days_of_its_own(clause, before):
            self.push()
        elif clause.has_body:
            same = replace(
                clause, ranges=[], notes=list(self.heading.notes), until=None, half="", start=-1, end=-1
            )
            if self.trailing_parity:
                same.parity = None
            self.push()
            if not clause.closed and clause.until is None:
                self.current = same
        waiting = self.clauses[-1] if self.clauses else None
        if self.current.half and waiting and waiting.half and not waiting.has_body and _both_halves(ranges):
            self.doubtful = True  # « lundi matin et jeudi après-midi 9h-12h 14h-17h » : each has its own
        self.current.ranges = ranges
        self.row = [] if bad else run
        if self.current.half and self.current.notes:
            self.current.notes = [n for n in self.current.notes if not re.match(r"(?i)matin|apr", n)]
        self.take_pending()

    _on_badtime = _on_time

    def note_bad(self, words: str) -> None:
        if self.current.has_scope or self.current.has_body:
            self.current.notes.append(words)
        else:
            self.pending.append(words)

    def _closed_before(self, link: Token) -> bool:
        """« mardi : fermé / 13h45 – 17h30 » : the slash parts the morning from the afternoon."""
        return self.tokens[self.tokens.index(link) - 1].kind == "closed"

    def _days_of_its_own(self, clause: Clause, before: Token | None) -> bool:
        """« 9h-12h du lundi au vendredi, 14h-17h lundi et jeudi » : each range has its days after it."""
        if not (self.reversed and clause.ranges and clause.days) or clause.closed or clause.negated:
            return False
        index = self.tokens.index(before) if before else -1
        while index >= 0 and self.tokens[index].kind in ("and", "stop", "to", "filler"):
            index -= 1
        following = self.peek(frozenset({"filler"}), self.at)
        ends = index >= 0 and self.tokens[index].kind in ("day", "days")
        return ends and following is not None and following.kind in ("day", "days")


def _both_halves(ranges: list[Range]) -> bool:
    return any(end <= NOON + 90 for _, end in ranges) and any(start >= NOON for start, _ in ranges)
