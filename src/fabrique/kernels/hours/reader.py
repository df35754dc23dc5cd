"""From tokens to clauses: who opens when, in the order in which people write it."""

import re
from dataclasses import replace
from typing import Self

from fabrique.kernels.hours.model import Token
from fabrique.kernels.hours.ranges import pair_times
from fabrique.kernels.hours.scopes import Scopes

_SCOPES = frozenset({"day", "days", "nth", "parity", "months", "holiday", "term"})


class Reader(Scopes):
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
        self.push()
        self.orphans.extend(self.pending)
        return self

    def _on_closed(self, token: Token) -> None:
        clause = self.current
        if clause.negated and clause.has_scope and not clause.ranges:
            clause.closed = True
        elif clause.has_scope and not clause.has_body:
            clause.closed = True
            clause.notes = [n for n in clause.notes if not ((clause.half and "matin" in n) or "midi" in n)]
        else:
            self.push()
            self.current.closed = True

    def _on_except(self, token: Token) -> None:
        following = self.peek(frozenset({"filler"}), self.at)
        if following is None or following.kind not in _SCOPES | {"half"}:
            self._on_word(token)
            return
        index = self.tokens.index(following)
        if self.current.days and not self.current.has_body and following.kind in ("day", "days"):
            mark = self.at
            self.at = index + 1
            excluded = self._day_run(following)
            half = self.peek(frozenset({"filler"}), self.at)
            if half is None or half.kind != "half":
                self.current.days -= excluded
                return
            self.at = mark
        if self.current.has_scope or (self.current.has_body and not self.current.closed):
            self.push()
        self.current.negated = True

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
        if clause.closed and clause.half and clause.days and not clause.negated:
            clause.closed = False  # « mardi : fermé le matin / 13h45 – 17h30 »
        elif clause.has_body:
            same = replace(
                clause, ranges=[], notes=list(self.heading.notes), until=None, half="", start=-1, end=-1
            )
            if self.trailing_parity:
                same.parity = None
            self.push()
            if not clause.closed and clause.until is None:
                self.current = same
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

    def _new_end(self, token: Token, before: Token | None) -> bool:
        """« vendredi jusqu'à 15h30 », « (17h30 le mercredi) », « sauf jeudi, 18h30 »."""
        minutes = token.value
        assert isinstance(minutes, int)
        clause = self.current
        if clause.negated and clause.has_scope and not clause.has_body:
            clause.until = minutes
            return True
        until = before is not None and before.kind == "until"
        if not until and not (self.in_bracket and before is not None and before.kind == "bracket"):
            return False
        if until and clause.has_scope and not clause.has_body:
            clause.until = minutes
            return True
        following = self.peek(frozenset({"filler"}), self.at)
        if following is None or following.kind not in _SCOPES:
            return False
        self.push()
        self.current.until = minutes
        return True

    def _time_run(self, index: int) -> tuple[list[Token], list[str], int]:
        """Times in a row, the kind of link before each (`to` binds most), and where the row ends."""
        run: list[Token] = []
        links: list[str] = []
        end, link = index, ""
        for position in range(index, len(self.tokens)):
            token = self.tokens[position]
            if token.kind in ("time", "badtime"):
                run.append(token)
                links.append(link)
                end, link = position + 1, ""
            elif token.kind not in ("to", "and", "filler", "stop"):
                break
            elif token.kind != "filler" and link != "to":
                link = token.kind
        return run, links, end
